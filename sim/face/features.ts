import type { Anatomy } from './anatomy.ts';
import type { Lip } from './displacement.ts';
import { cornerLine, lowerArch, upperArch } from './lids.ts';
import { mix } from './smooth.ts';

/** A named point of the left half of the neutral face by frontal position (x >= 0, y), mm. */
export type Feature = { readonly x: number; readonly y: number; readonly lip: Lip; readonly lids: boolean };

/** A point of the lid margin of the left eye at `s` (0 inner, 1 outer corner). */
export function lidFeature(a: Anatomy, s: number, upper: boolean): Feature {
  const y = cornerLine(a, s) + (upper ? a.lidUp * upperArch(s) : -a.lidDown * lowerArch(s));
  return { x: mix(a.eyeInner, a.eyeOuter, s), y, lip: 0, lids: true };
}

// Photographs are annotated a little inside the outer and a little medial of the inner corner, mm.
export const OUTER_CORNER_IN = 1.3;
export const INNER_CORNER_OUT = 0.9;

function eyeCorner(a: Anatomy, outer: boolean): Feature {
  const x = outer ? a.eyeOuter - OUTER_CORNER_IN : a.eyeInner - INNER_CORNER_OUT;
  return { x, y: cornerLine(a, outer ? 1 : 0), lip: 0, lids: false };
}

function plain(x: number, y: number, lip: Lip = 0): Feature {
  return { x, y, lip, lids: false };
}

// Centre line of the brow from its inner to its outer end, and the way from there to the annotated upper edge.
const BROW_X = [12.5, 21.5, 33, 45, 56];
const BROW_Y = [-1.5, 1.6, 3.6, 3, -4];
const EDGE_X = [-0.8, 1.6, 2, 2, -0.5];
const EDGE_Y = [0.6, 3, 3.2, 1.6, 0.6];

/** Point 0 (inner end) to 4 (outer end) of the left brow's centre line. */
export function browFeature(a: Anatomy, k: number): Feature {
  const { faceWidth, interpupillary, browHeight } = a.identity;
  return plain(BROW_X[k] * 0.5 * (faceWidth / 142.6 + interpupillary / 64), browHeight + BROW_Y[k]);
}

function browEdge(a: Anatomy, k: number): Feature {
  const centre = browFeature(a, k);
  return plain(centre.x + EDGE_X[k], centre.y + EDGE_Y[k]);
}

/** A point of the slit's upper (lip 1) or lower (lip -1) edge at `share` (0 to SLIT_END) of the half mouth's width. */
export function slitFeature(a: Anatomy, share: number, lip: 1 | -1): Feature {
  const middle = lip > 0 ? 0.1 : 0.3;
  const side = lip > 0 ? 0.35 : 0.2;
  const bow = (share - 0.32) / (SLIT_END - 0.32);
  const gap = share < 0.32 ? mix(middle, side, share / 0.32) : side * (1 - bow * bow);
  return plain(a.mouth * share, a.yMouth + lip * gap, lip);
}

/** Where the slit between the lips ends (landmarks 60 and 64), as a share of the half mouth's width. */
export const SLIT_END = 0.86;

/** Height of the nasal root's landmark over the pupil line, mm. */
export const SELLION_HEIGHT = 1.5;

/** Landmarks 22-67 that lie on the left half or the midline: their place in the 68 points and their feature. */
export function landmarkFeatures(a: Anatomy): Map<number, Feature> {
  const map = new Map<number, Feature>();
  const { ySubnasale, yNoseTip, yMouth, mouth } = a;
  const { noseWidth, upperLip, lowerLip } = a.identity;
  for (let k = 0; k < 5; k++) map.set(22 + k, browEdge(a, k));
  for (let k = 0; k < 4; k++) map.set(27 + k, plain(0, mix(SELLION_HEIGHT, yNoseTip - 1.2, k / 3)));
  map.set(33, plain(0, ySubnasale - 1.8));
  map.set(34, plain(noseWidth * 0.2, ySubnasale - 0.2));
  map.set(35, plain(noseWidth * 0.39, ySubnasale + 2.4));
  map.set(42, eyeCorner(a, false));
  map.set(43, lidFeature(a, 0.32, true));
  map.set(44, lidFeature(a, 0.68, true));
  map.set(45, eyeCorner(a, true));
  map.set(46, lidFeature(a, 0.68, false));
  map.set(47, lidFeature(a, 0.3, false));
  map.set(51, plain(0, yMouth + upperLip * 0.84, 1));
  map.set(52, plain(mouth * 0.27, yMouth + upperLip, 1));
  map.set(53, plain(mouth * 0.66, yMouth + upperLip * 0.6, 1));
  map.set(54, plain(mouth, yMouth));
  map.set(55, plain(mouth * 0.68, yMouth - lowerLip * 0.66, -1));
  map.set(56, plain(mouth * 0.32, yMouth - lowerLip, -1));
  map.set(57, plain(0, yMouth - lowerLip * 1.06, -1));
  map.set(62, plain(0, yMouth + 0.1, 1));
  map.set(63, plain(mouth * 0.32, yMouth + 0.35, 1));
  map.set(64, plain(mouth * SLIT_END, yMouth));
  map.set(65, plain(mouth * 0.32, yMouth - 0.2, -1));
  map.set(66, plain(0, yMouth - 0.3, -1));
  return map;
}

const MIRROR = [
  16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29, 30, 35,
  34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64,
  63, 62, 61, 60, 67, 66, 65,
] as const;

/** The landmark that a mirror swaps each of the 68 with. */
export const MIRROR_LANDMARK: readonly number[] = MIRROR;
