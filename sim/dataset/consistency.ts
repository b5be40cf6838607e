import { COLUMNS } from './layout.ts';

/** The arrays of one chunk that must agree, each `samples` wide in memory (padding included); null where unreadable. */
export type Tile = {
  observed: Uint8Array | null;
  camera: Int8Array | null;
  cause: Uint8Array | null;
  landmarksObserved: Float32Array | null;
  truth: Float32Array | null;
  clean: Float32Array | null;
};

/** The part of a tile that is not padding, the tile's width and the number of cameras. */
export type TileExtent = { viewers: number; samples: number; stride: number; cameras: number };

export type Disagreement = { array: string; problem: string };

/**
 * What the arrays of one chunk contradict each other in, at most one entry a rule, with the count and the first place
 * (viewer and sample counted from the chunk's own corner): `observed` is 0 or 1; `camera` is -1 exactly where not
 * observed and a camera of the room elsewhere; `cause` is 0 exactly where observed; `landmarks/observed` is NaN
 * throughout where not observed and finite elsewhere; `landmarks/truth` and `landmarks/clean` are finite.
 */
export function disagreements(tile: Tile, extent: TileExtent): Disagreement[] {
  const { observed, camera, cause, landmarksObserved, truth, clean } = tile;
  const found: Disagreement[] = [];
  const check = (array: string, problem: string, broken: ((at: number) => boolean) | null): void => {
    if (broken === null) return;
    const { count, viewer, sample } = countBroken(extent, broken);
    if (count > 0)
      found.push({ array, problem: `${problem}: ${count} entries, first viewer ${viewer}, sample ${sample}` });
  };
  check('observed', 'neither 0 nor 1', observed && ((at) => observed[at]! > 1));
  check(
    'camera',
    'not -1 exactly where not observed',
    camera && observed && ((at) => (camera[at] === -1) !== (observed[at] === 0)),
  );
  check('camera', 'no such camera', camera && ((at) => camera[at]! < -1 || camera[at]! >= extent.cameras));
  check(
    'cause',
    'not 0 exactly where observed',
    cause && observed && ((at) => (cause[at] === 0) !== (observed[at] === 1)),
  );
  check(
    'landmarks/observed',
    'not NaN exactly where not observed',
    landmarksObserved &&
      observed &&
      ((at) => (observed[at] === 0 ? !allNaN(landmarksObserved, at) : !allFinite(landmarksObserved, at))),
  );
  check('landmarks/truth', 'not finite', truth && ((at) => !allFinite(truth, at)));
  check('landmarks/clean', 'not finite', clean && ((at) => !allFinite(clean, at)));
  return found;
}

function countBroken(
  { viewers, samples, stride }: TileExtent,
  broken: (at: number) => boolean,
): { count: number; viewer: number; sample: number } {
  let count = 0;
  let first = -1;
  for (let viewer = 0; viewer < viewers; viewer++) {
    for (let sample = 0; sample < samples; sample++) {
      const at = viewer * stride + sample;
      if (!broken(at)) continue;
      if (count === 0) first = at;
      count++;
    }
  }
  return { count, viewer: Math.floor(first / stride), sample: first % stride };
}

function allFinite(values: Float32Array, at: number): boolean {
  for (let i = at * COLUMNS; i < (at + 1) * COLUMNS; i++) {
    if (!Number.isFinite(values[i])) return false;
  }
  return true;
}

function allNaN(values: Float32Array, at: number): boolean {
  for (let i = at * COLUMNS; i < (at + 1) * COLUMNS; i++) {
    if (!Number.isNaN(values[i])) return false;
  }
  return true;
}
