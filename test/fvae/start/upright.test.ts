import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Factorisation } from '../../../fvae/factorisation.ts';
import { createRandom } from '../../../fvae/random.ts';
import { upright } from '../../../fvae/start/upright.ts';

const [N, T, P] = [5, 200, 4];

/** Factors of these courses, all as long, and whatever U and directions. */
function factorsOf(seed: number, courses: readonly Float64Array[]): Factorisation {
  const K = courses.length;
  const samples = courses[0]!.length;
  const random = createRandom(seed, 'upright');
  return {
    viewer: Float64Array.from({ length: N * K }, () => random.uniform()),
    time: Float64Array.from({ length: samples * K }, (_, at) => courses[at % K]![Math.floor(at / K)]!),
    rare: null,
    decoder: {
      factors: K,
      components: P,
      mixing: new Float64Array(0),
      direction: Float64Array.from({ length: K * P }, () => random.normal()),
    },
  };
}

/** A course that builds up at this pace, and one of short reactions, the first at once. */
const building = (pace: number) => Float64Array.from({ length: T }, (_, t) => 1 - Math.exp((-pace * t) / T));
const reacting = (seed: number) => {
  const random = createRandom(seed, 'reactions');
  const course = new Float64Array(T);
  for (let from = 0; from < T; from += 8 + Math.floor(20 * random.uniform())) {
    const height = from === 0 ? 1 : random.uniform();
    for (let t = from; t < Math.min(T, from + 6); t += 1) course[t] = height * 0.8 ** (t - from);
  }
  return course;
};
/** Reactions all through, the film's beginning one of the strongest, and its end at rest. */
const opening = (seed: number) => {
  const course = reacting(seed).fill(0, T - 20);
  for (let t = 0; t < 10; t += 1) course[t] = 1 - 0.02 * t;
  return course;
};
const over = (course: Float64Array) => course.map((v) => 1 - v);
const paces = fc.double({ min: 0.5, max: 6, noNaN: true });

/** [N, T, P] what the factors say of the landmarks, straight, each viewer's mean taken off. */
function moves({ viewer, time, decoder: { factors: K, direction } }: Factorisation): Float64Array {
  const out = new Float64Array(N * T * P);
  for (let i = 0; i < N; i += 1) {
    for (let p = 0; p < P; p += 1) {
      let mean = 0;
      for (let t = 0; t < T; t += 1) {
        let sum = 0;
        for (let k = 0; k < K; k += 1) sum += viewer[i * K + k]! * time[t * K + k]! * direction[k * P + p]!;
        out[(i * T + t) * P + p] = sum;
        mean += sum / T;
      }
      for (let t = 0; t < T; t += 1) out[(i * T + t) * P + p]! -= mean;
    }
  }
  return out;
}

describe('factors turned upright', () => {
  it('say of landmarks what they said before, and no V is below 0', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), paces, (seed, pace) => {
        const factors = factorsOf(seed, [over(building(pace)), reacting(seed), building(pace)]);
        const turned = upright(factors);
        expect(Math.min(...turned.time)).toBeGreaterThanOrEqual(0);
        const before = moves(factors);
        moves(turned).forEach((value, at) => {
          expect(value).toBeCloseTo(before[at]!, 9);
        });
      }),
    );
  });

  it('turn what builds up and was found falling, and nothing that rises or is quick', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), paces, (seed, pace) => {
        const rising = [building(pace), reacting(seed), over(reacting(seed))];
        const right = factorsOf(seed, rising);
        expect(upright(right)).toEqual(right);
        const fallen = upright(factorsOf(seed, [over(building(pace)), ...rising]));
        const course = fallen.time.filter((_, at) => at % 4 === 0);
        building(pace).forEach((v, t) => {
          expect(course[t]).toBeCloseTo(v, 9);
        });
        expect(upright(fallen)).toEqual(fallen);
      }),
    );
  });

  it('are the same however finely the film is sampled', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), paces, fc.integer({ min: 2, max: 30 }), (seed, pace, finely) => {
        const courses = [over(building(pace)), opening(seed), reacting(seed), building(pace)];
        // Straight from one sample to the next.
        const finer = courses.map((course) =>
          Float64Array.from({ length: finely * T }, (_, t) => {
            const [at, part] = [Math.floor(t / finely), (t % finely) / finely];
            return (1 - part) * course[at]! + part * course[Math.min(T - 1, at + 1)]!;
          }),
        );
        const [coarse, fine] = [factorsOf(seed, courses), factorsOf(seed, finer)];
        expect(upright(fine).decoder).toEqual(upright(coarse).decoder);
        expect(upright(fine).decoder).not.toEqual(fine.decoder);
      }),
    );
  });

  it('leave a V that does not move', () => {
    const still = factorsOf(1, [new Float64Array(T), new Float64Array(T).fill(2)]);
    expect(upright(still)).toEqual(still);
  });
});
