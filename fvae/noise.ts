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
  /** [D] of measuring, for a viewer of scale 1. */
  readonly noise: Float64Array;
  /** [D] mean half squared step from sample to sample, of what is observed. */
  readonly step: Float64Array;
  /** [T] how `clean` rises and falls with the film, 1 on average. */
  readonly course: Float64Array;
};

/** Mean half squared steps and mean squares of a viewer's residuals, and from how many they come. */
export type Wobble = {
  readonly step: Float64Array;
  readonly square: Float64Array;
  readonly steps: number;
  readonly entries: number;
};

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
  const square = new Float64Array(features);
  let steps = 0;
  let entries = 0;
  for (let t = 0; t < length; t++) {
    if (mask[maskAt + t] !== 1) continue;
    entries += 1;
    const row = at + t * features;
    for (let f = 0; f < features; f++) square[f]! += residual[row + f]! ** 2;
    if (t === 0 || mask[maskAt + t - 1] !== 1) continue;
    steps += 1;
    for (let f = 0; f < features; f++) step[f]! += 0.5 * (residual[row + f]! - residual[row + f - features]!) ** 2;
  }
  return {
    step: step.map((sum) => sum / Math.max(1, steps)),
    square: square.map((sum) => sum / Math.max(1, entries)),
    steps,
    entries,
  };
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
 * Scatter from windows of residuals. Measuring noise is white in time, so half the squared step bounds it from above; what
 * moves as fast by itself (blinks) is told apart by not growing with a viewer's scale of noise (distance from the camera):
 * the steps of a feature are regressed on that scale over the viewers, both coefficients at least 0, and the slope is the
 * noise. The rest of the mean square is the landmarks' own.
 */
export function scatterOf(windows: Windows, viewers: number, samples: number, features: number): Scatter {
  const { length, residual, mask, start } = windows;
  const wobbles = Array.from({ length: viewers }, (_, i) =>
    wobbleOf(residual, mask, length, features, i * length * features, i * length),
  );
  const step = weightedMean(
    wobbles.map((w) => w.step),
    wobbles.map((w) => w.steps),
    features,
  );
  const square = weightedMean(
    wobbles.map((w) => w.square),
    wobbles.map((w) => w.entries),
    features,
  );
  const scales = wobbles.map((w) => noiseScale(w, step));
  const noise = new Float64Array(features).map((_, f) => slope(wobbles, scales, f));
  const meanScale = average(
    scales,
    wobbles.map((w) => w.entries),
  );
  const clean = noise.map((value, f) => Math.max(square[f]! - value * meanScale, 0.02 * square[f]!, Number.MIN_VALUE));
  const sum = new Float64Array(samples);
  const count = new Float64Array(samples);
  for (let i = 0; i < viewers; i++) {
    for (let t = 0; t < length; t++) {
      if (mask[i * length + t] !== 1) continue;
      const row = (i * length + t) * features;
      let own = 0;
      let expected = 0;
      for (let f = 0; f < features; f++) {
        own += residual[row + f]! ** 2 - scales[i]! * noise[f]!;
        expected += clean[f]!;
      }
      sum[start[i]! + t]! += own / expected;
      count[start[i]! + t]! += 1;
    }
  }
  const raw = sum.map((value, t) => Math.max(0.25, (value + 10) / (count[t]! + 10)));
  const level = raw.reduce((total, value) => total + value, 0) / samples;
  return { clean, noise, step, course: raw.map((value) => value / level) };
}

/** Slope of a feature's steps over the viewers' scales; of the line through 0 where the scales hardly differ. */
function slope(wobbles: readonly Wobble[], scales: readonly number[], feature: number): number {
  const weights = wobbles.map((w) => w.steps);
  const x = average(scales, weights);
  const y = average(
    wobbles.map((w) => w.step[feature]!),
    weights,
  );
  const xx = average(
    scales.map((s) => (s - x) ** 2),
    weights,
  );
  const xy = average(
    wobbles.map((w, i) => (scales[i]! - x) * (w.step[feature]! - y)),
    weights,
  );
  const through = y / x;
  if (!(xx > 0.01 * x * x)) return through;
  return Math.min(through, Math.max(0, xy / xx));
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

function weightedMean(rows: readonly Float64Array[], weights: readonly number[], features: number): Float64Array {
  return new Float64Array(features).map((_, f) =>
    average(
      rows.map((row) => row[f]!),
      weights,
    ),
  );
}
