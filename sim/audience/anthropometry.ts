import { IDENTITY_PARAMETERS, type Identity } from '../face/identity.ts';
import type { Sequence } from '../random/stream.ts';

/** A viewer's body, in m: what decides where the head is and what hides behind the shoulders. */
export type Body = {
  /** Eye height above the seat pan, sitting upright. */
  readonly eyeHeightSitting: number;
  readonly shoulderBreadth: number;
};

type Measure = { readonly mean: number; readonly sd: number };

/** ANSUR II (2012): men n = 4,082, women n = 1,986; mm. */
const BODIES: readonly { readonly eyeHeight: Measure; readonly shoulder: Measure }[] = [
  { eyeHeight: { mean: 747.7, sd: 30.4 }, shoulder: { mean: 450.3, sd: 28.7 } },
  { eyeHeight: { mean: 804.5, sd: 33.2 }, shoulder: { mean: 510.4, sd: 32.5 } },
];

/** Correlations of (bizygomatic breadth, face height, inter-pupillary distance), ANSUR II: women, men. */
export const FACE_CORRELATIONS = [
  { breadthHeight: 0.21, breadthPupils: 0.48, heightPupils: 0.23 },
  { breadthHeight: 0.19, breadthPupils: 0.44, heightPupils: 0.16 },
] as const;

/** No one is drawn farther out than this many standard deviations: the head's surface is shaped to hold within it. */
const FARTHEST = 3;

function bounded(draws: Sequence): number {
  let value = draws.normal();
  while (Math.abs(value) > FARTHEST) value = draws.normal();
  return value;
}

/** A body for a sex (0 female, 1 male) and an age in years. */
export function drawBody(draws: Sequence, sex: 0 | 1, age: number): Body {
  const table = BODIES[sex];
  const growth = bodyGrowth(age);
  return {
    eyeHeightSitting: ((table.eyeHeight.mean + table.eyeHeight.sd * bounded(draws)) / 1000) * growth,
    shoulderBreadth: ((table.shoulder.mean + table.shoulder.sd * bounded(draws)) / 1000) * growth,
  };
}

/**
 * Face measures for a sex (0 female, 1 male) and an age in years, mm.
 *
 * Bizygomatic breadth, face height and inter-pupillary distance are correlated as in ANSUR II; the others are drawn
 * independently with the means and standard deviations of the rig's table.
 */
export function drawIdentity(draws: Sequence, sex: 0 | 1, age: number): Identity {
  const { breadthHeight: a, breadthPupils: b, heightPupils: c } = FACE_CORRELATIONS[sex];
  const [n0, n1, n2] = [bounded(draws), bounded(draws), bounded(draws)];
  // The Cholesky factor of the 3 x 3 correlation matrix, written out.
  const l11 = Math.sqrt(1 - a * a);
  const l21 = (c - a * b) / l11;
  const l22 = Math.sqrt(1 - b * b - l21 * l21);
  const correlated: Readonly<Record<string, number>> = {
    faceWidth: n0,
    faceHeight: a * n0 + l11 * n1,
    interpupillary: b * n0 + l21 * n1 + l22 * n2,
  };
  const growth = headGrowth(age);
  const identity: Record<string, number> = {};
  for (const parameter of IDENTITY_PARAMETERS) {
    const mean = sex === 1 ? parameter.meanMale : parameter.meanFemale;
    const sd = sex === 1 ? parameter.sdMale : parameter.sdFemale;
    const value = mean + sd * (correlated[parameter.name] ?? bounded(draws));
    const within = Math.min(parameter.max, Math.max(parameter.min, value));
    identity[parameter.name] = parameter.unit === 'mm' ? within * growth : within;
  }
  return identity as Identity;
}

/** Share of the adult sitting height at an age: 0.72 at 6 years, 1 from 17 (assumed, after growth charts). */
export function bodyGrowth(age: number): number {
  return Math.min(1, 0.72 + (0.28 * (age - 6)) / 11);
}

/** Share of the adult head size at an age: 0.91 at 6 years, 1 from 16 (assumed, after growth charts). */
export function headGrowth(age: number): number {
  return Math.min(1, 0.91 + (0.09 * (age - 6)) / 10);
}
