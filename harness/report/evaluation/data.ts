import type { Fitted } from '../../../fvae/model.ts';
import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import type { NamedFitted } from '../../evaluation/evaluate.ts';
import type { EvaluationResult } from '../../evaluation/result.ts';
import { columnOf } from '../../metrics/correlation.ts';
import { choiceControl, clockTicks } from '../plot/series.ts';
import type { Control, Json } from '../plot/spec.ts';
import type { Row } from '../records.ts';

/** What of a dataset's attributes reports read. */
export type Attributes = {
  readonly title: string;
  readonly seed: number;
  readonly rate: number;
  readonly command: string;
  readonly factor_names: readonly string[];
  readonly cause_codes: Readonly<Record<string, number>>;
  readonly events: readonly ScriptEvent[];
  readonly viewers: readonly { readonly age: number; readonly archetype: string; readonly seat: number }[];
  readonly seats: readonly { readonly row: number; readonly number: number; readonly x: number; readonly z: number }[];
};

/** An event of the script; seconds. */
export type ScriptEvent = {
  readonly at: number;
  readonly type: string;
  readonly intensity: number;
  readonly duration: number;
};

export function attributesOf(dataset: Dataset): Attributes {
  return dataset.attributes as unknown as Attributes;
}

/** Seconds of film that are drawn side by side: longer films are drawn in parts. */
const PART_SECONDS = 600;

/** The part of the film that a second lies in, by its number. */
export function partOf(seconds: number): string {
  return String(Math.floor(seconds / PART_SECONDS));
}

/** The parts of a film, with the times at which they begin and end. */
function partsOf(duration: number): { readonly value: string; readonly from: number; readonly to: number }[] {
  return Array.from({ length: Math.max(1, Math.ceil(duration / PART_SECONDS)) }, (_, n) => ({
    value: String(n),
    from: n * PART_SECONDS,
    to: Math.min(duration, (n + 1) * PART_SECONDS),
  }));
}

/** Ticks of an axis of time, in the part of the film that is chosen where there are several. */
export function partTicks(duration: number): Json {
  const parts = partsOf(duration);
  if (parts.length === 1) return clockTicks(0, duration);
  return { choose: 'part', of: Object.fromEntries(parts.map(({ value, from, to }) => [value, clockTicks(from, to)])) };
}

/** A choice of the part of the film, where there are several. */
export function partControls(duration: number): Control[] {
  const parts = partsOf(duration);
  if (parts.length === 1) return [];
  const labels = parts.map(({ value, from, to }) => ({ value, label: `${from / 60} to ${Math.ceil(to / 60)} min` }));
  return [choiceControl('part', 'Part of the film', labels)];
}

/** The script's events: `panel` (script), `type`, `part`, `from`, `to` (s), `intensity`. */
export function eventRows(dataset: Dataset): Row[] {
  return attributesOf(dataset).events.map(({ at, type, intensity, duration }) => ({
    panel: 'script',
    type,
    part: partOf(at),
    from: at,
    to: at + duration,
    intensity,
  }));
}

/** Where events begin, in each of the panels: `panel`, `type`, `part`, `from`. */
export function eventLines(dataset: Dataset, panels: readonly string[]): Row[] {
  return panels.flatMap((panel) =>
    attributesOf(dataset).events.map(({ at, type }) => ({ panel, type, part: partOf(at), from: at })),
  );
}

/**
 * V of each model's matched factors beside the true course: `model`, `factor`, `part`, `seconds`, `truth`, `value`. The
 * true course is in units of its peak; the model's is scaled and shifted to it by least squares, which is what its
 * correlation does.
 */
export function courseRows(dataset: Dataset, result: EvaluationResult, models: readonly NamedFitted[]): Row[] {
  const { samples, factors: count } = dataset.sizes;
  const { rate } = attributesOf(dataset);
  const all = Float64Array.from(readArray(dataset, 'factors/time'));
  return matched(result, models, ({ model, factor, truth: k, own: j, factors }) => {
    const course = columnOf(all, samples, count, k);
    const top = course.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const truth = course.map((value) => value / top);
    const fitted = j < 0 ? null : fittedTo(truth, columnOf(factors.time, samples, factors.count, j));
    return Array.from(truth, (value, t) => ({
      model,
      factor,
      part: partOf(t / rate),
      seconds: t / rate,
      truth: value,
      value: fitted === null ? null : fitted[t],
    }));
  });
}

/**
 * U of each model's matched factors beside the true sensitivity of the training viewers: `model`, `factor`, `viewer`,
 * `archetype`, `truth`, `value`. The truth is in units of its mean; the model's is scaled and shifted to it by least squares.
 */
export function sensitivityRows(dataset: Dataset, result: EvaluationResult, models: readonly NamedFitted[]): Row[] {
  const { viewers, factors: count } = dataset.sizes;
  const held = new Set(result.split.heldOut);
  const training = Array.from({ length: viewers }, (_, i) => i).filter((i) => !held.has(i));
  const all = Float64Array.from(readArray(dataset, 'factors/viewer'));
  const people = attributesOf(dataset).viewers;
  return matched(result, models, ({ model, factor, truth: k, own: j, factors }) => {
    if (j < 0) return [];
    const own = Float64Array.from(training, (i) => all[i * count + k]);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const truth = own.map((value) => value / (mean > 0 ? mean : 1));
    const fitted = fittedTo(truth, columnOf(factors.viewer, training.length, factors.count, j));
    return training.map((viewer, n) => ({
      model,
      factor,
      viewer,
      archetype: people[viewer].archetype,
      truth: truth[n],
      value: fitted[n],
    }));
  });
}

type Matched = {
  readonly model: string;
  readonly factor: string;
  readonly truth: number;
  readonly own: number;
  readonly factors: NonNullable<ReturnType<Fitted['factors']>>;
};

/** Rows for each pair of a true factor and a model's (-1: none). */
function matched(
  result: EvaluationResult,
  models: readonly NamedFitted[],
  rows: (pair: Matched) => readonly Row[],
): Row[] {
  return models.flatMap(({ name, fitted }) => {
    const factors = fitted.factors();
    const pairs = result.recovery[name]?.pairs;
    if (factors === null || pairs === undefined) return [];
    return pairs.flatMap(({ name: factor, truth, model: own }) => rows({ model: name, factor, truth, own, factors }));
  });
}

/** a + b x that is nearest to y. */
function fittedTo(y: Float64Array, x: Float64Array): Float64Array {
  const mean = (of: Float64Array): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  const cross = x.reduce((sum, value, n) => sum + (value - mx) * (y[n] - my), 0);
  const square = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const slope = square > 0 ? cross / square : 0;
  return x.map((value) => my + slope * (value - mx));
}
