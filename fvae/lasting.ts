import { rotatedRows } from './correlation.ts';
import type { Windows } from './noise.ts';
import type { State } from './state.ts';

/**
 * How residuals last, by coordinate [D]: a part of variance `lasting` that is AR(1) with correlation `pace` from one sample to
 * the next, and a part of variance `rest` that is gone by then. 0 and 0 where nothing lasts.
 */
export type Lasting = { readonly lasting: Float64Array; readonly pace: Float64Array; readonly rest: Float64Array };

/** Correlations from one sample to the next that are told apart; few, so that what lasts alike is carried on together. */
const PACES: readonly number[] = [0.5, 0.75, 0.88, 0.94, 0.97];
/** Samples over which residuals are compared with later ones. */
const LAGS = 20;
/** About how many residuals are compared. */
const ROWS = 24_000;
/** A share of the variance below which nothing lasts, and the least that is gone at once. */
const LEAST_LASTING = 0.05;
const LEAST_REST = 0.001;

/** How residuals of `viewers` windows last in the coordinates `to` [D, D]: the pace and share nearest to the autocorrelations of 20 lags. */
export function lastingOf(windows: Windows, to: Float64Array, viewers: number, features: number): Lasting {
  const D = features;
  const { covariances, pairs } = autocovariances(windows, to, viewers, D);
  const out = { lasting: new Float64Array(D), pace: new Float64Array(D), rest: new Float64Array(D) };
  for (let d = 0; d < D; d += 1) {
    const variance = covariances[d]!;
    const correlation = (lag: number): number => covariances[lag * D + d]! / variance;
    let [best, share, pace] = [0, 0, 0];
    for (const tried of PACES) {
      let [product, square] = [0, 0];
      for (let lag = 1; lag < pairs.length; lag += 1) {
        // A lag that is hardly seen, as where a mask has a beat, says as little.
        product += pairs[lag]! * correlation(lag) * tried ** lag;
        square += pairs[lag]! * tried ** (2 * lag);
      }
      if (!(square > 0)) continue;
      // By how much the squared distance from the autocorrelations is less than that of no correlation at all.
      const a = Math.min(1, Math.max(0, product / square));
      const gain = a * (2 * product - a * square);
      if (gain > best) [best, share, pace] = [gain, a, tried];
    }
    const lasts = share >= LEAST_LASTING;
    out.lasting[d] = lasts ? share * variance : 0;
    out.pace[d] = lasts ? pace : 0;
    out.rest[d] = Math.max(1 - (lasts ? share : 0), LEAST_REST) * variance;
  }
  return out;
}

/**
 * [lags + 1, D] mean products of residuals in the coordinates with those of so many samples before, 0 where none was seen, and
 * [lags + 1] of how many; fewer lags where windows are short.
 */
function autocovariances(
  windows: Windows,
  to: Float64Array,
  viewers: number,
  features: number,
): { readonly covariances: Float64Array; readonly pairs: Float64Array } {
  const { length, mask } = windows;
  const step = Math.max(1, Math.floor((viewers * length) / ROWS));
  const rotated = rotatedRows(windows, to, viewers, features, step);
  const lags = Math.min(LAGS, Math.floor(length / 2));
  const covariances = new Float64Array((lags + 1) * features);
  const pairs = new Float64Array(lags + 1);
  for (let lag = 0; lag <= lags; lag += 1) {
    const sum = covariances.subarray(lag * features, (lag + 1) * features);
    for (let i = 0, own = 0; i < viewers; i += step, own += 1) {
      for (let t = lag; t < length; t += 1) {
        if (mask[i * length + t] !== 1 || mask[i * length + t - lag] !== 1) continue;
        pairs[lag]! += 1;
        const now = (own * length + t) * features;
        const then = now - lag * features;
        for (let d = 0; d < features; d += 1) sum[d]! += rotated[now + d]! * rotated[then + d]!;
      }
    }
    for (let d = 0; d < features; d += 1) sum[d]! /= Math.max(1, pairs[lag]!);
  }
  return { covariances, pairs };
}

/** A model's state under which nothing lasts: to compare models by what their factors say. */
export function withoutLasting(state: State): State {
  const of = state.arrays['residuals.lasting'];
  if (of === undefined) return state;
  const none = { ...of, values: new Float64Array(of.values.length) };
  return { ...state, arrays: { ...state.arrays, 'residuals.lasting': none } };
}
