import { browFeature, type Feature, lidFeature, SLIT_END, slitFeature } from './features.ts';
import { DRIVES, fillDrives, posePoints, STRIDE } from './point.ts';
import type { FaceRig } from './rig.ts';
import { type BasePoint, baseRow, storePair } from './skin.ts';
import { frontalParameters, startParameters } from './surface.ts';

/** The curves that painted detail follows, in this order; right is the subject's. */
export const DETAIL_CURVES = [
  'upper lip',
  'upper slit',
  'lower slit',
  'lower lip',
  'right brow',
  'left brow',
  'right upper lid',
  'right lower lid',
  'left upper lid',
  'left lower lid',
] as const;
export const DETAIL_CURVE_COUNT = DETAIL_CURVES.length;
/** Heights that each curve is given at, evenly spread from its right to its left end. */
export const DETAIL_SAMPLES = 64;

/** Places on the lids, dense at the corners, and on the slit between the lips. */
const LID_PLACES = [0, 0.015, 0.05, 0.11, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.89, 0.95, 0.985, 1];
const SLIT_PLACES = [0, 0.16, 0.32, 0.46, 0.6, 0.73, SLIT_END];
const UPPER_LIP = [48, 49, 50, 51, 52, 53, 54];
const LOWER_LIP = [48, 59, 58, 57, 56, 55, 54];

/** Point rows (layout: `point.ts`) of all curves' points of one face, each curve's from right to left. */
export type DetailCurves = { readonly rows: Float32Array; readonly starts: readonly number[] };

const row = new Float64Array(STRIDE);
const base: BasePoint = { x: 0, y: 0, z: 0, jaw: 0 };
const at = new Float64Array(2);
const pair = new Float32Array(2 * STRIDE);

/** Rows of a feature and its mirror image. */
function featureRows(rig: FaceRig, f: Feature): [left: Float32Array, right: Float32Array] {
  startParameters(f.x, f.y, at);
  frontalParameters(rig.surface, f.x, f.y, at);
  baseRow(rig.surface, at[0], at[1], f.lip, f.lids, row, base);
  storePair(rig.surface.anatomy, row, base, pair, 0, f.x === 0 ? 0 : 1);
  const left = pair.slice(0, STRIDE);
  return [left, f.x === 0 ? left : pair.slice(STRIDE)];
}

/** The points that a face's painted detail follows, ready to be posed. */
export function buildDetailCurves(rig: FaceRig): DetailCurves {
  const a = rig.surface.anatomy;
  const landmark = (l: number): Float32Array => rig.landmarks.slice(l * STRIDE, (l + 1) * STRIDE);
  const slit = (lip: 1 | -1): Float32Array[] => {
    const pairs = SLIT_PLACES.slice(0, -1).map((share) => featureRows(rig, slitFeature(a, share, lip)));
    return [
      landmark(60),
      ...pairs
        .slice(1)
        .reverse()
        .map(([, right]) => right),
      ...pairs.map(([left]) => left),
      landmark(64),
    ];
  };
  const brow = [0, 1, 2, 3, 4].map((k) => featureRows(rig, browFeature(a, k)));
  const lids = [true, false].map((upper) => LID_PLACES.map((s) => featureRows(rig, lidFeature(a, s, upper))));
  const curves: Float32Array[][] = [
    UPPER_LIP.map(landmark),
    slit(1),
    slit(-1),
    LOWER_LIP.map(landmark),
    brow.map(([, right]) => right).reverse(),
    brow.map(([left]) => left),
    ...lids.map((lid) => lid.map(([, right]) => right).reverse()),
    ...lids.map((lid) => lid.map(([left]) => left)),
  ];
  const starts = [0];
  for (const curve of curves) starts.push(starts[starts.length - 1] + curve.length);
  const rows = new Float32Array(starts[starts.length - 1] * STRIDE);
  curves.flat().forEach((from, i) => {
    rows.set(from, i * STRIDE);
  });
  return { rows, starts };
}

/** The largest number of points of all curves together. */
const MOST_POINTS = 2 * UPPER_LIP.length + 4 * SLIT_PLACES.length + 10 + 4 * LID_PLACES.length;
const posed = new Float32Array(3 * MOST_POINTS);
const drives = new Float64Array(DRIVES);

/**
 * The curves of a face at the action units au[auOffset..]: `heights[offset..]` gets DETAIL_CURVE_COUNT x DETAIL_SAMPLES
 * heights y, `ends[endsOffset..]` the x of each curve's right and left end; mm in the head frame. Cubics through the
 * points, as smooth as the points' spacing allows (Catmull-Rom).
 */
export function poseDetailCurves(
  curves: DetailCurves,
  rig: FaceRig,
  au: ArrayLike<number>,
  auOffset: number,
  heights: Float32Array,
  offset: number,
  ends: Float32Array,
  endsOffset: number,
): void {
  const { rows, starts } = curves;
  fillDrives(rig.lids, au, auOffset, false, drives);
  posePoints(rows, 0, starts[DETAIL_CURVE_COUNT], drives, posed, 0);
  for (let c = 0; c < DETAIL_CURVE_COUNT; c++) {
    const first = starts[c];
    const last = starts[c + 1] - 1;
    const x0 = posed[3 * first];
    const x1 = posed[3 * last];
    ends[endsOffset + 2 * c] = x0;
    ends[endsOffset + 2 * c + 1] = x1;
    let k = first;
    const to = offset + c * DETAIL_SAMPLES;
    for (let i = 0; i < DETAIL_SAMPLES; i++) {
      const x = x0 + ((x1 - x0) * i) / (DETAIL_SAMPLES - 1);
      while (k < last - 1 && x > posed[3 * k + 3]) k++;
      const xa = posed[3 * k];
      const ya = posed[3 * k + 1];
      const h = Math.max(1e-4, posed[3 * k + 3] - xa);
      const yb = posed[3 * k + 4];
      const d = (yb - ya) / h;
      const before = k > first ? (yb - posed[3 * k - 2]) / Math.max(1e-4, posed[3 * k + 3] - posed[3 * k - 3]) : d;
      const after = k < last - 1 ? (posed[3 * k + 7] - ya) / Math.max(1e-4, posed[3 * k + 6] - xa) : d;
      const t = Math.min(1, Math.max(0, (x - xa) / h));
      const s = 1 - t;
      heights[to + i] = s * s * ((1 + 2 * t) * ya + t * h * before) + t * t * ((3 - 2 * t) * yb - s * h * after);
    }
  }
}
