import type { Sensing } from '../../scenarios/schema/schema.ts';

/** How sharply detection sets in with the logarithm of size, and with the angle off axis (assumed). */
const SIZE_SLOPE = 6;
const POSE_WIDTH = 6;

/**
 * Probability 0..1 that the modelled face detector finds a face `size` px wide (bizygomatic), `offAxis` degrees from
 * frontal, of which a share `seen` of the landmarks is visible.
 *
 * A logistic in log size times a logistic in angle times what is left of the constant failures. A half-hidden face is
 * as hard as one of half the area, so size counts as size sqrt(seen).
 */
export function detectionProbability(
  detector: Sensing['detector'],
  size: number,
  offAxis: number,
  seen: number,
): number {
  const effective = size * Math.sqrt(seen);
  const bySize = detector.size > 0 ? 1 / (1 + Math.exp(-SIZE_SLOPE * Math.log(effective / detector.size))) : 1;
  const byPose = detector.pose > 0 ? 1 / (1 + Math.exp((offAxis - detector.pose) / POSE_WIDTH)) : 1;
  return (1 - detector.failure) * bySize * byPose;
}
