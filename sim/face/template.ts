import { MIRROR_LANDMARK } from './features.ts';
import { meanIdentity } from './identity.ts';
import { buildRig, type FaceRig, LANDMARK_COUNT } from './rig.ts';
import { frontalParameters, startParameters } from './surface.ts';
import { extraFeatures, fillPoints, type HalfPoint, type Level, SLIT_SHARES } from './template-points.ts';

/** One vertex of the left half or midline and its mirror image. */
export type HalfVertex = HalfPoint & {
  /** Place in the mesh, and that of the mirror image: the same on the midline. */
  readonly index: number;
  readonly mirror: number;
  /** What the vertex is on other faces: a landmark, a place of `extraFeatures` (its number) or a point in between. */
  readonly kind: 'landmark' | 'extra' | 'fill';
  readonly number: number;
};

/** The vertices that all faces share, but for the mouth's inside, and the slit's outline. */
export type Template = {
  readonly level: Level;
  readonly mean: FaceRig;
  readonly half: readonly HalfVertex[];
  /** Number of vertices of the skin; those of the mouth's inside follow. */
  readonly skinCount: number;
  /** The slit's vertices from the right corner along the upper lip to the left and back along the lower lip. */
  readonly slit: readonly number[];
};

/** The landmarks of the left half and the midline. */
export const HALF_LANDMARKS: readonly number[] = MIRROR_LANDMARK.map((_, l) => l).filter(
  (l) =>
    (l >= 8 && l <= 16) ||
    (l >= 22 && l <= 30) ||
    (l >= 33 && l <= 35) ||
    (l >= 42 && l <= 47) ||
    (l >= 51 && l <= 57) ||
    (l >= 62 && l <= 66),
);

function slitOutline(half: readonly HalfVertex[], level: Level): number[] {
  // Extra features start with the slit's pairs, upper before lower.
  const at = (share: number, lip: number) => {
    const number = 2 * SLIT_SHARES[level].indexOf(share) + (lip > 0 ? 0 : 1);
    return half.find((h) => h.kind === 'extra' && h.number === number)!;
  };
  const edge = (lip: number, left: boolean) => {
    const inner = lip > 0 ? 63 : 65;
    const shares = [...SLIT_SHARES[level], 0.32].sort((p, q) => p - q);
    return shares.map((share) => {
      if (share === 0.32) return left ? inner : MIRROR_LANDMARK[inner];
      const vertex = at(share, lip);
      return left ? vertex.index : vertex.mirror;
    });
  };
  const upper = [...edge(1, false).reverse(), 62, ...edge(1, true)];
  const lower = [...edge(-1, true).reverse(), 66, ...edge(-1, false)];
  return [60, ...upper, 64, ...lower];
}

/** The template of a level, built on the face between the mean man and the mean woman. */
export function buildTemplate(level: Level): Template {
  const mean = buildRig(meanIdentity(0.5));
  const half: HalfVertex[] = [];
  for (const l of HALF_LANDMARKS) {
    const [angle, v] = mean.parameters.subarray(2 * l, 2 * l + 2);
    half.push({ angle, v, index: l, mirror: MIRROR_LANDMARK[l], kind: 'landmark', number: l });
  }
  let next = LANDMARK_COUNT;
  const at = new Float64Array(2);
  extraFeatures(mean.surface.anatomy, level).forEach((f, number) => {
    startParameters(f.x, f.y, at);
    frontalParameters(mean.surface, f.x, f.y, at);
    half.push({ angle: at[0], v: at[1], index: next, mirror: next + 1, kind: 'extra', number });
    next += 2;
  });
  fillPoints(mean.surface, level, half).forEach((p, number) => {
    const middle = p.angle === 0 || p.angle === Math.PI || p.v === 2;
    half.push({ ...p, index: next, mirror: middle ? next : next + 1, kind: 'fill', number });
    next += middle ? 1 : 2;
  });
  return { level, mean, half, skinCount: next, slit: slitOutline(half, level) };
}
