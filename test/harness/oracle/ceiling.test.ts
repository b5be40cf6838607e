import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Factors } from '../../../fvae/model.ts';
import { recoveryCeiling } from '../../../harness/oracle/ceiling.ts';
import { normal, stream, uniform } from '../../../sim/random/stream.ts';
import { drawFactors } from '../../laws/factors.ts';

const N = 40;
const T = 90;

function reactions(truth: Factors, sd: number, seed: number): Float32Array {
  const source = stream(seed, 'reactions');
  return Float32Array.from({ length: N * T * truth.count }, (_, n) => {
    const k = n % truth.count;
    const entry = Math.floor(n / truth.count);
    const [i, t] = [Math.floor(entry / T), entry % T];
    return truth.viewer[i * truth.count + k] * truth.time[t * truth.count + k] + sd * normal(source, i, t, k);
  });
}

const holes = (seed: number, share: number): Uint8Array =>
  Uint8Array.from({ length: N * T }, (_, n) => (uniform(stream(seed, 'holes'), n, 0) < share ? 0 : 1));

describe('the recovery ceiling', () => {
  it('is 1 where reactions are products of factors, and falls with noise', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const truth = drawFactors(seed, N, T, 3);
        const scores = [0, 0.3, 1.5].map(
          (sd) => recoveryCeiling(reactions(truth, sd, seed), holes(seed, 0.2), truth)?.score ?? 0,
        );
        expect(scores[0]).toBeCloseTo(1, 5);
        expect(scores[1]).toBeLessThan(scores[0]);
        expect(scores[2]).toBeLessThan(scores[1]);
      }),
      { numRuns: 8 },
    );
  });

  it('does not see missing entries', () => {
    const truth = drawFactors(3, N, T, 2);
    const latent = reactions(truth, 0.3, 3);
    const mask = holes(3, 0.4);
    const before = recoveryCeiling(latent, mask, truth);
    for (let n = 0; n < latent.length; n += 1) if (mask[n >> 1] === 0) latent[n] = Number.NaN;
    expect(recoveryCeiling(latent, mask, truth)).toEqual(before);
  });

  it('is null where nothing is observed', () => {
    const truth = drawFactors(3, N, T, 2);
    expect(recoveryCeiling(reactions(truth, 0, 0), new Uint8Array(N * T), truth)).toBeNull();
  });
});
