import { ACTION_UNIT_COUNT } from './action-units.ts';
import { meanIdentity } from './identity.ts';
import { buildRig, LANDMARK_COUNT, poseLandmarks } from './rig.ts';

let mean: Float64Array | null = null;

/**
 * The mean neutral face, 68 * 3 numbers in mm in the head frame: the average of the mean male and mean female
 * landmarks. What poses are fitted with, and whose outer eye corners are the unit of canonical landmarks.
 */
export function meanFace(): Float64Array {
  if (mean === null) {
    const neutral = new Float64Array(ACTION_UNIT_COUNT);
    const male = new Float64Array(3 * LANDMARK_COUNT);
    const female = new Float64Array(3 * LANDMARK_COUNT);
    poseLandmarks(buildRig(meanIdentity(1)), neutral, 0, male);
    poseLandmarks(buildRig(meanIdentity(0)), neutral, 0, female);
    mean = male.map((value, i) => (value + female[i]) / 2);
  }
  return mean.slice();
}
