import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { sequence, stream } from '../../sim/random/stream.ts';
import type { Split } from '../evaluation/split.ts';
import { type Visible, visibleOf } from '../evaluation/visible.ts';
import { PATTERNS } from '../patterns/patterns.ts';
import type { Loss } from './plan.ts';

/** The split with at most so many training viewers; those of a smaller number are among those of a larger one. */
export function limitTraining(split: Split, viewers: number | null): Split {
  if (viewers === null || viewers >= split.training.length) return split;
  const draws = sequence(stream(split.seed, 'training viewers'), 0);
  const order = split.training.map((viewer) => ({ viewer, key: draws.uniform() }));
  order.sort((a, b) => a.key - b.key || a.viewer - b.viewer);
  const chosen = order.slice(0, viewers).map(({ viewer }) => viewer);
  return { ...split, training: chosen.sort((a, b) => a - b) };
}

/**
 * What models may see of a dataset of which more is lost: `landmarks/observed` and `observed` without the entries of the
 * pattern, held-out viewers' too; nothing is hidden besides. Without a loss, as visibleOf has it. Throws RangeError for an
 * unknown pattern.
 */
export function visibleAfter(dataset: Dataset, split: Split, loss: Loss | null): Visible {
  if (loss === null) return visibleOf(dataset, split);
  const pattern = PATTERNS[loss.pattern];
  if (pattern === undefined) throw new RangeError(`no pattern ${loss.pattern}`);
  const { viewers, samples } = dataset.sizes;
  const observed = readArray(dataset, 'observed') as Uint8Array;
  const lost = pattern.lose({ viewers, samples, observed }, loss.rate, loss.seed);
  return {
    samples,
    hiding: false,
    row(viewer) {
      const range = { viewers: [viewer, viewer + 1] } as const;
      const values = readArray(dataset, 'landmarks/observed', range) as Float32Array;
      const mask = observed.slice(viewer * samples, (viewer + 1) * samples);
      for (let t = 0; t < samples; t += 1) {
        if (lost[viewer * samples + t] === 1) mask[t] = 0;
        if (mask[t] === 0) values.fill(Number.NaN, t * COLUMNS, (t + 1) * COLUMNS);
      }
      return { values, mask };
    },
  };
}
