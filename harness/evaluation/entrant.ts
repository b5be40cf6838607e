import { type Fitted, ModelFault, type Prediction } from '../../fvae/model.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { samplesWhere } from './entries.ts';
import { shifted, viewerOffset } from './offset.ts';
import { ORACLE, VIEWER_MEAN } from './result.ts';
import type { Spread } from './score.ts';
import type { Split } from './split.ts';
import type { Visible, VisibleRow } from './visible.ts';

/** Whoever is scored: a fitted model, the viewer mean, or the oracle. */
export type Entrant = {
  readonly name: string;
  readonly spread: Spread;
  /** For the `place`-th training viewer; rows that are not in `samples` need not be filled. */
  impute(place: number, viewer: number, row: VisibleRow, samples: Uint32Array): Prediction;
  /** For a held-out viewer of whom `row` is seen. */
  foldIn(viewer: number, row: VisibleRow, samples: Uint32Array): Prediction;
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
export function modelEntrant(name: string, fitted: Fitted): Entrant {
  const answer = (ask: () => Prediction): Prediction => {
    try {
      return ask();
    } catch (error) {
      throw error instanceof ModelFault ? new EntrantFault(name, error.message) : error;
    }
  };
  return {
    name,
    spread: fitted.probabilistic === false ? null : { quantile: fitted.quantile },
    impute: (place) => answer(() => fitted.impute(place)),
    foldIn: (_, row) => answer(() => fitted.foldIn(row.values, row.mask)),
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
    for (const t of samples) spread.set(deviation, t * COLUMNS);
    return { mean, deviation: spread };
  };
  return {
    name,
    spread: {},
    impute: (_, viewer, row, samples) => predict(viewer, row, samples),
    foldIn: predict,
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
  const { samples } = dataset.sizes;
  const grand = grandMean(visible, split);
  const flat: Base = (_, chosen) => {
    const out = new Float32Array(samples * COLUMNS);
    for (const t of chosen) out.set(grand, t * COLUMNS);
    return out;
  };
  const told: Base = (viewer, chosen) => {
    const out = new Float32Array(samples * COLUMNS);
    oracle.predict(viewer, chosen, out);
    return out;
  };
  const deviationOf = (base: Base): Float32Array => {
    const square = new Float64Array(COLUMNS);
    let count = 0;
    const step = Math.max(1, Math.floor(split.training.length / SPREAD_VIEWERS));
    for (let n = 0; n < split.training.length; n += step) {
      const viewer = split.training[n];
      const row = visible.row(viewer);
      const seen = samplesWhere(row.mask, 1);
      const every = Math.max(1, Math.floor(seen.length / SPREAD_ENTRIES));
      const chosen = seen.filter((_, m) => m % every === 0);
      const rest = { values: row.values, mask: new Uint8Array(samples) };
      for (const t of chosen) rest.mask[t] = 1;
      const prediction = base(viewer, chosen);
      const mean = shifted(prediction, viewerOffset(rest, prediction), chosen);
      const clean = readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] });
      for (const t of chosen) {
        for (let d = 0; d < COLUMNS; d += 1) square[d] += (mean[t * COLUMNS + d] - clean[t * COLUMNS + d]) ** 2;
      }
      count += chosen.length;
    }
    return Float32Array.from(square, (sum) => Math.sqrt(sum / Math.max(1, count)));
  };
  return [offsetEntrant(VIEWER_MEAN, flat, deviationOf(flat)), offsetEntrant(ORACLE, told, deviationOf(told))];
}

/** [D]: the mean over all seen entries of the training viewers. */
function grandMean(visible: Visible, split: Split): Float32Array {
  const sum = new Float64Array(COLUMNS);
  let count = 0;
  for (const viewer of split.training) {
    const { values, mask } = visible.row(viewer);
    for (let t = 0; t < mask.length; t += 1) {
      if (mask[t] === 0) continue;
      count += 1;
      for (let d = 0; d < COLUMNS; d += 1) sum[d] += values[t * COLUMNS + d];
    }
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, count));
}
