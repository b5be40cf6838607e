import type { Tensor } from '../../fvae/tensor.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { stream, uniform } from '../../sim/random/stream.ts';
import type { Split } from './split.ts';

/** Where fewer entries than this share are missing, blocks are hidden so that there is something to impute. */
const ENOUGH_MISSING = 0.01;
/** The share that is hidden then, in blocks of this many seconds. */
export const HIDDEN_SHARE = 0.1;
const HIDDEN_SECONDS = 6;

/** One viewer as a model may see it: `values` [T, D], NaN wherever `mask` [T] is 0. */
export type VisibleRow = { readonly values: Float32Array; readonly mask: Uint8Array };

/** A held-out viewer of whom the first `length` samples are given, for a forecast: what is seen in them, and whose they are. */
export type AskedRow = VisibleRow & { readonly viewer: number; readonly length: number };

/** What of a dataset models may see. */
export type Visible = {
  readonly samples: number;
  /** Whether blocks of the training viewers are hidden for scoring. */
  readonly hiding: boolean;
  /** A training viewer's samples, hidden blocks taken out; a held-out viewer's as observed. */
  row(viewer: number): VisibleRow;
};

/**
 * What models may see of a dataset under a split: `landmarks/observed` and `observed`, read viewer by viewer, and
 * nothing else. Where less than 1 % of the training viewers' entries are missing, a tenth of them is hidden in blocks of
 * 6 s (`hiddenBlock`), the same for the same dataset sizes and split seed. Throws DatasetFault for a damaged dataset.
 */
export function visibleOf(dataset: Dataset, split: Split): Visible {
  const { samples } = dataset.sizes;
  const training = new Set(split.training);
  let seen = 0;
  for (const viewer of split.training) {
    for (const value of readArray(dataset, 'observed', { viewers: [viewer, viewer + 1] })) seen += value;
  }
  const hiding = seen > (1 - ENOUGH_MISSING) * split.training.length * samples;
  const source = stream(split.seed, 'hidden blocks');
  const hidden = { share: HIDDEN_SHARE, samples: hiddenBlock(samples, dataset.attributes.rate as number) };
  return {
    samples,
    hiding,
    row(viewer) {
      const range = { viewers: [viewer, viewer + 1] } as const;
      const values = readArray(dataset, 'landmarks/observed', range) as Float32Array;
      const mask = readArray(dataset, 'observed', range) as Uint8Array;
      if (hiding && training.has(viewer)) hideBlocks(mask, hidden, (n) => uniform(source, viewer, n));
      for (let t = 0; t < samples; t += 1) if (mask[t] === 0) values.fill(Number.NaN, t * COLUMNS, (t + 1) * COLUMNS);
      return { values, mask };
    },
  };
}

/** Samples of a hidden block of a film: one alone is no more than the share that is hidden, but a sample. */
export function hiddenBlock(samples: number, rate: number): number {
  return Math.max(1, Math.min(Math.round(HIDDEN_SECONDS * rate), Math.round(HIDDEN_SHARE * samples)));
}

/** Hides blocks of so many samples until a share of the mask is hidden, starting where `draw` (0..1, by number) says. */
export function hideBlocks(
  mask: Uint8Array,
  { share, samples: block }: { readonly share: number; readonly samples: number },
  draw: (n: number) => number,
): void {
  const blocks = Math.max(1, Math.round((share * mask.length) / block));
  // One block in each of as many equal stretches, so that blocks do not run together.
  const stretch = mask.length / blocks;
  for (let n = 0; n < blocks; n += 1) {
    const from = Math.floor(n * stretch + draw(n) * Math.max(0, stretch - block));
    mask.fill(0, from, Math.min(mask.length, from + block));
  }
}

/** The tensor that models are fitted to: the rows of the given viewers in their order. [n, T, D] and [n, T]. */
export function visibleTensor(visible: Visible, viewers: readonly number[]): Tensor {
  const { samples } = visible;
  const features = viewers.length === 0 ? 0 : visible.row(viewers[0]).values.length / samples;
  const values = new Float32Array(viewers.length * samples * features);
  const mask = new Uint8Array(viewers.length * samples);
  viewers.forEach((viewer, n) => {
    const row = visible.row(viewer);
    values.set(row.values, n * samples * features);
    mask.set(row.mask, n * samples);
  });
  return { viewers: viewers.length, samples, features, values, mask };
}

/** Samples of a share of the film. */
export function prefixLength(prefix: number, samples: number): number {
  return Math.min(samples, Math.max(0, Math.round(prefix * samples)));
}

/** The same viewer with nothing seen from sample `samples` on. */
export function prefixRow(row: VisibleRow, samples: number): VisibleRow {
  const features = row.values.length / row.mask.length;
  const values = row.values.slice();
  const mask = row.mask.slice();
  values.fill(Number.NaN, samples * features);
  mask.fill(0, samples);
  return { values, mask };
}

/** What is asked of a held-out viewer's row after its first `length` samples. */
export function askedRow(row: VisibleRow, viewer: number, length: number): AskedRow {
  return { ...prefixRow(row, length), viewer, length };
}

/** What models are asked to fold in for forecasts: of every held-out viewer the rows after each prefix, one a length. */
export function forecastRows(visible: Visible, heldOut: readonly number[], prefixes: readonly number[]): AskedRow[] {
  const lengths = [...new Set(prefixes.map((prefix) => prefixLength(prefix, visible.samples)))];
  return heldOut.flatMap((viewer) => {
    const row = visible.row(viewer);
    return lengths.map((length) => askedRow(row, viewer, length));
  });
}
