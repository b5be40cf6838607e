import type { Tensor } from '../tensor.ts';

/** Means of viewers and of samples that add up: x_it = viewer_i + time_t + residual. */
export type AdditiveFit = {
  /** [N, D], in the data's units. A viewer never observed has the mean of the others. */
  readonly viewer: Float64Array;
  /** [T, D], with mean zero over observed entries; zero where nobody is observed. */
  readonly time: Float64Array;
  /** [N, D] plain means of what is observed of each viewer; zero where nothing is. */
  readonly plain: Float64Array;
  /** [N] and [T]: observed entries of each. */
  readonly viewerCount: Float64Array;
  readonly timeCount: Float64Array;
};

/** Sums of the observed values by viewer and by sample. */
function marginals(tensor: Tensor): Omit<AdditiveFit, 'plain'> {
  const { viewers, samples, features, values, mask } = tensor;
  const viewer = new Float64Array(viewers * features);
  const time = new Float64Array(samples * features);
  const viewerCount = new Float64Array(viewers);
  const timeCount = new Float64Array(samples);
  for (let i = 0; i < viewers; i++) {
    for (let t = 0; t < samples; t++) {
      if (mask[i * samples + t] !== 1) continue;
      viewerCount[i]! += 1;
      timeCount[t]! += 1;
      const at = (i * samples + t) * features;
      const own = i * features;
      const course = t * features;
      for (let f = 0; f < features; f++) {
        const value = values[at + f]!;
        viewer[own + f]! += value;
        time[course + f]! += value;
      }
    }
  }
  return { viewer, time, viewerCount, timeCount };
}

/** Stretches of samples in which a viewer is seen without a break: `runs[i]` holds the first sample of each and the one after its last. */
function stretches({ viewers, samples, mask }: Tensor): Int32Array[] {
  return Array.from({ length: viewers }, (_, i) => {
    const edges: number[] = [];
    for (let t = 0, before = false; t <= samples; t++) {
      const seen = t < samples && mask[i * samples + t] === 1;
      if (seen !== before) edges.push(t);
      before = seen;
    }
    return Int32Array.from(edges);
  });
}

/** The mean row of those that count, weighted by their counts. */
function weightedMean(rows: Float64Array, counts: Float64Array, features: number): Float64Array {
  const mean = new Float64Array(features);
  let total = 0;
  counts.forEach((count, row) => {
    total += count;
    for (let f = 0; f < features; f++) mean[f]! += count * rows[row * features + f]!;
  });
  return mean.map((sum) => sum / Math.max(1, total));
}

/**
 * The least-squares fit of viewer means and time means to the observed entries, by alternating between the two (the
 * two-way layout with empty cells). With `rounds` 0 the viewers' plain means and no course in time.
 */
export function fitAdditive(tensor: Tensor, rounds = 12): AdditiveFit {
  const { viewers, samples, features } = tensor;
  const sums = marginals(tensor);
  const runs = stretches(tensor);
  const viewer = sums.viewer.slice();
  const time = new Float64Array(samples * features);
  // A sum over a stretch is a difference of two of these: nothing is added sample by sample for every viewer.
  const until = new Float64Array((samples + 1) * features);
  const settleViewers = () => {
    for (let at = 0; at < time.length; at++) until[at + features] = until[at]! + time[at]!;
    for (let i = 0; i < viewers; i++) {
      const row = viewer.subarray(i * features, (i + 1) * features);
      row.set(sums.viewer.subarray(i * features, (i + 1) * features));
      runs[i]!.forEach((edge, n) => {
        const sign = n % 2 === 0 ? 1 : -1;
        for (let f = 0; f < features; f++) row[f]! += sign * until[edge * features + f]!;
      });
      const count = Math.max(1, sums.viewerCount[i]!);
      for (let f = 0; f < features; f++) row[f]! /= count;
    }
  };
  const settleTimes = (): number => {
    // What the seen viewers' means add up to changes where a stretch begins or ends.
    const change = new Float64Array((samples + 1) * features);
    for (let i = 0; i < viewers; i++) {
      const row = viewer.subarray(i * features, (i + 1) * features);
      runs[i]!.forEach((edge, n) => {
        const sign = n % 2 === 0 ? 1 : -1;
        for (let f = 0; f < features; f++) change[edge * features + f]! += sign * row[f]!;
      });
    }
    for (let at = features; at < change.length; at++) change[at]! += change[at - features]!;
    const next = sums.time.slice();
    for (let t = 0; t < samples; t++) {
      const count = Math.max(1, sums.timeCount[t]!);
      for (let at = t * features; at < (t + 1) * features; at++) next[at] = (next[at]! - change[at]!) / count;
    }
    const centre = weightedMean(next, sums.timeCount, features);
    let moved = 0;
    let size = 0;
    for (let at = 0; at < next.length; at++) {
      const value = sums.timeCount[Math.floor(at / features)]! > 0 ? next[at]! - centre[at % features]! : 0;
      moved += (value - time[at]!) ** 2;
      size += value ** 2;
      time[at] = value;
    }
    return moved / Math.max(size, Number.MIN_VALUE);
  };
  settleViewers();
  const plain = viewer.slice();
  for (let round = 0; round < rounds; round++) {
    const moved = settleTimes();
    settleViewers();
    if (moved < 1e-12) break;
  }
  const mean = weightedMean(viewer, sums.viewerCount, features);
  sums.viewerCount.forEach((count, i) => {
    if (count === 0) viewer.set(mean, i * features);
  });
  return { viewer, time, plain, viewerCount: sums.viewerCount, timeCount: sums.timeCount };
}
