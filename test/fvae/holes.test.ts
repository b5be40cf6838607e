import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holesOf } from '../../fvae/holes.ts';

it('holes are all that a mask leaves out, in order, with something seen between them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60, max: 1 }), (mask) => {
      const holes = holesOf(mask);
      const rebuilt = new Uint8Array(mask.length).fill(1);
      holes.forEach(({ start, end }, n) => {
        expect(end).toBeGreaterThan(start);
        expect(start).toBeGreaterThan(n === 0 ? -1 : holes[n - 1].end);
        rebuilt.fill(0, start, end);
      });
      expect(rebuilt).toEqual(mask);
    }),
  );
});
