import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, reaching, within } from '../../../harness/science/verdict.ts';

const outcomes = fc.array(fc.constantFrom(true, false, null), { maxLength: 12 });

describe('a count', () => {
  it('says what it will say when all is run, or nothing', () => {
    fc.assert(
      fc.property(outcomes, fc.nat(12), fc.boolean(), (some, least, rest) => {
        const { met } = counted(some, least);
        const complete = some.map((outcome) => outcome ?? rest);
        if (met !== null) expect(counted(complete, least).met).toBe(met);
        else
          expect(
            counted(
              some.map((one) => one ?? true),
              least,
            ).met,
          ).not.toBe(
            counted(
              some.map((one) => one ?? false),
              least,
            ).met,
          );
      }),
    );
  });

  it('tells how many, and what was not run', () => {
    expect(counted([true, false, true], 2)).toEqual({ met: true, found: '2 of 3' });
    expect(counted([true, null, false], 3)).toEqual({ met: false, found: '1 of 3 (1 not run)' });
    expect(counted([true, null], 2)).toEqual({ met: null, found: '1 of 2 (1 not run)' });
  });
});

describe('figures', () => {
  it('must all reach what is wanted', () => {
    expect(reaching([0.91, 0.85], 0.85)).toEqual({ met: true, found: '0.910, 0.850' });
    expect(reaching([0.91, 0.849], 0.85).met).toBe(false);
    expect(reaching([0.91, null], 0.85)).toEqual({ met: null, found: '0.910, -' });
    expect(reaching([], 0.85).met).toBeNull();
  });

  it('must all lie within a range', () => {
    expect(within([0.86, 0.94], [0.86, 0.94])).toEqual({
      met: true,
      found: '2 of 2 in range; 86.0 to 94.0 %, 90.0 % on average',
    });
    expect(within([0.8, 0.9], [0.86, 0.94]).met).toBe(false);
    expect(within([null], [0.86, 0.94]).met).toBeNull();
  });
});
