import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Factors } from '../../../fvae/model.ts';
import type { Tensor } from '../../../fvae/tensor.ts';
import { columnOf, pearson } from '../../../harness/metrics/correlation.ts';
import { toldMatch } from '../../../harness/oracle/told.ts';
import { normal, stream, uniform } from '../../../sim/random/stream.ts';
import { drawFactors, rearranged } from '../../laws/factors.ts';

const N = 50;
const T = 100;
const D = 6;
const K = 2;

/** Landmarks that move by products of factors around each viewer's neutral, with noise of `sd`; a tenth is missing. */
function landmarks({ viewer, time }: Factors, sd: number, seed: number): Tensor {
  const source = stream(seed, 'landmarks');
  const mask = Uint8Array.from({ length: N * T }, (_, n) => (uniform(source, n, 0, 0) < 0.1 ? 0 : 1));
  const values = Float32Array.from({ length: N * T * D }, (_, at) => {
    const [entry, d] = [Math.floor(at / D), at % D];
    const [i, t] = [Math.floor(entry / T), entry % T];
    let value = normal(source, i, d, 1) + sd * normal(source, entry, d, 2);
    for (let k = 0; k < K; k += 1) value += viewer[i * K + k] * time[t * K + k] * Math.sin(1 + d + 3 * k);
    return mask[entry] === 1 ? value : 0;
  });
  return { viewers: N, samples: T, features: D, values, mask };
}

describe('what can be told of U with V* known', () => {
  it('is all of it without noise, and less the more noise there is', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const truth = drawFactors(seed, N, T, K);
        const scores = [0.01, 2, 12].map((sd) => toldMatch(landmarks(truth, sd, seed), truth, seed).score);
        expect(scores[0]).toBeGreaterThan(0.99);
        expect(scores[1]).toBeLessThan(scores[0]);
        expect(scores[2]).toBeLessThan(scores[1]);
        expect(scores[2]).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 6 },
    );
  });

  it('is the same of factors in other units, and changes places as they do', () => {
    const truth = drawFactors(5, N, T, K);
    const tensor = landmarks(truth, 2, 5);
    const one = toldMatch(tensor, truth, 5);
    const other = toldMatch(
      tensor,
      rearranged(
        truth,
        [1, 0],
        (k) => 2 + k,
        (k) => 1 / (2 + k),
      ),
      5,
    );
    expect(other.score).toBeCloseTo(one.score, 6);
    expect(other.factors[0]).toBeCloseTo(one.factors[1], 6);
  });

  it('does not see missing entries', () => {
    const truth = drawFactors(3, N, T, K);
    const tensor = landmarks(truth, 1, 3);
    const before = toldMatch(tensor, truth, 3);
    const values = tensor.values.map((value, at) => (tensor.mask[Math.floor(at / D)] === 1 ? value : Number.NaN));
    expect(toldMatch({ ...tensor, values }, truth, 3)).toEqual(before);
  });

  it('is of a factor that moves nothing what the other says of it', () => {
    const truth = drawFactors(4, N, T, K);
    const still = { ...truth, time: truth.time.map((value, at) => (at % K === 1 ? 0 : value)) };
    const told = toldMatch(landmarks(still, 0.1, 4), still, 4);
    expect(told.factors[0]).toBeGreaterThan(0.9);
    const [one, other] = [0, 1].map((k) => columnOf(truth.viewer, N, K, k));
    expect(told.factors[1]).toBeLessThan(Math.abs(pearson(one, other)) + 0.02);
  });
});
