import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toDeviations } from '../../fvae/deviation.ts';
import { createRandom } from '../../fvae/random.ts';

it('deviations are the roots of what is unknown and of what stays open of the landmarks’ own variance', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 3 }), (seed, T, C) => {
      const D = 4;
      const random = createRandom(seed, 'deviation');
      const uniforms = (count: number) => Float64Array.from({ length: count }, () => random.uniform());
      const [clean, course, lasting, scales] = [uniforms(D), uniforms(T), uniforms(C * D), uniforms(T)];
      // Nothing is known of every other sample.
      const shares = uniforms(T * C).map((share, at) => (Math.floor(at / C) % 2 === 0 ? 0 : share));
      const unknown = Float32Array.from(uniforms(T * D), (value) => value - 0.2);
      const out = unknown.slice();
      toDeviations({ clean, course }, 1.5, scales, shares, lasting, out);
      out.forEach((deviation, at) => {
        const [t, d] = [Math.floor(at / D), at % D];
        let known = 0;
        for (let c = 0; c < C; c += 1) known += shares[t * C + c] * lasting[c * D + d];
        const open = Math.max(clean[d] - known, 0.02 * clean[d]);
        expect(deviation).toBe(Math.fround(scales[t] * Math.sqrt(Math.max(0, unknown[at]) + open * (course[t] * 1.5))));
      });
    }),
  );
});
