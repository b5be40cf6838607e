import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlationTimes } from '../../fvae/correlation.ts';
import type { Windows } from '../../fvae/noise.ts';
import { createRandom } from '../../fvae/random.ts';

/** Residuals that are AR(1) in every coordinate, with the given coefficients [D]; `chance` of being observed. */
function windowsOf(viewers: number, length: number, coefficients: readonly number[], chance: number, seed: number) {
  const random = createRandom(seed, 'windows');
  const features = coefficients.length;
  const residual = new Float32Array(viewers * length * features);
  const mask = new Uint8Array(viewers * length);
  for (let i = 0; i < viewers; i++) {
    const state = coefficients.map((a) => random.normal() / Math.sqrt(1 - a * a));
    for (let t = 0; t < length; t++) {
      coefficients.forEach((a, f) => {
        state[f] = a * state[f] + random.normal();
      });
      if (random.uniform() >= chance) continue;
      mask[i * length + t] = 1;
      residual.set(state, (i * length + t) * features);
    }
  }
  return { length, start: new Int32Array(viewers), residual, mask } satisfies Windows;
}

/** The definition, pair by pair. */
function byDefinition({ length, residual, mask }: Windows, to: Float64Array, viewers: number, features: number) {
  return Array.from({ length: features }, (_, d) => {
    const y = (at: number): number => {
      let sum = 0;
      for (let f = 0; f < features; f++) sum += to[d * features + f] * residual[at * features + f];
      return sum;
    };
    const mean = (lag: number): number => {
      let [sum, pairs] = [0, 0];
      for (let at = 0; at < viewers * length; at++) {
        if (at % length < lag || mask[at] !== 1 || mask[at - lag] !== 1) continue;
        sum += y(at) * y(at - lag);
        pairs += 1;
      }
      return pairs === 0 ? Number.NaN : sum / pairs;
    };
    let time = 1;
    for (let lag = 1; lag <= Math.min(40, Math.floor(length / 2)); lag++) {
      const correlation = mean(lag) / mean(0);
      if (!(correlation > 0.05)) break;
      time += 2 * correlation;
    }
    return time;
  });
}

describe('correlation times', () => {
  it('are those of the definition, whatever is missing and however coordinates are turned', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.double({ min: 0, max: 0.95, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 0.7),
        fc.integer({ min: 0, max: 1000 }),
        (viewers, length, coefficients, chance, seed) => {
          const windows = windowsOf(viewers, length, coefficients, chance, seed);
          const features = coefficients.length;
          const random = createRandom(seed, 'turn');
          const to = Float64Array.from({ length: features * features }, () => random.normal());
          const expected = byDefinition(windows, to, viewers, features);
          correlationTimes(windows, to, viewers, features).forEach((time, d) => {
            expect(time).toBeCloseTo(expected[d], 9);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of AR(1) residuals are (1 + a) / (1 - a)', () => {
    const coefficients = [0, 0.5, 0.8];
    const identity = Float64Array.from({ length: 9 }, (_, n) => (n % 4 === 0 ? 1 : 0));
    const times = correlationTimes(windowsOf(40, 300, coefficients, 1, 3), identity, 40, 3);
    coefficients.forEach((a, d) => {
      // A tenth is cut off where the correlation falls below 0.05.
      expect(times[d] / ((1 + a) / (1 - a))).toBeGreaterThan(0.85);
      expect(times[d] / ((1 + a) / (1 - a))).toBeLessThan(1.15);
    });
  });
});
