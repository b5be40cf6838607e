import { existsSync, mkdirSync, readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { State } from '../../../fvae/state.ts';
import { chunkPath } from '../../../harness/checkpoint/format.ts';
import {
  keepUnfinished,
  keptEpoch,
  loadUnfinished,
  removeUnfinished,
  unfinishedPath,
} from '../../../harness/checkpoint/unfinished.ts';
import { faultOf } from '../../laws/fault.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';

const provenance = {
  dataset: { title: 'Tiny', seed: 7, sha256: '0'.repeat(64) },
  versions: { matinee: 'test' },
  command: 'matinee train tiny',
  split: { training: [0, 2], heldOut: [1], share: 0.3, seed: 5 },
};

const stateOf = (epoch: number): State => ({
  attributes: { model: 'unfinished', epoch },
  arrays: { parameters: { shape: [2], values: Float32Array.of(epoch, 0.5) } },
});

describe('an unfinished training', () => {
  it('is the last that was kept, beside its model', () =>
    withFolder((folder) => {
      let run = 0;
      fc.assert(
        fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }), (drawn) => {
          run += 1;
          const model = join(folder, `model-${run}`);
          expect([keptEpoch(model), loadUnfinished(model)]).toEqual([0, null]);
          const epochs = [...drawn].sort((a, b) => a - b);
          for (const epoch of epochs) keepUnfinished(model, epoch, { state: stateOf(epoch), provenance });
          const last = epochs.at(-1) as number;
          expect(readdirSync(unfinishedPath(model))).toEqual([`epoch-${last}`]);
          expect(loadUnfinished(`${model}/`)).toEqual({ state: stateOf(last), provenance });
          removeUnfinished(model);
          expect(existsSync(unfinishedPath(model))).toBe(false);
        }),
        { numRuns: 20 },
      );
    }));

  it('is whole wherever its writer was killed: the newer of two, nothing of a temporary one', () =>
    withFolder((folder) => {
      const model = join(folder, 'model');
      keepUnfinished(model, 9, { state: stateOf(9), provenance });
      renameSync(join(unfinishedPath(model), 'epoch-9'), join(folder, 'older'));
      keepUnfinished(model, 10, { state: stateOf(10), provenance });
      renameSync(join(folder, 'older'), join(unfinishedPath(model), 'epoch-9'));
      mkdirSync(join(unfinishedPath(model), '.epoch-11.tmp-1'));
      expect(loadUnfinished(model)?.state).toEqual(stateOf(10));
      keepUnfinished(model, 10, { state: stateOf(10), provenance });
      keepUnfinished(model, 11, { state: stateOf(11), provenance });
      expect(loadUnfinished(model)?.state).toEqual(stateOf(11));
    }));

  it('takes nothing away that somebody else has put in its folder, and says what is in its way', () =>
    withFolder((folder) => {
      const model = join(folder, 'model');
      mkdirSync(unfinishedPath(model));
      writeFileSync(join(unfinishedPath(model), 'notes.txt'), 'precious');
      keepUnfinished(model, 3, { state: stateOf(3), provenance });
      mkdirSync(join(unfinishedPath(model), '.epoch-4.tmp-1'));
      removeUnfinished(model);
      expect(readdirSync(unfinishedPath(model))).toEqual(['notes.txt']);
      removeUnfinished(join(folder, 'none'));
      const other = join(folder, 'other');
      writeFileSync(unfinishedPath(other), '');
      expect(faultOf(() => keptEpoch(other)).message).toMatch(
        /other\.unfinished: found a file, expected a folder of an unfinished training, or nothing$/,
      );
    }));

  it('that is damaged is told by name', () =>
    withFolder((folder) => {
      const model = join(folder, 'model');
      keepUnfinished(model, 2, { state: stateOf(2), provenance });
      truncateSync(join(unfinishedPath(model), 'epoch-2', chunkPath('parameters', [2])), 4);
      expect(() => loadUnfinished(model)).toThrow(/model\.unfinished\/epoch-2\/parameters\/c\/0: 4 bytes, expected 8$/);
    }));
});
