import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitViewers } from '../../../harness/evaluation/split.ts';

describe('splitViewers', () => {
  it('parts the viewers, the same for the same numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.nat(1e6),
        (viewers, share, seed) => {
          const split = splitViewers(viewers, share, seed);
          const all = [...split.training, ...split.heldOut].sort((a, b) => a - b);
          expect(all).toEqual(Array.from({ length: viewers }, (_, i) => i));
          expect(split.training.length).toBeGreaterThan(0);
          if (share > 0 && viewers > 1) expect(split.heldOut.length).toBeGreaterThan(0);
          expect(splitViewers(viewers, share, seed)).toEqual(split);
        },
      ),
    );
  });

  it('holds out the share asked for, others with another seed', () => {
    const split = splitViewers(200, 0.2, 0);
    expect(split.heldOut).toHaveLength(40);
    expect(splitViewers(200, 0.2, 1).heldOut).not.toEqual(split.heldOut);
    expect(splitViewers(200, 0, 0).heldOut).toEqual([]);
    for (const share of [1, -0.1, Number.NaN]) expect(() => splitViewers(9, share, 0)).toThrow(/hold-out/);
  });
});
