import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coarseColumn } from '../../../harness/own-data/coarse.ts';

it('is the first column that varies less than a hundred times what float32 rounds of it, behind no mask', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 40 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 2 }),
      (drawn, far, column) => {
        fc.pre(Math.max(...drawn) - Math.min(...drawn) > 0.1);
        const exact = drawn.flatMap((value, n) =>
          [0, 1, 2].map((d) => (d === column ? 10 ** far : 0) + (n === 0 ? 1e9 : value)),
        );
        const rounded = Float32Array.from(exact);
        const mask = new Uint8Array(drawn.length).fill(1, 1);
        const found = coarseColumn(exact, rounded, mask, 3);
        // float32 has 24 bits: at 10^7 it rounds by up to a half, at 10^3 by a 30,000th.
        if (far >= 8) expect(found).toBe(column);
        if (far <= 3) expect(found).toBe(-1);
        expect(coarseColumn(rounded, rounded, mask, 3)).toBe(-1);
        // One number throughout loses nothing by rounding, whatever it is.
        const still = exact.map((value, at) => (at % 3 === column ? drawn[0] / 3 : value));
        if (far <= 3) expect(coarseColumn(still, Float32Array.from(still), mask, 3)).toBe(-1);
      },
    ),
  );
});
