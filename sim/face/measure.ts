import { PUPIL_OFFSET } from './anatomy.ts';
import { bizygomaticBreadth, headBreadth, headLength } from './calibration.ts';
import { INNER_CORNER_OUT, OUTER_CORNER_IN } from './features.ts';
import { STRIDE } from './point.ts';
import type { FaceRig } from './rig.ts';

/** Anthropometric measures of a neutral face, mm. */
export type FaceMeasures = {
  /** Breadth across the zygomatic arches: the skin's width 10 mm under the pupils. */
  readonly bizygomatic: number;
  /** Straight distance from the chin's lowest contour point (landmark 8) to the nasal root (landmark 27). */
  readonly mentonSellion: number;
  /** Distance of the pupils, which lie 2 mm to the side of the middle of each eye fissure. */
  readonly interpupillary: number;
  /** Greatest breadth of the skull 22 mm or more above the pupils, without hair. */
  readonly headBreadth: number;
  /** Straight distance from the glabella to the farthest point of the back of the skull, without hair. */
  readonly headLength: number;
};

/**
 * The five measures of a rig's neutral face in mm, taken from its landmarks and skin. They equal the identity's within
 * 0.1 mm. Definitions after ANSUR II's landmarks.
 */
export function measureFace(rig: FaceRig): FaceMeasures {
  const at = (l: number, k: number) => rig.landmarks[l * STRIDE + k];
  // From the annotated corners back to the fissure's middle, then on to the pupil.
  const outward = (OUTER_CORNER_IN + INNER_CORNER_OUT) / 2 + PUPIL_OFFSET;
  const left = (at(42, 0) + at(45, 0)) / 2 + outward;
  const right = (at(36, 0) + at(39, 0)) / 2 - outward;
  return {
    bizygomatic: bizygomaticBreadth(rig.surface),
    mentonSellion: Math.hypot(at(8, 0) - at(27, 0), at(8, 1) - at(27, 1), at(8, 2) - at(27, 2)),
    interpupillary: left - right,
    headBreadth: headBreadth(rig.surface),
    headLength: headLength(rig.surface),
  };
}
