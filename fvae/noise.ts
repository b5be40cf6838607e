import { oneSidedVariance } from './one-sided.ts';

/** Of fewer pairs of neighbours than these, noise is not told. */
const FEWEST = 100;
/** The least share of what landmarks scatter by that is their own. */
const LEAST_CLEAN = 0.02;
/** Less than this share of the half squared steps lasts of nothing but noise, too. */
const LEAST_LASTING = 0.05;

/** Stretches of residuals, one a viewer, spread evenly over the film. */
export type Windows = {
  readonly length: number;
  /** [N] first sample. */
  readonly start: Int32Array;
  /** [N, length, D]; zero where missing. */
  readonly residual: Float32Array;
  /** [N, length] */
  readonly mask: Uint8Array;
};

/** Empty windows of about `rows` entries together, 64 samples at least; a window's place follows the golden ratio. */
export function createWindows(viewers: number, samples: number, features: number, rows = 60_000): Windows {
  const length = Math.min(samples, Math.max(64, Math.floor(rows / viewers)));
  return {
    length,
    start: Int32Array.from({ length: viewers }, (_, i) => Math.floor(((i * 0.618034) % 1) * (samples - length + 1))),
    residual: new Float32Array(viewers * length * features),
    mask: new Uint8Array(viewers * length),
  };
}

/** How the clean landmarks scatter around a model, and how much measuring adds to that. All variances by feature. */
export type Scatter = {
  /** [D] of the landmarks themselves, over viewers and samples. */
  readonly clean: Float64Array;
  /** [D] of that, what lasts from sample to sample; 0 where it is no more than chance makes of noise. */
  readonly lasting: Float64Array;
  /** [D] of measuring, and of what goes both ways and is gone by the next sample, for a viewer of scale 1. */
  readonly noise: Float64Array;
  /** [D] mean half squared step from sample to sample, of what is observed. */
  readonly step: Float64Array;
  /** [T] how `clean` rises and falls with the film, 1 on average, as what lasts does. */
  readonly course: Float64Array;
};

/** [D] each: mean half squared steps of a viewer's residuals and mean products with those of the sample before, and of how many. */
export type Wobble = { readonly step: Float64Array; readonly lasting: Float64Array; readonly steps: number };

/** The wobble of residuals [length, D] that lie from `at` on, observed where `mask` from `maskAt` on is 1. */
export function wobbleOf(
  residual: Float32Array | Float64Array,
  mask: Uint8Array,
  length: number,
  features: number,
  at = 0,
  maskAt = 0,
): Wobble {
  const step = new Float64Array(features);
  const lasting = new Float64Array(features);
  let steps = 0;
  for (let t = 1; t < length; t++) {
    if (mask[maskAt + t] !== 1 || mask[maskAt + t - 1] !== 1) continue;
    steps += 1;
    const row = at + t * features;
    for (let f = 0; f < features; f++) {
      const [now, before] = [residual[row + f]!, residual[row + f - features]!];
      step[f]! += 0.5 * (now - before) ** 2;
      lasting[f]! += now * before;
    }
  }
  const count = Math.max(1, steps);
  return { step: step.map((sum) => sum / count), lasting: lasting.map((sum) => sum / count), steps };
}

/** The viewer's scale of measuring noise: the median over features of its steps by everyone's, drawn to 1 when few. */
export function noiseScale(wobble: Wobble, step: Float64Array): number {
  const ratios = [...wobble.step]
    .map((own, f) => own / step[f]!)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (ratios.length === 0 || wobble.steps === 0) return 1;
  return (wobble.steps * ratios[Math.floor(ratios.length / 2)]! + 10) / (wobble.steps + 10);
}

/**
 * Scatter from windows of residuals. Measuring is taken to be white in time: products of residuals with those of the sample before
 * are of the landmarks alone, and half the squared step is measuring's and theirs of what is gone by the next sample. Of the latter
 * what goes to one side, as blinks do (`oneSidedVariance`), is taken for their own; the rest counts as measuring's. Where hardly any
 * sample has a seen neighbour, all is the landmarks' own.
 */
export function scatterOf(windows: Windows, viewers: number, samples: number, features: number): Scatter {
  const { length, residual, mask, start } = windows;
  const wobbles = Array.from({ length: viewers }, (_, i) =>
    wobbleOf(residual, mask, length, features, i * length * features, i * length),
  );
  const weights = wobbles.map((w) => w.steps);
  const mean = (of: (wobble: Wobble, feature: number) => number): Float64Array =>
    new Float64Array(features).map((_, f) =>
      average(
        wobbles.map((w) => of(w, f)),
        weights,
      ),
    );
  const course = new Float64Array(samples).fill(1);
  const step = mean((w, f) => w.step[f]!);
  if (weights.reduce((sum, steps) => sum + steps, 0) < FEWEST) {
    const clean = meanSquares(windows, features).map((value) => Math.max(value, Number.MIN_VALUE));
    const none = new Float64Array(features);
    return { clean, lasting: none, noise: none, step, course };
  }
  const lasting = mean((w, f) => w.lasting[f]!).map((value) => Math.max(0, value));
  const quick = oneSidedVariance(windows, viewers, features).map((value, f) => Math.min(value, step[f]!));
  const clean = lasting.map((value, f) =>
    Math.max(value + quick[f]!, LEAST_CLEAN * (value + step[f]!), Number.MIN_VALUE),
  );
  const scale = average(
    wobbles.map((w) => noiseScale(w, step)),
    weights,
  );
  const noise = step.map((value, f) => (value - quick[f]!) / scale);
  const expected = sumOf(lasting);
  if (!(expected > LEAST_LASTING * sumOf(step))) {
    return { clean, lasting: new Float64Array(features), noise, step, course };
  }
  const sum = new Float64Array(samples);
  const count = new Float64Array(samples);
  for (let i = 0; i < viewers; i++) {
    for (let t = 1; t < length; t++) {
      if (mask[i * length + t] !== 1 || mask[i * length + t - 1] !== 1) continue;
      const row = (i * length + t) * features;
      let own = 0;
      for (let at = row; at < row + features; at++) own += residual[at]! * residual[at - features]!;
      sum[start[i]! + t]! += own / expected;
      count[start[i]! + t]! += 1;
    }
  }
  const raw = sum.map((value, t) => Math.max(0.25, (value + 10) / (count[t]! + 10)));
  const level = raw.reduce((total, value) => total + value, 0) / samples;
  return { clean, lasting, noise, step, course: raw.map((value) => value / level) };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** [D] mean squares of what is observed. */
function meanSquares({ residual, mask }: Windows, features: number): Float64Array {
  const sum = new Float64Array(features);
  mask.forEach((seen, row) => {
    if (seen === 1) for (let f = 0; f < features; f++) sum[f]! += residual[row * features + f]! ** 2;
  });
  const entries = Math.max(1, mask.filter((seen) => seen === 1).length);
  return sum.map((value) => value / entries);
}

function average(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, i) => {
    sum += weights[i]! * value;
    total += weights[i]!;
  });
  return total > 0 ? sum / total : 0;
}
