/**
 * Draws every factor's U to within four interquartile ranges of its quartiles, in place, and viewers with fewer than two
 * samples (`count` [N]) to the others' median, 0 where there are no others. A viewer who misses the moments at which a factor
 * moves has a U that nothing holds, which least squares may put anywhere.
 */
export function drawIn(viewer: Float64Array, rank: number, count: Float64Array): void {
  const viewers = count.length;
  for (let k = 0; k < rank; k++) {
    const seen: number[] = [];
    for (let i = 0; i < viewers; i++) if (count[i]! > 1) seen.push(viewer[i * rank + k]!);
    seen.sort((a, b) => a - b);
    const quantile = (level: number) => seen[Math.round(level * (seen.length - 1))] ?? 0;
    const [low, middle, high] = [quantile(0.25), quantile(0.5), quantile(0.75)];
    const reach = high > low ? 4 * (high - low) : Number.POSITIVE_INFINITY;
    for (let i = 0; i < viewers; i++) {
      const at = i * rank + k;
      viewer[at] = count[i]! > 1 ? Math.min(high + reach, Math.max(low - reach, viewer[at]!)) : middle;
    }
  }
}

/**
 * The same model, in place, with signs and scales that make factors comparable: U of root mean square 1 and a sum of at
 * least 0, V [T, K] skewed upwards. `loading` is [K, D].
 */
export function settleSigns(viewer: Float64Array, time: Float64Array, loading: Float64Array, rank: number): void {
  const viewers = viewer.length / rank;
  const samples = time.length / rank;
  const features = loading.length / rank;
  for (let k = 0; k < rank; k++) {
    let sum = 0;
    let square = 0;
    for (let at = k; at < viewer.length; at += rank) {
      sum += viewer[at]!;
      square += viewer[at]! ** 2;
    }
    const scale = Math.sqrt(square / viewers);
    if (!(scale > 0)) continue;
    let mean = 0;
    for (let at = k; at < time.length; at += rank) mean += time[at]! / samples;
    let skew = 0;
    for (let at = k; at < time.length; at += rank) skew += (time[at]! - mean) ** 3;
    const [own, course] = [sum < 0 ? -1 : 1, skew < 0 ? -1 : 1];
    for (let at = k; at < viewer.length; at += rank) viewer[at]! *= own / scale;
    for (let at = k; at < time.length; at += rank) time[at]! *= course * scale;
    for (let f = 0; f < features; f++) loading[k * features + f]! *= own * course;
  }
}

/** Raises every course until its lowest value is 0, in place; the intercepts take it back: the model stays the same. */
export function raiseCourses(
  viewer: Float64Array,
  time: Float64Array,
  loading: Float64Array,
  intercept: Float64Array,
  rank: number,
): void {
  const features = loading.length / rank;
  for (let k = 0; k < rank; k++) {
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = k; at < time.length; at += rank) lowest = Math.min(lowest, time[at]!);
    for (let at = k; at < time.length; at += rank) time[at]! -= lowest;
    for (let i = 0; i < viewer.length / rank; i++) {
      const shift = viewer[i * rank + k]! * lowest;
      for (let f = 0; f < features; f++) intercept[i * features + f]! += shift * loading[k * features + f]!;
    }
  }
}
