import fc from 'fast-check';
import { expect, it } from 'vitest';
import { neutralsApart } from '../../fvae/neutrals.ts';
import { meanCourses } from '../../fvae/objective/mean-courses.ts';
import { BENDS } from '../../fvae/objective/saturating.ts';
import type { Film } from '../../fvae/placement.ts';
import { createRandom } from '../../fvae/random.ts';
import type { Tensor } from '../../fvae/tensor.ts';

const decoder = {
  factors: 1,
  components: 1,
  mixing: Float64Array.from(BENDS, () => 1),
  direction: new Float64Array(1),
};
const still: Film = { courses: meanCourses(decoder, [0.1]), reach: new Float64Array(3), time: new Float64Array(8) };

/** Viewers [N] whose faces [3] never move, seen in so many of 8 samples each. */
function viewers(faces: readonly (readonly number[])[], seen: readonly number[]): Tensor {
  const N = faces.length;
  return {
    viewers: N,
    samples: 8,
    features: 3,
    values: Float32Array.from({ length: N * 24 }, (_, at) => faces[Math.floor(at / 24)]![at % 3]!),
    mask: Uint8Array.from({ length: N * 8 }, (_, at) => (at % 8 < seen[Math.floor(at / 8)]! ? 1 : 0)),
  };
}

/** [3, 3] sums over rows of products. */
function products(rows: Float64Array): number[] {
  const out = new Array<number>(9).fill(0);
  for (let at = 0; at < rows.length; at += 3) {
    for (let n = 0; n < 9; n += 1) out[n]! += rows[at + Math.floor(n / 3)]! * rows[at + (n % 3)]!;
  }
  return out;
}

it('has the covariance of the faces, each counted by what is seen of it, free of the mean’s share', () =>
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 2, max: 9 }), fc.boolean(), (seed, N, alike) => {
      const random = createRandom(seed, 'faces');
      const faces = Array.from({ length: N }, () => [random.normal(), 2 * random.normal(), 5 + random.normal()]);
      const seen = faces.map(() => (alike ? 8 : 1 + Math.floor(8 * random.uniform())));
      const rows = neutralsApart(viewers(faces, seen), still, new Float64Array(N));
      const total = seen.reduce((sum, count) => sum + count, 0);
      const shares = seen.map((count) => count / total);
      const mean = [0, 1, 2].map((d) => faces.reduce((sum, face, i) => sum + shares[i]! * face[d]!, 0));
      const free = 1 - shares.reduce((sum, share) => sum + share ** 2, 0);
      products(rows).forEach((found, n) => {
        const [a, b] = [Math.floor(n / 3), n % 3];
        const expected = faces.reduce(
          (sum, face, i) => sum + (shares[i]! * (face[a]! - mean[a]!) * (face[b]! - mean[b]!)) / free,
          0,
        );
        expect(found).toBeCloseTo(expected, 4);
        // Of faces that are seen alike, as a sample has it.
        if (alike) {
          const usual = faces.reduce((sum, face) => sum + (face[a]! - mean[a]!) * (face[b]! - mean[b]!), 0) / (N - 1);
          expect(found).toBeCloseTo(usual, 4);
        }
      });
    }),
  ));

it('says nothing of viewers of whom nothing is seen, and of one alone', () => {
  const rows = neutralsApart(
    viewers(
      [
        [1, 2, 3],
        [9, 9, 9],
        [2, 2, 2],
      ],
      [8, 0, 8],
    ),
    still,
    new Float64Array(3),
  );
  expect([...rows.subarray(3, 6)]).toEqual([0, 0, 0]);
  expect(products(rows)[0]).toBeCloseTo(0.5, 6);
  expect([...neutralsApart(viewers([[1, 2, 3]], [8]), still, new Float64Array(1))]).toEqual([0, 0, 0]);
});
