import type { Identity } from './identity.ts';

/** Internal scales of the head (1 for the male mean): what calibration solves for. */
export type Scales = {
  /** Width of the face at the cheek bones. */
  readonly width: number;
  /** Breadth of the skull. */
  readonly breadth: number;
  /** Depth of the face, and of the back of the skull. */
  readonly front: number;
  readonly back: number;
  /** Height of the lower face. */
  readonly height: number;
};

/** Where the features of one symmetric face lie: mm in the head frame. */
export type Anatomy = {
  readonly identity: Identity;
  readonly scales: Scales;
  /** Width of the jaw, 1 for the male mean. */
  readonly jaw: number;
  /** Slope of the cant of mouth and brows. */
  readonly cant: number;
  readonly ySubnasale: number;
  readonly yNoseTip: number;
  /** Height of the closed mouth line. */
  readonly yMouth: number;
  /** Half the mouth's width. */
  readonly mouth: number;
  /** Centre of the eye fissure, distance from the midline. */
  readonly eyeX: number;
  readonly eyeInner: number;
  readonly eyeOuter: number;
  /** Height of the neutral upper and depth of the neutral lower lid over the line between the eye's corners. */
  readonly lidUp: number;
  readonly lidDown: number;
};

/** The pupil lies this far to the side of the fissure's centre, mm (biocular 89 mm against interpupillary 64 mm). */
export const PUPIL_OFFSET = 2;

/** Scales that the measures would ask for if the trial head were exact: the start of the calibration. */
export function startingScales(identity: Identity): Scales {
  return {
    width: identity.faceWidth / 142.6,
    breadth: identity.headBreadth / 152,
    front: identity.headLength / 199,
    back: identity.headLength / 199,
    height: identity.faceHeight / 122.6,
  };
}

/** Feature positions of an identity at given scales. */
export function buildAnatomy(identity: Identity, scales: Scales): Anatomy {
  const ySubnasale = 2.5 - identity.noseLength;
  const eyeX = identity.interpupillary / 2 - PUPIL_OFFSET;
  return {
    identity,
    scales,
    jaw: identity.bigonial / 108,
    cant: Math.tan((identity.tilt * Math.PI) / 180),
    ySubnasale,
    yNoseTip: ySubnasale + (13 * identity.noseLength) / 53,
    yMouth: ySubnasale - 23.4 * scales.height,
    mouth: identity.mouthWidth / 2,
    eyeX,
    eyeInner: eyeX - identity.eyeLength / 2,
    eyeOuter: eyeX + identity.eyeLength / 2,
    lidUp: identity.eyeHeight * 0.53,
    lidDown: identity.eyeHeight * 0.47,
  };
}
