import type { OwnFitOptions, OwnFitted, OwnModel, Tensor } from 'matinee';

/** Samples of a viewer that count as much as the mean of all viewers. */
const SHRINKAGE = 1;

/** Each viewer's mean plus the mean course of all viewers: a template for a model of your own. */
export const model: OwnModel = {
  fit(tensor: Tensor, { signal, onProgress }: OwnFitOptions): OwnFitted {
    const { viewers, samples, features, values, mask } = tensor;
    const row = samples * features;
    const nothing = new Float64Array(row);
    const viewerOf = (i: number): readonly [Float32Array, Uint8Array] => [
      values.subarray(i * row, (i + 1) * row),
      mask.subarray(i * samples, (i + 1) * samples),
    ];

    // The course [T, D] from what viewers show beside their means: twice, since means depend on when a viewer is seen.
    let course = nothing;
    for (let round = 0; round < 2; round += 1) {
      const sum = new Float64Array(row);
      const count = new Float64Array(samples);
      for (let i = 0; i < viewers; i += 1) {
        signal?.throwIfAborted();
        const [x, seen] = viewerOf(i);
        const mean = meanOf(x, seen, course, features);
        for (let t = 0; t < samples; t += 1) {
          if (seen[t] === 0) continue;
          count[t] += 1;
          for (let d = 0; d < features; d += 1) sum[t * features + d] += x[t * features + d] - mean[d];
        }
        onProgress?.(round * viewers + i + 1, 2 * viewers);
      }
      course = sum.map((value, at) => value / Math.max(1, count[Math.floor(at / features)]));
    }

    // The mean viewer, and how far predictions are from what is seen, column by column.
    const population = new Float64Array(features);
    let known = 0;
    for (let i = 0; i < viewers; i += 1) {
      const [x, seen] = viewerOf(i);
      if (!seen.includes(1)) continue;
      known += 1;
      meanOf(x, seen, course, features).forEach((value, d) => {
        population[d] += value;
      });
    }
    for (let d = 0; d < features; d += 1) population[d] /= Math.max(1, known);

    const predict = (x: Float32Array, seen: Uint8Array): { mean: Float32Array; deviation: Float32Array } => {
      const count = seen.reduce((total, one) => total + one, 0);
      const share = count / (count + SHRINKAGE);
      const own = meanOf(x, seen, course, features).map((value, d) => share * value + (1 - share) * population[d]);
      const mean = Float32Array.from(course, (value, at) => value + own[at % features]);
      return { mean, deviation: mean.map((_, at) => deviation[at % features]) };
    };
    let deviation = new Float64Array(features);
    const squares = new Float64Array(features);
    let entries = 0;
    for (let i = 0; i < viewers; i += 1) {
      const [x, seen] = viewerOf(i);
      const { mean } = predict(x, seen);
      for (let t = 0; t < samples; t += 1) {
        if (seen[t] === 0) continue;
        entries += 1;
        for (let d = 0; d < features; d += 1) squares[d] += (x[t * features + d] - mean[t * features + d]) ** 2;
      }
    }
    deviation = squares.map((value) => Math.sqrt(value / Math.max(1, entries)));

    return {
      impute: (viewer) => predict(...viewerOf(viewer)),
      foldIn: predict,
      factors: () => null,
    };
  },
};

/** [D]: the mean of what is seen of a viewer beside the course; 0 for one of whom nothing is. */
function meanOf(x: Float32Array, seen: Uint8Array, course: Float64Array, features: number): Float64Array {
  const mean = new Float64Array(features);
  let count = 0;
  for (let t = 0; t < seen.length; t += 1) {
    if (seen[t] === 0) continue;
    count += 1;
    for (let d = 0; d < features; d += 1) mean[d] += x[t * features + d] - course[t * features + d];
  }
  return mean.map((sum) => sum / Math.max(1, count));
}
