import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import { visibleTensor } from '../../../harness/evaluation/visible.ts';
import type { TensorFile } from '../../../harness/own-data/open.ts';
import { shownTensor } from '../../../harness/own-data/show.ts';
import { smallTensor } from '../../laws/small-tensor.ts';

/** A tensor file of made-up numbers, each column of another size. */
function fileOf(viewers: number, samples: number, seed: number): TensorFile {
  const { values, mask } = smallTensor(viewers, samples, 2, seed);
  return {
    path: 'x.npz',
    title: 'x',
    sha256: '',
    sizes: { viewers, samples, features: 2 },
    columns: ['a', 'b'],
    values: values.map((value, at) => (mask[at >> 1] === 0 ? Number.NaN : at % 2 === 0 ? value : 1000 * value + 5)),
    mask,
    partial: 0,
  };
}

const options = fc.record({
  viewers: fc.integer({ min: 3, max: 8 }),
  samples: fc.integer({ min: 5, max: 40 }),
  share: fc.constantFrom(0, 0.1, 0.3),
  block: fc.integer({ min: 1, max: 5 }),
  scale: fc.constantFrom('columns' as const, 'none' as const),
  seed: fc.nat(50),
});

describe('shownTensor', () => {
  it('hides blocks of the training rows alone, and shows the rest as it is', () => {
    fc.assert(
      fc.property(options, ({ viewers, samples, share, block, scale, seed }) => {
        const file = fileOf(viewers, samples, seed);
        const split = splitViewers(viewers, 0.3, seed);
        const shown = shownTensor(file, split, { hidden: { share, samples: block }, scale });
        for (let viewer = 0; viewer < viewers; viewer += 1) {
          const [row, whole] = [shown.visible.row(viewer), shown.whole(viewer)];
          expect(whole.mask).toEqual(file.mask.slice(viewer * samples, (viewer + 1) * samples));
          if (share === 0 || split.heldOut.includes(viewer)) expect(row).toEqual(whole);
          else if (samples >= 2 * block) {
            const hidden = row.mask.filter((seen, t) => seen === 0 && whole.mask[t] === 1).length;
            expect(hidden).toBeLessThanOrEqual(Math.max(1, Math.round((share * samples) / block)) * block);
          }
          row.mask.forEach((seen, t) => {
            expect(seen).toBeLessThanOrEqual(whole.mask[t]);
            const own = [...row.values.subarray(2 * t, 2 * t + 2)];
            expect(own).toEqual(seen === 1 ? [...whole.values.subarray(2 * t, 2 * t + 2)] : [Number.NaN, Number.NaN]);
            if (whole.mask[t] === 0) return;
            // Back in its own unit it is the file's.
            const back = [...whole.values.subarray(2 * t, 2 * t + 2)].map(
              (v, d) => v * shown.unit[d] + shown.centre[d],
            );
            back.forEach((value, d) => {
              const told = file.values[2 * (viewer * samples + t) + d];
              expect(Math.abs(value - told)).toBeLessThan(1e-5 * (1 + Math.abs(told)));
            });
          });
        }
        expect(shownTensor(file, split, { hidden: { share, samples: block }, scale }).visible.row(0)).toEqual(
          shown.visible.row(0),
        );
      }),
    );
  });

  it('measures columns by what is visible of the training rows alone', () => {
    const file = fileOf(8, 40, 3);
    const split = splitViewers(8, 0.3, 1);
    const showing = { hidden: { share: 0.2, samples: 3 }, scale: 'columns' } as const;
    const shown = shownTensor(file, split, showing);
    const { values, mask } = visibleTensor(shown.visible, split.training);
    for (const d of [0, 1]) {
      const column = Array.from(mask, (seen, at) => (seen === 1 ? values[2 * at + d] : Number.NaN)).filter(
        Number.isFinite,
      );
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(column.reduce((sum, value) => sum + value ** 2, 0) / column.length).toBeCloseTo(1, 5);
    }
    // What is hidden or held out has no say.
    const changed = { ...file, values: file.values.slice() };
    for (const viewer of split.heldOut) changed.values.fill(9, viewer * 80, (viewer + 1) * 80);
    for (const viewer of split.training) {
      shown.visible.row(viewer).mask.forEach((seen, t) => {
        if (seen === 0) changed.values.fill(-99, (viewer * 40 + t) * 2, (viewer * 40 + t + 1) * 2);
      });
    }
    const other = shownTensor(changed, split, showing);
    expect([other.centre, other.unit]).toEqual([shown.centre, shown.unit]);
    expect(visibleTensor(other.visible, split.training)).toEqual(visibleTensor(shown.visible, split.training));
  });

  it('only centres a column that does not vary', () => {
    const file = fileOf(4, 10, 1);
    const still = { ...file, values: file.values.map((value, at) => (at % 2 === 0 ? value : 7)) };
    const { unit, centre } = shownTensor(still, splitViewers(4, 0, 0), {
      hidden: { share: 0, samples: 1 },
      scale: 'columns',
    });
    expect([unit[1], centre[1]]).toEqual([1, 7]);
  });
});
