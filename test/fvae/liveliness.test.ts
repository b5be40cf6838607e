import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { livelinessOf } from '../../fvae/liveliness.ts';
import { createRandom } from '../../fvae/random.ts';

const [T, D] = [3000, 8];
const ones = new Float64Array(D).fill(1);
const population = {
  samples: T,
  features: D,
  scatter: { clean: ones, lasting: ones, noise: ones, step: ones, course: new Float64Array(T).fill(1) },
};
const all = new Uint8Array(T).fill(1);

/** [T, D] that last by 0.9, of which products with the sample before are `variance`, and white noise of variance `noise`. */
function residualOf(variance: number, noise: number, seed: number): Float64Array {
  const random = createRandom(seed, 'liveliness');
  const slow = Float64Array.from({ length: D }, () => random.normal());
  return Float64Array.from({ length: T * D }, (_, at) => {
    const d = at % D;
    slow[d] = 0.9 * slow[d]! + Math.sqrt(1 - 0.9 ** 2) * random.normal();
    return Math.sqrt(variance / 0.9) * slow[d]! + Math.sqrt(noise) * random.normal();
  });
}

describe('liveliness', () => {
  it('is what lasts of a viewer against the population’s, whatever measuring adds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        fc.nat(),
        (variance, noise, seed) => {
          const found = livelinessOf(population, residualOf(variance, noise, seed), all, 0);
          expect(found).toBeGreaterThan(0.75 * variance - 0.1);
          expect(found).toBeLessThan(1.25 * variance + 0.15);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is that of the same viewer whatever part of the film was seen, quiet or lively', () => {
    const quiet = Float64Array.from({ length: T }, (_, t) => (t < T / 2 ? 0.4 : 1.6));
    const residual = residualOf(2, 0.5, 5).map((value, at) => value * Math.sqrt(quiet[Math.floor(at / D)]!));
    const film = { ...population, scatter: { ...population.scatter, course: quiet } };
    const first = all.map((_, t) => (t < T / 2 ? 1 : 0));
    for (const seen of [all, first, first.map((one) => 1 - one)]) {
      expect(Math.abs(livelinessOf(film, residual, seen, 0) - 2)).toBeLessThan(0.35);
    }
  });

  it('is no less than 0.3, and looks where it is told to', () => {
    const flickering = Float64Array.from({ length: T * D }, (_, at) => (Math.floor(at / D) % 2 === 0 ? 1 : -1));
    expect(livelinessOf(population, flickering, all, 0)).toBe(0.3);
    const residual = residualOf(2, 1, 3);
    const later = Uint8Array.from({ length: 2 * T }, (_, t) => (t < T ? t % 2 : 1));
    expect(livelinessOf(population, residual, later, T)).toBe(livelinessOf(population, residual, all, 0));
  });

  it('is 1 where no sample has a seen neighbour, or nothing lasts of anyone', () => {
    const residual = residualOf(5, 1, 0);
    const beat = all.map((_, t) => t % 2);
    expect(livelinessOf(population, residual, beat, 0)).toBe(1);
    const nothing = { ...population, scatter: { ...population.scatter, lasting: new Float64Array(D) } };
    expect(livelinessOf(nothing, residual, all, 0)).toBe(1);
  });
});
