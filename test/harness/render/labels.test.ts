import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundPixel } from '../../../harness/export/face.ts';
import { thousandths } from '../../../harness/render/labels.ts';

it('writes thousandths as JSON does', () => {
  const pixel = fc.double({ min: -0.5, max: 5000, noNaN: true }).map(roundPixel);
  fc.assert(
    fc.property(fc.array(fc.oneof(pixel, fc.integer({ min: 0, max: 2 }))), (values) => {
      // JSON has no negative zero.
      expect(`[${thousandths(values.map((value) => value + 0))}]`).toBe(
        JSON.stringify(values.map((value) => value + 0)),
      );
    }),
    { numRuns: 500 },
  );
});
