import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import { ACTION_UNITS } from '../face/action-units.ts';
import { meanIdentity } from '../face/identity.ts';
import { buildRig, LANDMARK_COUNT, poseLandmarks } from '../face/rig.ts';
import { driveActionUnits, driveLinearly } from './action-units.ts';

/** Reactions looked at for a factor's variance. */
const SAMPLES = 256;

/**
 * Gain of each factor in the linear control, K numbers: the linear face then moves with the variance of the non-linear.
 *
 * For each factor alone, over reactions U*_ik V*_tk spread evenly through the audience and the film, on a mean face: the
 * square root of the ratio of the landmarks' summed variances.
 */
export function linearGains(
  sensitivities: readonly Float32Array[],
  factors: Float64Array,
  samples: number,
  saturation: number,
): Float64Array {
  const rig = buildRig(meanIdentity(0.5));
  const gains = new Float64Array(FACTOR_COUNT).fill(1);
  const z = new Float64Array(FACTOR_COUNT);
  const curved = new Float32Array(ACTION_UNITS.length);
  const straight = new Float64Array(ACTION_UNITS.length);
  const unit = Float64Array.from(gains);
  for (let k = 0; k < FACTOR_COUNT; k += 1) {
    const a = new Variance(LANDMARK_COUNT * 3);
    const b = new Variance(LANDMARK_COUNT * 3);
    for (let n = 0; n < SAMPLES; n += 1) {
      // Golden-ratio steps: samples and viewers are visited evenly and not in phase.
      const t = Math.floor(((n * 0.6180339887498949) % 1) * samples);
      const i = Math.floor(((n * 0.7548776662466927) % 1) * sensitivities.length);
      z.fill(0);
      z[k] = sensitivities[i][k] * factors[t * FACTOR_COUNT + k];
      driveActionUnits(z, 0, saturation, curved, 0);
      poseLandmarks(rig, curved, 0, a.next, false);
      a.add();
      driveLinearly(z, 0, unit, straight, 0);
      poseLandmarks(rig, straight, 0, b.next, true);
      b.add();
    }
    if (b.total() > 0 && a.total() > 0) gains[k] = Math.sqrt(a.total() / b.total());
  }
  return gains;
}

/** Summed variance of a vector, fed one sample at a time through `next`. */
class Variance {
  readonly next: Float64Array;
  private readonly sum: Float64Array;
  private readonly square: Float64Array;
  private count = 0;

  constructor(size: number) {
    this.next = new Float64Array(size);
    this.sum = new Float64Array(size);
    this.square = new Float64Array(size);
  }

  add(): void {
    this.count += 1;
    for (let d = 0; d < this.next.length; d += 1) {
      this.sum[d] += this.next[d];
      this.square[d] += this.next[d] * this.next[d];
    }
  }

  total(): number {
    let total = 0;
    for (let d = 0; d < this.sum.length; d += 1) {
      const mean = this.sum[d] / this.count;
      total += this.square[d] / this.count - mean * mean;
    }
    return total;
  }
}
