import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedCounts, prefixCells, trainingViewers } from '../../../harness/stress/prefix.ts';

describe('numbers of training viewers', () => {
  it('are all where there are no more, and all comes once', () => {
    expect(mergedCounts([8, 32, null], 17)).toEqual({ counts: [8, null], merged: [32] });
    expect(mergedCounts([8, 17, 32], 17)).toEqual({ counts: [8, null], merged: [17, 32] });
    expect(mergedCounts([8, 32], 282)).toEqual({ counts: [8, 32], merged: [] });
  });

  it('that are left differ in who trains, and leave none out', () => {
    const given = fc.uniqueArray(fc.option(fc.integer({ min: 1, max: 40 })), { minLength: 1 });
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 40 }), (viewers, training) => {
        const { counts } = mergedCounts(viewers, training);
        const trained = (all: typeof viewers) => all.map((count) => Math.min(count ?? training, training));
        expect(new Set(trained(counts as typeof viewers)).size).toBe(counts.length);
        expect(new Set(trained(counts as typeof viewers))).toEqual(new Set(trained(viewers)));
      }),
    );
  });

  it('follow from the scenario, what is changed in it and who is held out', () => {
    const all = trainingViewers('short-v1', [], 0);
    expect(all).toBe(64);
    expect(trainingViewers('short-v1', [], 0.25)).toBe(48);
    expect(trainingViewers('short-v1', ['audience.occupancy=0.0001'], 0.25)).toBe(1);
  });

  it('are each scenario’s own', () => {
    const cells = prefixCells(['a', 'b'], [0.5], (scenario) => (scenario === 'a' ? [8, null] : [null]));
    expect(cells.map(({ scenario, places }) => [scenario, places])).toEqual([
      ['a', [{ viewers: 8, prefix: 0.5 }]],
      ['a', [{ viewers: null, prefix: 0.5 }]],
      ['b', [{ viewers: null, prefix: 0.5 }]],
    ]);
  });
});
