import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asPlausible } from '../../fvae/plausible.ts';

it('is told at the highest trust at which it is plausible, each a quarter of the one before, or at the least of all', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e18, noNaN: true }), (size) => {
      const trusts: number[] = [];
      const told = (trust: number) => {
        trusts.push(trust);
        return trust * size;
      };
      const found = asPlausible(told, (value) => value <= 1);
      trusts.forEach((trust, n) => {
        expect(trust).toBe(4 ** -n);
        if (n < trusts.length - 1) expect(trust * size).toBeGreaterThan(1);
      });
      expect(found).toBe(trusts[trusts.length - 1]! * size);
      expect(found <= 1 || trusts.length === 24).toBe(true);
    }),
  );
});
