import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smoothed } from '../../fvae/ar1.ts';
import { bridgeOf } from '../../fvae/bridge.ts';
import type { Lasting } from '../../fvae/lasting.ts';
import { multiply } from '../../fvae/linear/matrix.ts';
import { createRandom } from '../../fvae/random.ts';
import { invert } from '../../fvae/slopes.ts';

/** A mask with holes, residuals behind it NaN, and coordinates that are not the landmarks. */
function setting(seed: number, T: number, D: number) {
  const random = createRandom(seed, 'bridge');
  const mask = new Uint8Array(T).fill(1);
  for (let hole = 0; hole < 3; hole += 1) {
    const start = Math.floor(random.uniform() * T);
    mask.fill(0, start, start + Math.floor(random.uniform() * 8));
  }
  const residual = Float64Array.from({ length: T * D }, (_, at) =>
    mask[Math.floor(at / D)] === 1 ? random.normal() : Number.NaN,
  );
  const from = Float64Array.from({ length: D * D }, () => random.normal());
  for (let d = 0; d < D; d += 1) from[d * D + d] += 4;
  return { mask, residual, from, to: inverseOf(from, D), random };
}

/** (A' A)^-1 A'. */
function inverseOf(a: Float64Array, n: number): Float64Array {
  const turned = Float64Array.from(a, (_, at) => a[(at % n) * n + Math.floor(at / n)]);
  return multiply(invert(multiply(turned, a, n, n, n), n) as Float64Array, turned, n, n, n);
}

/** Adds to `mean` as the bridge does, and writes to `known` [T, D] the variance that is known. */
function cross(
  coordinates: Parameters<typeof bridgeOf>[0],
  lasting: Lasting,
  residual: Float64Array,
  mask: Uint8Array,
  mean: Float32Array,
  known: Float64Array,
): void {
  const { variance, over } = bridgeOf(coordinates, lasting);
  const shares = over(residual, mask, mean);
  const D = coordinates.features;
  known.set(multiply(shares, variance, mask.length, variance.length / D, D));
}

describe('the bridge over holes', () => {
  it('says what the joint distribution of lasting residuals says', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 2, max: 40 }), (seed, T) => {
        const D = 3;
        const { mask, residual, from, to } = setting(seed, T, D);
        // One coordinate a pace, and one that nothing lasts of.
        const lasting = {
          lasting: Float64Array.of(0.8, 1.5, 0),
          pace: Float64Array.of(0.5, 0.88, 0),
          rest: Float64Array.of(0.4, 0.2, 1),
        };
        const mean = new Float32Array(T * D).fill(7);
        const known = new Float64Array(T * D);
        cross({ to, from, features: D }, lasting, residual, mask, mean, known);
        const seen = [...mask.keys()].filter((t) => mask[t] === 1);
        const n = seen.length;
        for (let t = 0; t < T; t += 1) {
          const expected = new Float64Array(D);
          const variance = new Float64Array(D);
          for (let c = 0; c < 2 && mask[t] === 0; c += 1) {
            const at = (gap: number) => lasting.lasting[c] * lasting.pace[c] ** Math.abs(gap);
            const joint = Float64Array.from({ length: n * n }, (_, e) => {
              const [i, j] = [Math.floor(e / n), e % n];
              return at(seen[i] - seen[j]) + (i === j ? lasting.rest[c] : 0);
            });
            const cross = Float64Array.from(seen, (other) => at(other - t));
            const weights = n === 0 ? cross : multiply(cross, invert(joint, n) as Float64Array, 1, n, n);
            let state = 0;
            seen.forEach((other, i) => {
              for (let d = 0; d < D; d += 1) state += weights[i] * to[c * D + d] * residual[other * D + d];
            });
            const told = weights.reduce((sum, weight, i) => sum + weight * cross[i], 0);
            for (let d = 0; d < D; d += 1) {
              expected[d] += from[d * D + c] * state;
              variance[d] += from[d * D + c] ** 2 * told;
            }
          }
          const size = Math.max(...from.map(Math.abs));
          for (let d = 0; d < D; d += 1) {
            // What is negligible is left out.
            expect(Math.abs(mean[t * D + d] - 7 - expected[d])).toBeLessThan(0.05 * size);
            expect(Math.abs(known[t * D + d] - variance[d])).toBeLessThan(0.05 * size * size);
          }
        }
      }),
    );
  });

  it('knows of coordinates of one pace what each is known by', () => {
    const [T, D] = [30, 2];
    const { residual, random } = setting(1, T, D);
    const mask = new Uint8Array(T).fill(1, 0, 12).fill(1, 15);
    const own = residual.map((_, at) => (mask[Math.floor(at / D)] === 1 ? random.normal() : Number.NaN));
    // Landmarks that are the sum and the difference of two coordinates.
    const [from, to] = [Float64Array.of(1, 1, 1, -1), Float64Array.of(0.5, 0.5, 0.5, -0.5)];
    const lasting = {
      lasting: Float64Array.of(0.8, 2),
      pace: Float64Array.of(0.88, 0.88),
      rest: Float64Array.of(0.1, 3),
    };
    const [mean, known] = [new Float32Array(T * D), new Float64Array(T * D)];
    cross({ to, from, features: D }, lasting, own, mask, mean, known);
    const [states, variances] = [0, 1].map((which) =>
      [0, 1].map((c) => {
        const values = Float64Array.from(mask, (_, t) => to[c * D] * own[t * D] + to[c * D + 1] * own[t * D + 1]);
        const told = [new Float64Array(T), new Float64Array(T)];
        smoothed({ variance: lasting.lasting[c], pace: 0.88, rest: lasting.rest[c] }, values, mask, told[0], told[1]);
        return told[which];
      }),
    );
    for (const t of [12, 13, 14]) {
      expect(mean[t * D]).toBeCloseTo(states[0][t] + states[1][t], 2);
      expect(mean[t * D + 1]).toBeCloseTo(states[0][t] - states[1][t], 2);
      for (const d of [0, 1]) expect(known[t * D + d]).toBeCloseTo(2.8 - variances[0][t] - variances[1][t], 2);
    }
  });

  it('is none where nothing lasts, nothing is missing or nothing is seen', () => {
    const D = 2;
    const { residual, from, to } = setting(0, 20, D);
    const nothing = { lasting: new Float64Array(D), pace: new Float64Array(D), rest: new Float64Array(D).fill(1) };
    const all = {
      lasting: new Float64Array(D).fill(1),
      pace: new Float64Array(D).fill(0.5),
      rest: new Float64Array(D).fill(1),
    };
    const half = new Uint8Array(20).fill(1, 0, 10);
    const cases = [
      [nothing, half],
      [all, new Uint8Array(20).fill(1)],
      [all, new Uint8Array(20)],
    ] as const;
    for (const [lasting, mask] of cases) {
      const mean = new Float32Array(20 * D);
      const known = new Float64Array(20 * D);
      const shown = residual.map((value, at) => (mask[Math.floor(at / D)] === 1 ? Number(value || 1) : Number.NaN));
      cross({ to, from, features: D }, lasting, shown, mask, mean, known);
      expect(new Set([...mean, ...known])).toEqual(new Set([0]));
    }
  });
});
