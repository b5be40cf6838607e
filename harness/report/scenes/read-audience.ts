import type { Fitted } from '../../../fvae/model.ts';
import { COLUMNS } from '../../../sim/dataset/layout.ts';
import type { Split } from '../../evaluation/split.ts';
import { stepping } from '../../evaluation/step.ts';
import type { Visible, VisibleRow } from '../../evaluation/visible.ts';
import { projectionOn } from './projection.ts';
import { quietSamples, type Reading, STIMULI, type Stimulus } from './reaction.ts';

/** Viewers from whom it is learnt how well each landmark is told. */
const LEARNT_FROM = 40;

/** What one audience did, as a model reads it. */
export type Audience = {
  readonly viewers: number;
  readonly samples: number;
  /** [N, T]: 1 where a camera saw the viewer. */
  readonly seen: Uint8Array;
  /**
   * [N, T] by what is answered: 0 at rest, 1 the audience's mean at the film's strongest moment. From what was seen, and
   * imputed by the model elsewhere. Absent where no factor answers.
   */
  readonly reactions: Readonly<Partial<Record<Stimulus, Float32Array>>>;
  /** [N] by what is answered: variance of what was seen around what the model imputes there. */
  readonly doubt: Readonly<Partial<Record<Stimulus, Float64Array>>>;
};

export type ReadOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * The reactions of all viewers: the landmarks that were seen, read as a sum of the faces that the model's factors make, and
 * what the model imputes where nothing was seen. Training viewers and held-out ones alike. Throws Interrupted.
 */
export async function readAudience(
  viewers: number,
  { fitted, split, visible, reading }: { fitted: Fitted; split: Split; visible: Visible; reading: Reading },
  options: ReadOptions = {},
): Promise<Audience> {
  const { samples } = visible;
  const places = new Map(split.training.map((viewer, place) => [viewer, place]));
  const imputed = (viewer: number, row: VisibleRow): Float32Array => {
    const place = places.get(viewer);
    return (place === undefined ? fitted.foldIn(row.values, row.mask) : fitted.impute(place)).mean;
  };
  const stride = Math.max(1, Math.floor(viewers / LEARNT_FROM));
  const some = Array.from({ length: viewers }, (_, viewer) => viewer).filter((viewer) => viewer % stride === 0);
  const step = stepping(some.length + viewers, options);
  const square = new Float64Array(COLUMNS);
  let count = 0;
  for (const viewer of some) {
    const row = visible.row(viewer);
    count += addResiduals(square, row, imputed(viewer, row));
    await step();
  }
  const project = projectionOn(
    reading.faces.map(({ moved }) => moved),
    square.map((sum) => sum / Math.max(1, count)),
  );
  const answering = STIMULI.filter((stimulus) => reading.answers[stimulus].length > 0).map((stimulus) => {
    const factors = reading.answers[stimulus].map(({ factor }) => factor);
    return {
      stimulus,
      columns: factors.map((factor) => reading.faces.findIndex((face) => face.factor === factor)),
      quiet: quietSamples(fitted.factors()!, factors),
      values: new Float32Array(viewers * samples),
      doubt: new Float64Array(viewers),
    };
  });
  const seen = new Uint8Array(viewers * samples);
  const [z, told] = [0, 1].map(() => new Float64Array(reading.faces.length));
  for (let viewer = 0; viewer < viewers; viewer += 1) {
    const row = visible.row(viewer);
    const mean = imputed(viewer, row);
    seen.set(row.mask, viewer * samples);
    const rest = meanRow(mean);
    for (let t = 0; t < samples; t += 1) {
      project(mean, t * COLUMNS, rest, told);
      if (row.mask[t] === 1) project(row.values, t * COLUMNS, rest, z);
      for (const { columns, values, doubt } of answering) {
        const own = meanOf(told, columns);
        const value = row.mask[t] === 1 ? meanOf(z, columns) : own;
        values[viewer * samples + t] = value;
        doubt[viewer] += (value - own) ** 2;
      }
    }
    const observed = row.mask.reduce((sum, one) => sum + one, 0);
    for (const { values, doubt, quiet } of answering) {
      doubt[viewer] /= Math.max(1, observed);
      fromRest(values.subarray(viewer * samples, (viewer + 1) * samples), quiet, row.mask);
    }
    await step();
  }
  return {
    viewers,
    samples,
    seen,
    reactions: Object.fromEntries(answering.map(({ stimulus, values }) => [stimulus, values])),
    doubt: Object.fromEntries(answering.map(({ stimulus, doubt }) => [stimulus, doubt])),
  };
}

/** Adds the squares of what was seen less what is imputed, [136]; how many rows there were. */
function addResiduals(square: Float64Array, { values, mask }: VisibleRow, mean: Float32Array): number {
  let rows = 0;
  for (let t = 0; t < mask.length; t += 1) {
    if (mask[t] === 0) continue;
    rows += 1;
    for (let d = 0; d < COLUMNS; d += 1) square[d] += (values[t * COLUMNS + d] - mean[t * COLUMNS + d]) ** 2;
  }
  return rows;
}

function meanRow(values: Float32Array): Float64Array {
  const rows = values.length / COLUMNS;
  const mean = new Float64Array(COLUMNS);
  for (let n = 0; n < values.length; n += 1) mean[n % COLUMNS] += values[n] / rows;
  return mean;
}

function meanOf(values: Float64Array, columns: readonly number[]): number {
  return columns.reduce((sum, column) => sum + values[column], 0) / columns.length;
}

/** Takes from a course its mean over quiet samples that were seen, or over quiet ones where none was. */
function fromRest(course: Float32Array, quiet: Uint8Array, mask: Uint8Array): void {
  const mean = (counts: (t: number) => boolean): number => {
    let [sum, count] = [0, 0];
    course.forEach((value, t) => {
      if (!counts(t)) return;
      sum += value;
      count += 1;
    });
    return count === 0 ? Number.NaN : sum / count;
  };
  const seen = mean((t) => quiet[t] === 1 && mask[t] === 1);
  const rest = Number.isNaN(seen) ? mean((t) => quiet[t] === 1) : seen;
  for (let t = 0; t < course.length; t += 1) course[t] -= rest;
}
