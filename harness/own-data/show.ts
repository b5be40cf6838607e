import { stream, uniform } from '../../sim/random/stream.ts';
import type { Split } from '../evaluation/split.ts';
import { hideBlocks, type Visible, type VisibleRow } from '../evaluation/visible.ts';
import type { TensorFile } from './open.ts';

/** How columns are measured: each in its own standard deviations from its mean, or as they are. */
export const SCALES = ['columns', 'none'] as const;

/** What of a tensor models are not shown, and how they are shown the rest: kept with a model that is trained on it. */
export type Showing = {
  /** Share of the training rows' samples that is hidden for scoring, in blocks of so many samples; a share of 0 hides none. */
  readonly hidden: { readonly share: number; readonly samples: number };
  readonly scale: (typeof SCALES)[number];
};

/** A tenth, in fifty blocks over the whole length. */
export function usualShowing(samples: number): Showing {
  return { hidden: { share: 0.1, samples: Math.max(1, Math.round(samples / 50)) }, scale: 'columns' };
}

/** A tensor as models are shown it, and what is kept from them. */
export type Shown = {
  readonly visible: Visible;
  /** All that is known of a row, in the same scale. */
  whole(viewer: number): VisibleRow;
  /** [D]: what is taken from each column, and what it is divided by. */
  readonly centre: Float64Array;
  readonly unit: Float64Array;
};

/**
 * A tensor under a split: the training rows without the hidden blocks, the same for the same sizes and split seed, the
 * others as they are. Means and standard deviations of columns are those of what is visible of the training rows; a column
 * that does not vary is only centred.
 */
export function shownTensor(file: TensorFile, split: Split, { hidden, scale }: Showing): Shown {
  const { samples, features } = file.sizes;
  const training = new Set(split.training);
  const source = stream(split.seed, 'hidden blocks');
  const raw = (viewer: number, hiding: boolean): VisibleRow => {
    const values = file.values.slice(viewer * samples * features, (viewer + 1) * samples * features);
    const mask = file.mask.slice(viewer * samples, (viewer + 1) * samples);
    if (hiding && hidden.share > 0 && training.has(viewer)) {
      hideBlocks(mask, hidden, (n) => uniform(source, viewer, n));
      for (let t = 0; t < samples; t += 1) if (mask[t] === 0) values.fill(Number.NaN, t * features, (t + 1) * features);
    }
    return { values, mask };
  };
  const { centre, unit } =
    scale === 'none' ? asTheyAre(features) : moments(split, features, (viewer) => raw(viewer, true));
  const scaled = ({ values, mask }: VisibleRow): VisibleRow => ({
    values: values.map((value, at) => (value - centre[at % features]) / unit[at % features]),
    mask,
  });
  return {
    visible: { samples, hiding: hidden.share > 0, row: (viewer) => scaled(raw(viewer, true)) },
    whole: (viewer) => scaled(raw(viewer, false)),
    centre,
    unit,
  };
}

type Moments = Pick<Shown, 'centre' | 'unit'>;

function asTheyAre(features: number): Moments {
  return { centre: new Float64Array(features), unit: new Float64Array(features).fill(1) };
}

function moments({ training }: Split, features: number, row: (viewer: number) => VisibleRow): Moments {
  const centre = new Float64Array(features);
  const square = new Float64Array(features);
  let count = 0;
  const add = (into: Float64Array, of: (value: number, d: number) => number): void => {
    count = 0;
    for (const viewer of training) {
      const { values, mask } = row(viewer);
      mask.forEach((seen, t) => {
        if (seen === 0) return;
        count += 1;
        for (let d = 0; d < features; d += 1) into[d] += of(values[t * features + d], d);
      });
    }
    for (let d = 0; d < features; d += 1) into[d] /= Math.max(1, count);
  };
  add(centre, (value) => value);
  add(square, (value, d) => (value - centre[d]) ** 2);
  return { centre, unit: square.map((mean) => (mean > 0 ? Math.sqrt(mean) : 1)) };
}
