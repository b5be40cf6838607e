import type { Horizon } from '../face/horizon.ts';
import { buildRig, type FaceRig } from '../face/rig.ts';
import { adoptHorizon, horizonOf } from '../face/self-visibility.ts';
import type { Stage } from './stage.ts';

/** A viewer's face with what it hides of itself: plain data, so that one worker can build it for all. */
export type Face = { readonly viewer: number; readonly rig: FaceRig; readonly horizon: Horizon };

/** The faces of every `of`-th viewer from the `share`-th on, built. */
export function buildFaces(stage: Stage, share: number, of: number): Face[] {
  return stage.viewers
    .filter((viewer) => viewer.index % of === share)
    .map((viewer) => {
      const rig = buildRig(viewer.identity);
      return { viewer: viewer.index, rig, horizon: horizonOf(rig) };
    });
}

/** Rigs by viewer, from faces in any order; the horizons are made known with them. */
export function rigsOf(faces: readonly Face[]): FaceRig[] {
  const rigs: FaceRig[] = [];
  for (const { viewer, rig, horizon } of faces) {
    adoptHorizon(rig, horizon);
    rigs[viewer] = rig;
  }
  return rigs;
}
