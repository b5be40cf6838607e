import { buildAnatomy, type Scales, startingScales } from './anatomy.ts';
import { splineAfter, splineBefore, splineMiddle } from './contour-search.ts';
import { SELLION_HEIGHT } from './features.ts';
import type { Identity } from './identity.ts';
import { CANDIDATES, traceCurves } from './jaw-curves.ts';
import { buildLoft, evaluateSide } from './loft.ts';
import { clamp } from './smooth.ts';
import { frontalParameters, restPoint, type Surface, startParameters } from './surface.ts';

/** Height at which the cheek bones' breadth is taken, mm: the zygomatic arches run a finger's breadth under the pupils. */
export const ZYGION_HEIGHT = -10;

const point = new Float64Array(3);
const parameters = new Float64Array(2);
const side = new Float64Array(3);

/** Depth of the neutral midline skin at height y, mm. */
function midlineDepth(surface: Surface, y: number): number {
  frontalParameters(surface, 0, y, parameters);
  restPoint(surface, parameters[0], parameters[1], point, 0);
  return point[2];
}

// Height in [low, high] of the foremost midline point: the best of a 1 mm grid, refined by golden sections.
function foremostHeight(surface: Surface, low: number, high: number): number {
  startParameters(0, low, parameters);
  let best = low;
  let value = -Infinity;
  for (let y = low; y <= high; y++) {
    const z = midlineDepth(surface, y);
    if (z > value) {
      value = z;
      best = y;
    }
  }
  const ratio = (Math.sqrt(5) - 1) / 2;
  let a = best - 1;
  let b = best + 1;
  for (let step = 0; step < 14; step++) {
    const c = b - ratio * (b - a);
    const d = a + ratio * (b - a);
    if (midlineDepth(surface, c) > midlineDepth(surface, d)) b = d;
    else a = c;
  }
  return (a + b) / 2;
}

/** Sellion: the skin at the nasal root, where landmark 27 lies; (height, depth) in mm. */
export function sellion(surface: Surface): [number, number] {
  startParameters(0, SELLION_HEIGHT, parameters);
  return [SELLION_HEIGHT, midlineDepth(surface, SELLION_HEIGHT)];
}

/** Glabella: the foremost midline point between the brows, (height, depth) in mm. */
export function glabella(surface: Surface): [number, number] {
  const y = foremostHeight(surface, 12, 34);
  return [y, midlineDepth(surface, y)];
}

/** Menton of the symmetric face: the lowest point of the chin's contour (landmark 8), (height, depth) in mm. */
export function menton(surface: Surface): [number, number] {
  const curve = traceCurves(surface, 1);
  const positions = new Float64Array(3 * CANDIDATES);
  for (let k = 0; k < CANDIDATES; k++) restPoint(surface, curve[2 * k], curve[2 * k + 1], positions, 3 * k);
  let j = 1;
  for (let k = 1; k < CANDIDATES - 1; k++) if (positions[3 * k + 1] < positions[3 * j + 1]) j = k;
  const y = (k: number) => positions[3 * (j + k) + 1];
  const z = (k: number) => positions[3 * (j + k) + 2];
  const low = j === 1 ? -1 : -0.5;
  const bend = y(-1) - 2 * y(0) + y(1);
  const raw = bend > 1e-12 ? (0.5 * (y(-1) - y(1))) / bend : low;
  const d = clamp(raw, low, 0.5);
  const [wb, wm, wa] = [splineBefore(d), splineMiddle(d), splineAfter(d)];
  return [wb * y(-1) + wm * y(0) + wa * y(1), wb * z(-1) + wm * z(0) + wa * z(1)];
}

/** Breadth across the cheek bones, mm: twice the half width of the skin at the height of the zygomatic arches. */
export function bizygomaticBreadth(surface: Surface): number {
  let low = 0.3;
  let high = 0.55;
  for (let step = 0; step < 40; step++) {
    const v = (low + high) / 2;
    evaluateSide(surface.loft, v, side);
    if (side[1] > ZYGION_HEIGHT) low = v;
    else high = v;
  }
  evaluateSide(surface.loft, low, side);
  return 2 * side[0];
}

/** Greatest breadth of the skull from 22 mm over the pupils up, mm, without hair: rings are widest at their knots. */
export function headBreadth(surface: Surface): number {
  let widest = 0;
  for (const v of surface.loft.knots) {
    evaluateSide(surface.loft, v, side);
    if (v < 0.4) widest = Math.max(widest, side[0]);
  }
  return 2 * widest;
}

/** Greatest length of the skull from glabella to the back of the head, mm, without hair. */
export function headLength(surface: Surface): number {
  const [y, z] = glabella(surface);
  let longest = 0;
  for (let v = 0.1; v < 0.5; v += 0.002) {
    restPoint(surface, Math.PI, v, point, 0);
    longest = Math.max(longest, Math.hypot(point[1] - y, point[2] - z));
  }
  return longest;
}

/** Distance menton-sellion, mm, with the chin shifted sideways by `shift`. */
export function faceHeight(surface: Surface, shift: number): number {
  const [ys, zs] = sellion(surface);
  const [ym, zm] = menton(surface);
  return Math.hypot(ys - ym, zs - zm, shift);
}

// The face keeps its depth; the back of the skull gives way. Its depth is proportional to its scale.
function backScale(surface: Surface, wanted: number): number {
  const [, z] = glabella(surface);
  return (surface.anatomy.scales.back * (wanted - z)) / (headLength(surface) - z);
}

/** The symmetric neutral surface whose measures equal the identity's to a few hundredths of a millimetre. */
export function calibratedSurface(identity: Identity): Surface {
  let scales: Scales = startingScales(identity);
  for (let step = 0; ; step++) {
    const anatomy = buildAnatomy(identity, scales);
    const surface: Surface = { anatomy, loft: buildLoft(anatomy) };
    if (step === 4) return surface;
    scales = {
      width: (scales.width * identity.faceWidth) / bizygomaticBreadth(surface),
      breadth: (scales.breadth * identity.headBreadth) / headBreadth(surface),
      front: scales.front,
      back: backScale(surface, identity.headLength),
      height: (scales.height * identity.faceHeight) / faceHeight(surface, identity.chinShift),
    };
  }
}
