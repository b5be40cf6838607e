/** Weights of two neighbours with these correlations to the sample between them; 0 for one that is not there. */
export function bridgeWeights(back: number, ahead: number): readonly [number, number] {
  const rest = 1 - (back * ahead) ** 2;
  return rest > 0 ? [(back * (1 - ahead * ahead)) / rest, (ahead * (1 - back * back)) / rest] : [back, 0];
}

/** An AR(1) process of this variance, correlated by `pace` from one sample to the next, and white noise of variance `rest` on it. */
export type Ar1 = { readonly variance: number; readonly pace: number; readonly rest: number };

/**
 * Writes to `mean` and `variance` [T] those of the process at every sample given all values [T] where the mask is 1: Kalman's
 * filter forwards, and the smoother of Rauch, Tung and Striebel (1965) backwards.
 */
export function smoothed(
  { variance: own, pace, rest }: Ar1,
  values: Float64Array,
  mask: Uint8Array,
  mean: Float64Array,
  variance: Float64Array,
): void {
  const T = mask.length;
  const grows = own * (1 - pace * pace);
  for (let t = 0, m = 0, v = own; t < T; t += 1) {
    if (t > 0) {
      m *= pace;
      v = pace * pace * v + grows;
    }
    if (mask[t] === 1) {
      const gain = v / (v + rest);
      m += gain * (values[t]! - m);
      v *= 1 - gain;
    }
    mean[t] = m;
    variance[t] = v;
  }
  for (let t = T - 2; t >= 0; t -= 1) {
    const v = variance[t]!;
    const foretold = pace * pace * v + grows;
    const gain = (v * pace) / foretold;
    mean[t]! += gain * (mean[t + 1]! - pace * mean[t]!);
    variance[t] = v + gain * gain * (variance[t + 1]! - foretold);
  }
}
