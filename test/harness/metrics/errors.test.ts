import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addErrors, createErrors, errorsOf } from '../../../harness/metrics/errors.ts';
import { fillNormals, stream } from '../../../sim/random/stream.ts';

function normals(seed: number, count: number): Float32Array {
  const out = new Float32Array(count);
  fillNormals(stream(seed, 'errors'), 0, 0, out, 0, count);
  return out;
}

describe('masked errors', () => {
  it('are those of the textbook on the entries chosen', () => {
    const prediction = Float32Array.of(1, 2, 9, 9, 5, 6);
    const target = Float32Array.of(2, 2, 0, 0, 3, 10);
    const sums = createErrors(2);
    addErrors(sums, prediction, target, [0, 2]);
    const errors = errorsOf(sums);
    expect(errors?.entries).toBe(2);
    expect(errors?.mae).toBeCloseTo(7 / 4, 12);
    expect(errors?.rmse).toBeCloseTo(Math.sqrt(21 / 4), 12);
    expect(errors?.mre).toBeCloseTo(7 / 17, 12);
    // Variances of the columns: 0.25 and 16.
    expect(errors?.nrmse).toBeCloseTo(Math.sqrt(21 / 4 / 8.125), 12);
  });

  it('are null where nothing is scored', () => {
    expect(errorsOf(createErrors(3))).toBeNull();
  });

  it('do not see what stands in other entries', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(Number.NaN, 1e30, Number.POSITIVE_INFINITY), (seed, poison) => {
        const [prediction, target] = [normals(seed, 60), normals(seed + 1, 60)];
        const samples = [1, 4, 7, 8];
        const clean = createErrors(6);
        addErrors(clean, prediction, target, samples);
        for (let t = 0; t < 10; t += 1) {
          if (samples.includes(t)) continue;
          prediction.fill(poison, t * 6, t * 6 + 6);
          target.fill(poison, t * 6, t * 6 + 6);
        }
        const poisoned = createErrors(6);
        addErrors(poisoned, prediction, target, samples);
        expect(errorsOf(poisoned)).toEqual(errorsOf(clean));
      }),
      { numRuns: 30 },
    );
  });

  it('rise with noise, all of them', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const [target, noise] = [normals(seed, 1200), normals(seed + 1, 1200)];
        const every = Array.from({ length: 200 }, (_, t) => t);
        const by = [0, 0.1, 0.4, 1.6].map((size) => {
          const sums = createErrors(6);
          addErrors(
            sums,
            target.map((x, n) => x + size * noise[n]),
            target,
            every,
          );
          return errorsOf(sums)!;
        });
        for (const figure of ['rmse', 'mae', 'mre', 'nrmse'] as const) {
          expect(by[0][figure]).toBeCloseTo(0, 6);
          for (let n = 1; n < by.length; n += 1) expect(by[n][figure]).toBeGreaterThan(by[n - 1][figure]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are the same in one go and in parts, and scale with the data', () => {
    const [prediction, target] = [normals(1, 600), normals(2, 600)];
    const every = Array.from({ length: 100 }, (_, t) => t);
    const whole = createErrors(6);
    addErrors(whole, prediction, target, every);
    const parts = createErrors(6);
    addErrors(parts, prediction, target, every.slice(0, 37));
    addErrors(parts, prediction, target, every.slice(37));
    const [a, b] = [errorsOf(whole), errorsOf(parts)];
    expect(b?.rmse).toBeCloseTo(a?.rmse ?? 0, 12);
    expect(b?.nrmse).toBeCloseTo(a?.nrmse ?? 0, 12);
    const tripled = createErrors(6);
    addErrors(
      tripled,
      prediction.map((x) => 3 * x),
      target.map((x) => 3 * x),
      every,
    );
    const c = errorsOf(tripled);
    expect(c?.mae).toBeCloseTo(3 * (a?.mae ?? 0), 5);
    expect(c?.mre).toBeCloseTo(a?.mre ?? 0, 5);
    expect(c?.nrmse).toBeCloseTo(a?.nrmse ?? 0, 5);
  });
});
