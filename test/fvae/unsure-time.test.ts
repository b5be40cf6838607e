import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import type { Outages } from '../../fvae/outages.ts';
import { fvaeFitted } from '../../fvae/predictive.ts';
import { unsureBoth, unsureTime } from '../../fvae/unsure-time.ts';
import { planted } from './start/planted.ts';

const K = 2;
const T = 5;
const positive = (length: number) =>
  fc.float64Array({ minLength: length, maxLength: length, min: 0.1, max: 3, noNaN: true });
const share = fc.float64Array({ minLength: T * K, maxLength: T * K, min: 0, max: 1, noNaN: true });
const OPEN = 3;

function outagesOf(open: Float64Array, a: Float64Array): Outages {
  const told = Uint8Array.from({ length: T }, (_, t) => (t === OPEN ? 0 : 1));
  // [K, K], of a matrix times itself.
  const covariance = Float64Array.of(
    a[0] ** 2 + a[1] ** 2,
    a[0] * a[2] + a[1] * a[3],
    a[0] * a[2] + a[1] * a[3],
    a[2] ** 2 + a[3] ** 2,
  );
  return { told, open: open.map((one, at) => (Math.floor(at / K) === OPEN ? one : 0)), covariance };
}

it('U that is as unsure as U V has the second moments of independent U and V', () => {
  fc.assert(
    fc.property(share, positive(4), positive(T * K), positive(K), positive(K), (open, a, time, viewer, deviation) => {
      const outages = outagesOf(open, a);
      const covariance = Float64Array.from({ length: K * K }, (_, at) =>
        at % (K + 1) === 0 ? deviation[at % K] ** 2 : 0.3 * deviation[0] * deviation[1],
      );
      const out = new Float64Array(K * K);
      unsureBoth(outages, time, OPEN, viewer, covariance, out);
      for (let k = 0; k < K; k += 1) {
        for (let l = 0; l < K; l += 1) {
          const [u, v] = [viewer[k] * viewer[l], time[OPEN * K + k] * time[OPEN * K + l]];
          const spread = Math.sqrt(outages.open[OPEN * K + k] * outages.open[OPEN * K + l]);
          const moment = (u + covariance[k * K + l]) * (v + spread * outages.covariance[k * K + l]);
          expect((out[k * K + l] + u) * v).toBeCloseTo(moment, 6);
        }
      }
      unsureBoth(outages, time, 0, viewer, covariance, out);
      expect(out).toEqual(covariance);
    }),
  );
});

it('where all of V is open landmarks vary as they do where it is known, and where nothing is, not at all', () => {
  fc.assert(
    fc.property(share, positive(T * K), positive(K * 3), (open, courses, reach) => {
      const whole = outagesOf(open.fill(1), new Float64Array(4));
      const out = new Float64Array(4);
      unsureTime(whole, courses, reach)(OPEN, out, 1);
      unsureTime(whole, courses, reach)(0, out, 1);
      const rows = [0, 1, 2, 4];
      for (let d = 0; d < 3; d += 1) {
        const moved = rows.map((t) => courses[t * K] * reach[d] + courses[t * K + 1] * reach[3 + d]);
        const mean = moved.reduce((sum, value) => sum + value / 4, 0);
        expect(out[1 + d]).toBeCloseTo(
          moved.reduce((sum, value) => sum + (value - mean) ** 2 / 4, 0),
          9,
        );
      }
      expect(out[0]).toBe(0);
    }),
  );
});

it('intervals hold what happened while nobody was seen; of who is folded in and was, more is told', async () => {
  const { tensor: whole, clean } = planted({ viewers: 30, samples: 300, noise: 0.1, missing: 0.1 });
  const { viewers: N, samples: T, features: D } = whole;
  const [from, to] = [120, 180];
  const outage = (entry: number): boolean => entry % T >= from && entry % T < to;
  const tensor = { ...whole, mask: whole.mask.map((one, entry) => (outage(entry) ? 0 : one)) };
  const options = { ...FVAE_DEFAULTS, factors: 3, epochs: 8, batch: 256, backend: 'wasm', workers: 0, seed: 0 };
  const fitted = fvaeFitted(await fitFvae(tensor, options), tensor);
  const row = (i: number): Float32Array => whole.values.subarray(i * T * D, (i + 1) * T * D);
  let [inside, count, told, missed, held, reconstructed] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < N; i += 1) {
    const { mean, deviation, quantile } = fitted.impute(i);
    const seen = fitted.foldIn(row(i), whole.mask.subarray(i * T, (i + 1) * T));
    for (let n = from * D; n < to * D; n += 1) {
      const truth = clean[i * T * D + n];
      const error = Math.abs(truth - mean[n]);
      count += 1;
      if (error <= quantile!(0.95) * deviation[n]) inside += 1;
      if (whole.mask[i * T + Math.floor(n / D)] !== 1) continue;
      missed += error ** 2;
      told += (truth - seen.mean[n]) ** 2;
      reconstructed += 1;
      if (Math.abs(truth - seen.mean[n]) <= seen.quantile!(0.95) * seen.deviation[n]) held += 1;
    }
  }
  // With V taken for known, a twentieth of the errors lay inside.
  expect(inside / count).toBeGreaterThan(0.8);
  expect(inside / count).toBeLessThan(0.99);
  // As far as the encoder has learnt to tell it.
  expect(told).toBeLessThan(0.95 * missed);
  expect(held / reconstructed).toBeGreaterThan(0.8);
  // What a viewer does while nobody else is seen does not tell who it is.
  const [never, only] = [0, 1].map((one) =>
    fitted.foldIn(
      row(0),
      Uint8Array.from({ length: T }, (_, t) => (outage(t) ? one * whole.mask[t] : 0)),
    ),
  );
  expect(only.mean.subarray(0, 60 * D)).toEqual(never.mean.subarray(0, 60 * D));
  for (let n = 0; n < 60 * D; n += 1) expect(only.deviation[n] / never.deviation[n]).toBeGreaterThan(0.9);
  expect(only.quantile!(0.95)).toBe(never.quantile!(0.95));
});
