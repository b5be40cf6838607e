import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BENDS, type Saturating } from '../../../fvae/objective/saturating.ts';
import { createRandom } from '../../../fvae/random.ts';
import { fitCourses, sumCourses } from '../../../fvae/refine/courses.ts';
import { normalise } from '../../../fvae/refine/round.ts';

const [N, T, K, P] = [12, 40, 3, 4];
const J = BENDS.length;
const s = [0.1, 0.1, 0.1];
const precision = Float64Array.from({ length: P * P }, (_, at) => (at % (P + 1) === 0 ? 1 : 0));

/** An audience that factors move, but for those that are `still`: their V, or the U of the last one of all, is 0. */
function audience(seed: number, still: readonly number[]) {
  const random = createRandom(seed, 'still');
  const stilled = (values: Float64Array, of: readonly number[]): Float64Array =>
    values.map((value, at) => (still.includes(at % K) && of.includes(at % K) ? 0 : value));
  const viewer = stilled(
    Float64Array.from({ length: N * K }, () => 0.3 + random.uniform()),
    [K - 1],
  );
  const time = stilled(
    Float64Array.from({ length: T * K }, () => Math.max(0, random.normal())),
    [0, 1],
  );
  normalise(viewer, time, K);
  const decoder: Saturating = {
    factors: K,
    components: P,
    mixing: Float64Array.from({ length: K * J }, () => 0.3 * random.uniform()),
    direction: Float64Array.from({ length: K * P }, () => random.normal()),
  };
  const values = Float32Array.from({ length: N * T * P }, (_, at) => {
    const entry = Math.floor(at / P);
    let value = 0.3 * random.normal();
    for (let k = 0; k < K; k += 1) {
      value += viewer[Math.floor(entry / T) * K + k] * time[(entry % T) * K + k] * decoder.direction[k * P + (at % P)];
    }
    return value;
  });
  const mask = Uint8Array.from({ length: N * T }, () => (random.uniform() < 0.8 ? 1 : 0));
  return { viewer, time, decoder, projected: { viewers: N, samples: T, features: P, values, mask } };
}

/** The courses that follow from one another when they are fitted several times, as in a round. */
function fitted({ viewer, time, decoder, projected }: ReturnType<typeof audience>, times: number): Saturating {
  const sums = sumCourses({ projected, precision }, s, viewer, time);
  let now = decoder;
  for (let n = 0; n < times; n += 1) now = fitCourses(sums, now, precision).decoder;
  return now;
}

describe('courses', () => {
  it('of factors that move nobody are nothing, along the direction they had', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.subarray([0, 1, 2], { minLength: 1 }), (seed, still) => {
        const given = audience(seed, still);
        const { mixing, direction } = fitted(given, 5);
        for (const k of still) {
          expect([...mixing.subarray(k * J, (k + 1) * J)]).toEqual(new Array(J).fill(0));
          expect([...direction.subarray(k * P, (k + 1) * P)]).toEqual([
            ...given.decoder.direction.subarray(k * P, (k + 1) * P),
          ]);
        }
        expect([...mixing, ...direction].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('of the others are not moved by how a factor that moves nobody was told before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.1, max: 1e3, noNaN: true }), (seed, times) => {
        const given = audience(seed, [1]);
        const other = given.decoder.mixing.map((a, at) => (Math.floor(at / J) === 1 ? times * a : a));
        const [one, two] = [given, { ...given, decoder: { ...given.decoder, mixing: other } }].map((g) => fitted(g, 2));
        expect([...two.mixing]).toEqual([...one.mixing]);
        expect([...two.direction]).toEqual([...one.direction]);
      }),
      { numRuns: 30 },
    );
  });
});
