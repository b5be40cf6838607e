import { ModelFault, type Prediction } from '../../fvae/model.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import type { FittedContender } from '../models/contender.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { samplesWhere } from './entries.ts';
import { shifted, viewerOffset } from './offset.ts';
import { ORACLE, VIEWER_MEAN } from './result.ts';
import type { Split } from './split.ts';
import type { AskedRow, Visible, VisibleRow } from './visible.ts';

/** Whoever is scored: a fitted model, the viewer mean, or the oracle. */
export type Entrant = {
  readonly name: string;
  /** Whether its deviations say anything of its errors. */
  readonly probabilistic: boolean;
  /** For the `place`-th training viewer; rows that are not in `samples` need not be filled. */
  impute(place: number, viewer: number, row: VisibleRow, samples: Uint32Array): Prediction;
  /** For a held-out viewer of whom `row` is seen. */
  foldIn(row: AskedRow, samples: Uint32Array): Prediction;
};

/** What one entrant did wrong: without it the others can be scored. */
export class EntrantFault extends ModelFault {
  readonly entrant: string;

  constructor(entrant: string, message: string) {
    super(message);
    this.entrant = entrant;
  }
}

/** A fitted model as an entrant: it is given what is seen and asked for everything. Throws EntrantFault where it fails. */
export function modelEntrant(name: string, fitted: FittedContender): Entrant {
  const answer = (ask: () => Prediction): Prediction => {
    try {
      return ask();
    } catch (error) {
      throw error instanceof ModelFault ? new EntrantFault(name, error.message) : error;
    }
  };
  return {
    name,
    probabilistic: fitted.probabilistic !== false,
    impute: (place) => answer(() => fitted.impute(place)),
    foldIn: (row) => answer(() => fitted.answered?.(row) ?? fitted.foldIn(row.values, row.mask)),
  };
}

/** Predictions [T, D] before the viewer's offset, good at the rows `samples`. */
type Base = (viewer: number, samples: Uint32Array) => Float32Array;

/** An entrant that adds the viewer's offset to a base; its deviations are the base's own error, column by column. */
function offsetEntrant(name: string, base: Base, deviation: Float32Array): Entrant {
  const every = (row: VisibleRow): Uint32Array => Uint32Array.from(row.mask, (_, t) => t);
  let last: { viewer: number; prediction: Float32Array } = { viewer: -1, prediction: new Float32Array(0) };
  const predict = (viewer: number, row: VisibleRow, samples: Uint32Array): Prediction => {
    if (last.viewer !== viewer) last = { viewer, prediction: base(viewer, every(row)) };
    const mean = shifted(last.prediction, viewerOffset(row, last.prediction), samples);
    const spread = new Float32Array(mean.length);
    for (const t of samples) spread.set(deviation, t * deviation.length);
    return { mean, deviation: spread };
  };
  return {
    name,
    probabilistic: true,
    impute: (_, viewer, row, samples) => predict(viewer, row, samples),
    foldIn: (row, samples) => predict(row.viewer, row, samples),
  };
}

/** Training viewers and entries of each from which the references' deviations are taken. */
const SPREAD_VIEWERS = 40;
const SPREAD_ENTRIES = 200;

/**
 * The viewer mean (the mean over all training entries plus the viewer's offset) and the oracle plus the same offset.
 * Their deviations are the RMS of their own errors on seen training entries, column by column: they know `clean`.
 */
export function referenceEntrants(
  dataset: Dataset,
  split: Split,
  visible: Visible,
  oracle: Oracle,
): readonly [Entrant, Entrant] {
  const clean = (viewer: number): Float32Array =>
    readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] }) as Float32Array;
  const told: Base = (viewer, chosen) => {
    const out = new Float32Array(visible.samples * COLUMNS);
    oracle.predict(viewer, chosen, out);
    return out;
  };
  return [
    viewerMeanEntrant(visible, split, clean),
    offsetEntrant(ORACLE, told, deviationOf(told, visible, split, clean)),
  ];
}

/** The viewer mean alone; `target` [T, D] is what its own errors are taken from, by viewer. */
export function viewerMeanEntrant(visible: Visible, split: Split, target: (viewer: number) => Float32Array): Entrant {
  const grand = grandMean(visible, split);
  const flat: Base = (_, chosen) => {
    const out = new Float32Array(visible.samples * grand.length);
    for (const t of chosen) out.set(grand, t * grand.length);
    return out;
  };
  return offsetEntrant(VIEWER_MEAN, flat, deviationOf(flat, visible, split, target));
}

/** [D]: the RMS of a base's errors, with the viewers' offsets, on some seen entries of some training viewers. */
function deviationOf(
  base: Base,
  visible: Visible,
  { training }: Split,
  target: (viewer: number) => Float32Array,
): Float32Array {
  const { samples } = visible;
  let square = new Float64Array(0);
  let count = 0;
  const step = Math.max(1, Math.floor(training.length / SPREAD_VIEWERS));
  for (let n = 0; n < training.length; n += step) {
    const viewer = training[n];
    const row = visible.row(viewer);
    const seen = samplesWhere(row.mask, 1);
    const every = Math.max(1, Math.floor(seen.length / SPREAD_ENTRIES));
    const chosen = seen.filter((_, m) => m % every === 0);
    const rest = { values: row.values, mask: new Uint8Array(samples) };
    for (const t of chosen) rest.mask[t] = 1;
    const prediction = base(viewer, chosen);
    const mean = shifted(prediction, viewerOffset(rest, prediction), chosen);
    const truth = target(viewer);
    const features = truth.length / samples;
    if (square.length === 0) square = new Float64Array(features);
    for (const t of chosen) {
      for (let d = 0; d < features; d += 1) square[d] += (mean[t * features + d] - truth[t * features + d]) ** 2;
    }
    count += chosen.length;
  }
  return Float32Array.from(square, (sum) => Math.sqrt(sum / Math.max(1, count)));
}

/** [D]: the mean over all seen entries of the training viewers. */
function grandMean(visible: Visible, split: Split): Float32Array {
  let sum = new Float64Array(0);
  let count = 0;
  for (const viewer of split.training) {
    const { values, mask } = visible.row(viewer);
    const features = values.length / mask.length;
    if (sum.length === 0) sum = new Float64Array(features);
    for (let t = 0; t < mask.length; t += 1) {
      if (mask[t] === 0) continue;
      count += 1;
      for (let d = 0; d < features; d += 1) sum[d] += values[t * features + d];
    }
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, count));
}
