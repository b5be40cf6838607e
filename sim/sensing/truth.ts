import { type FaceRig, poseLandmarks } from '../face/rig.ts';
import { canonicalLandmarks } from './canonical.ts';
import { emptyPose, fitPose, type WeakPose } from './pose-fit.ts';

/** Frontal parallel view of 3-D landmarks (68 x 3, mm, head frame): their x and y, written to `out`, 68 x 2. */
export function frontalView(landmarks: Float64Array, out: Float64Array): void {
  for (let l = 0; l < 68; l += 1) {
    out[l * 2] = landmarks[l * 3];
    out[l * 2 + 1] = landmarks[l * 3 + 1];
  }
}

/**
 * The fit of the mean face to a viewer's neutral face, seen from the front without perspective.
 *
 * The truth's canonical landmarks are all taken through this one fit, so they are a linear image of the face itself:
 * expressions do not leak into a pose that is known to be zero.
 */
export function neutralFit(rig: FaceRig, actionUnits: number): WeakPose {
  const landmarks = new Float64Array(68 * 3);
  const view = new Float64Array(68 * 2);
  poseLandmarks(rig, new Float64Array(actionUnits), 0, landmarks, false);
  frontalView(landmarks, view);
  const pose = emptyPose();
  fitPose(view, null, pose);
  return pose;
}

/** Canonical landmarks of the face itself: 136 numbers written to `out[offset..]`. `view` is scratch of 68 x 2. */
export function truthLandmarks(
  landmarks: Float64Array,
  fit: WeakPose,
  view: Float64Array,
  out: Float32Array,
  offset: number,
): void {
  frontalView(landmarks, view);
  canonicalLandmarks(view, fit, out, offset);
}
