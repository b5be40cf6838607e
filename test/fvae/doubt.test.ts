import fc from 'fast-check';
import { expect, it } from 'vitest';
import { doubtOf } from '../../fvae/doubt.ts';
import { createRandom } from '../../fvae/random.ts';

it('the doubt is the variance of what an uncertain U, slopes and neutral make of the landmarks', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 5 }), (seed, K) => {
      const D = 3;
      const random = createRandom(seed, 'doubt');
      const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
      /** [K, K]. */
      const square = (root: Float64Array) => {
        const out = new Float64Array(K * K);
        for (let at = 0; at < K * K * K; at += 1) {
          const [k, j, l] = [Math.floor(at / (K * K)), Math.floor(at / K) % K, at % K];
          out[k * K + j] += root[k * K + l] * root[j * K + l];
        }
        return out;
      };
      const root = normals(K * K);
      const covariance = square(root);
      const [reach, coupling] = [normals(K * D), normals(K * D)];
      // By landmark.
      const own = Array.from({ length: D }, () => square(normals(K * K)));
      const slopes = new Float64Array(((K * (K + 1)) / 2) * D);
      for (let k = 0, at = 0; k < K; k += 1) {
        for (let j = 0; j <= k; j += 1) for (let d = 0; d < D; d += 1) slopes[at++] = own[d][k * K + j];
      }
      const [open, aboves, steeps] = [normals(D).map(Math.abs), normals(4 * K), normals(4 * K)];
      const out = new Float64Array(4 * D);
      doubtOf(covariance, reach, coupling, slopes, open)(aboves, steeps, out);
      for (let at = 0; at < out.length; at += 1) {
        const [d, row] = [at % D, Math.floor(at / D)];
        const [above, slope] = [aboves, steeps].map((values) => values.subarray(row * K, (row + 1) * K));
        let expected = open[d];
        for (let n = 0; n < K * K; n += 1) expected += above[n % K] * above[Math.floor(n / K)] * own[d][n];
        // U = mean + root e: what each of the independent e moves.
        for (let l = 0; l < K; l += 1) {
          let moved = 0;
          for (let k = 0; k < K; k += 1) {
            moved += root[k * K + l] * (slope[k] * reach[k * D + d] - coupling[k * D + d]);
          }
          expected += moved ** 2;
        }
        expect(Math.abs(out[at] - expected)).toBeLessThan(1e-9 * (1 + expected));
      }
    }),
  );
});
