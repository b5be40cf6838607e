import { describe, expect, it } from 'vitest';
import type { Factorisation } from '../../../fvae/factorisation.ts';
import { coursesOf, meanCourses } from '../../../fvae/objective/mean-courses.ts';
import { BENDS } from '../../../fvae/objective/saturating.ts';
import { createRandom } from '../../../fvae/random.ts';
import { joined, keptSlow, reachesOf, slowArrays, withoutFactor, withoutSlow } from '../../../fvae/slow/apart.ts';
import type { Slow } from '../../../fvae/slow/course.ts';

const [N, T, P, D, J] = [5, 30, 3, 6, BENDS.length];
const random = createRandom(0, 'apart');
const positive = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.uniform());
const normal = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
const quick: Factorisation = {
  viewer: positive(N * 2),
  time: positive(T * 2),
  rare: null,
  decoder: { factors: 2, components: P, mixing: positive(2 * J), direction: normal(2 * P) },
};
const slow: Slow = { viewer: positive(N), time: positive(T), direction: normal(D) };
const basis = normal(D * P);

/** [N, T, P]: what a factorisation says, without averaging over z. */
function said({ viewer, time, decoder }: Factorisation): Float64Array {
  const K = decoder.factors;
  const courses = meanCourses(decoder, new Float64Array(K));
  const out = new Float64Array(N * T * P);
  for (let i = 0; i < N; i += 1) {
    const own = coursesOf(courses, viewer.subarray(i * K, (i + 1) * K), time);
    for (let t = 0; t < T; t += 1) {
      for (let k = 0; k < K; k += 1) {
        for (let p = 0; p < P; p += 1) {
          out[(i * T + t) * P + p] += own[t * K + k] * decoder.direction[k * P + p];
        }
      }
    }
  }
  return out;
}

describe('a slow factor beside quick ones', () => {
  it('says with them what each says alone', () => {
    const K = 3;
    const all = joined(quick, slow, basis);
    expect(all.decoder.factors).toBe(K);
    expect([all.viewer.length, all.time.length, all.decoder.mixing.length, all.decoder.direction.length]).toEqual([
      N * K,
      T * K,
      K * J,
      K * P,
    ]);
    const together = said(all);
    const nothing = {
      viewers: N,
      samples: T,
      features: P,
      values: new Float32Array(N * T * P),
      mask: new Uint8Array(N * T).fill(1),
    };
    const less = withoutSlow(nothing, slow, basis).values;
    said(quick).forEach((value, at) => {
      // The straightest course bends by a hundredth.
      expect(Math.abs(together[at] - (value - less[at]))).toBeLessThan(0.01 * Math.abs(less[at]) + 1e-6);
    });
  });

  it('is none where there is none', () => {
    expect(joined(quick, null, basis)).toEqual(quick);
  });

  it('is taken off seen samples alone', () => {
    const mask = Uint8Array.from({ length: N * T }, () => (random.uniform() < 0.5 ? 1 : 0));
    const values = Float32Array.from(normal(N * T * P));
    const left = withoutSlow({ viewers: N, samples: T, features: P, values, mask }, slow, basis);
    mask.forEach((seen, entry) => {
      const [i, t] = [Math.floor(entry / T), entry % T];
      for (let p = 0; p < P; p += 1) {
        let reach = 0;
        for (let d = 0; d < D; d += 1) reach += slow.direction[d] * basis[d * P + p];
        const taken = seen === 1 ? slow.viewer[i] * slow.time[t] * reach : 0;
        expect(left.values[entry * P + p]).toBeCloseTo(values[entry * P + p] - taken, 5);
      }
    });
  });

  it('moves the landmarks its own way, the quick ones as the subspace has it', () => {
    const loading = normal(P * D);
    const all = joined(quick, slow, basis);
    const reach = reachesOf(all, slow, loading);
    const plain = reachesOf(all, null, loading);
    for (let k = 0; k < 3; k += 1) {
      for (let d = 0; d < D; d += 1) {
        let mapped = 0;
        for (let p = 0; p < P; p += 1) mapped += all.decoder.direction[k * P + p] * loading[p * D + d];
        expect(plain[k * D + d]).toBeCloseTo(mapped, 9);
        expect(reach[k * D + d]).toBe(k === 2 ? slow.direction[d] : plain[k * D + d]);
      }
    }
  });

  it('is kept as arrays and comes back as it was', () => {
    expect(keptSlow(slowArrays(slow))).toEqual(slow);
    expect(slowArrays(null)).toEqual({});
    expect(keptSlow({})).toBeNull();
  });
});

describe('a factorisation without a factor', () => {
  it('is the others as they were', () => {
    const three = joined(quick, slow, basis);
    expect(withoutFactor(three, 2)).toEqual(quick);
    const { viewer, time, decoder } = withoutFactor(three, 0);
    expect(decoder.factors).toBe(2);
    expect([...viewer]).toEqual([...three.viewer].filter((_, at) => at % 3 !== 0));
    expect([...time]).toEqual([...three.time].filter((_, at) => at % 3 !== 0));
    expect([...decoder.direction]).toEqual([...three.decoder.direction.slice(P)]);
    expect([...decoder.mixing]).toEqual([...three.decoder.mixing.slice(J)]);
  });
});
