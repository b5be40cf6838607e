import fc from 'fast-check';
import { expect, it } from 'vitest';
import { farSeconds } from '../../../harness/evaluation/scoring.ts';
import type { Dataset } from '../../../sim/dataset/reader.ts';

it('far is where noise of whatever duration has gone, and 15 s at least', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 3600, noNaN: true }), (time) => {
      const attributes = { scenario: { reaction: { idiosyncrasy: { time } } } };
      const far = farSeconds({ attributes } as unknown as Dataset);
      expect(far).toBeGreaterThanOrEqual(15);
      expect(Math.exp(-far / time)).toBeLessThan(0.083);
      if (time <= 6) expect(far).toBe(15);
    }),
  );
});
