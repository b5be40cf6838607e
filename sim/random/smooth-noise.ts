import type { Stream } from './stream.ts';
import { normal } from './stream.ts';

/**
 * Smooth stationary noise with zero mean and unit variance at samples `from..from+count-1`, written to `out[0..count-1]`.
 *
 * Independent normal knots every `1 / knotsPerSample` samples, blended by a uniform cubic B-spline and divided by the
 * norm of its weights, so that the variance is 1 everywhere and the course has two continuous derivatives. Each value
 * is a function of (stream, index, lane, sample) alone.
 */
export function smoothNoise(
  source: Stream,
  index: number,
  lane: number,
  from: number,
  count: number,
  knotsPerSample: number,
  out: Float64Array,
): void {
  let knot = Number.NaN;
  let n0 = 0;
  let n1 = 0;
  let n2 = 0;
  let n3 = 0;
  for (let s = 0; s < count; s += 1) {
    const u = (from + s) * knotsPerSample;
    const k = Math.floor(u);
    if (k !== knot) {
      n0 = normal(source, index, k, lane);
      n1 = normal(source, index, k + 1, lane);
      n2 = normal(source, index, k + 2, lane);
      n3 = normal(source, index, k + 3, lane);
      knot = k;
    }
    const f = u - k;
    const g = 1 - f;
    const w0 = (g * g * g) / 6;
    const w1 = (3 * f * f * f - 6 * f * f + 4) / 6;
    const w2 = (3 * g * g * g - 6 * g * g + 4) / 6;
    const w3 = (f * f * f) / 6;
    const sum = w0 * n0 + w1 * n1 + w2 * n2 + w3 * n3;
    out[s] = sum / Math.sqrt(w0 * w0 + w1 * w1 + w2 * w2 + w3 * w3);
  }
}
