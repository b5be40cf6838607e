import type { Scenario } from '../../scenarios/schema/schema.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { sequence, stream } from '../../sim/random/stream.ts';
import { contentDigest } from '../cache/digest.ts';
import type { Split } from '../evaluation/split.ts';
import { type Visible, visibleOf } from '../evaluation/visible.ts';
import { groundOf } from '../patterns/ground.ts';
import type { PatternGround } from '../patterns/pattern.ts';
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

/** What patterns have made of a dataset: kept as long as the dataset is. */
type Made = { readonly ground: PatternGround; readonly lost: Map<string, Uint8Array> };
const made = new WeakMap<Dataset, Map<string, Made>>();

/** [N, T], 1 where the loss takes an entry. Throws RangeError for an unknown pattern. */
function lostFrom(dataset: Dataset, training: readonly number[], scenario: Scenario, loss: Loss): Uint8Array {
  const pattern = PATTERNS[loss.pattern];
  if (pattern === undefined) throw new RangeError(`no pattern ${loss.pattern}`);
  const of = made.get(dataset) ?? new Map<string, Made>();
  made.set(dataset, of);
  const key = contentDigest({ training, scenario });
  const { ground, lost } = of.get(key) ?? { ground: groundOf(dataset, training, scenario), lost: new Map() };
  of.set(key, { ground, lost });
  const name = contentDigest(loss);
  const mask = lost.get(name) ?? pattern.lose(ground, loss.rate, loss.seed);
  lost.set(name, mask);
  return mask;
}

/**
 * What models may see of a dataset of which more is lost: `landmarks/observed` and `observed` without the entries of the
 * pattern, held-out viewers' too; nothing is hidden besides. Without a loss, as visibleOf has it. `scenario` is the
 * dataset's, with whatever occlusion the dataset was generated without. Throws RangeError for an unknown pattern.
 */
export function visibleAfter(dataset: Dataset, split: Split, loss: Loss | null, scenario: Scenario): Visible {
  if (loss === null) return visibleOf(dataset, split);
  const { samples } = dataset.sizes;
  const lost = lostFrom(dataset, split.training, scenario, loss);
  return {
    samples,
    hiding: false,
    row(viewer) {
      const range = { viewers: [viewer, viewer + 1] } as const;
      const values = readArray(dataset, 'landmarks/observed', range) as Float32Array;
      const mask = readArray(dataset, 'observed', range) as Uint8Array;
      for (let t = 0; t < samples; t += 1) {
        if (lost[viewer * samples + t] === 1) mask[t] = 0;
        if (mask[t] === 0) values.fill(Number.NaN, t * COLUMNS, (t + 1) * COLUMNS);
      }
      return { values, mask };
    },
  };
}
