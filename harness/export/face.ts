import { VISIBLE_BYTES } from '../../sim/dataset/layout.ts';
import type { Dataset } from '../../sim/dataset/reader.ts';
import { readBytes, readFloats, readSigned, type Segment } from './source.ts';

const LANDMARKS = 68;

/** One viewer's face in the picture of the camera used for it at one sample. */
export type PicturedFace = {
  viewer: number;
  sample: number;
  camera: number;
  /** x, y of 68 landmarks in px from the picture's upper left corner, so that the first pixel's middle is (0.5, 0.5). */
  points: Float32Array;
  /** 1 where that camera sees the landmark. */
  seen: Uint8Array;
};

/** The faces of a segment that some camera observed. The two arrays of a face are reused for the next. */
export function* picturedFaces(ds: Dataset, segment: Segment): Generator<PicturedFace> {
  const { cameras } = ds.sizes;
  const observed = readBytes(ds, 'observed', segment);
  if (!observed.includes(1)) return;
  const used = readSigned(ds, 'camera', segment);
  const visible = readBytes(ds, 'landmarks/visible', segment);
  const projected = readFloats(ds, 'landmarks/projected', segment);
  const seen = new Uint8Array(LANDMARKS);
  for (let i = 0; i < observed.length; i++) {
    if (observed[i] !== 1) continue;
    const camera = used[i]!;
    const at = i * cameras + camera;
    for (let l = 0; l < LANDMARKS; l++) seen[l] = (visible[at * VISIBLE_BYTES + (l >> 3)]! >> (l & 7)) & 1;
    const points = projected.subarray(at * LANDMARKS * 2, (at + 1) * LANDMARKS * 2);
    yield { viewer: segment.viewer, sample: segment.from + i, camera, points, seen };
  }
}

/** A pixel coordinate to a thousandth, far below the noise of any detector, to keep text files short. */
export function roundPixel(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Digits that the numbers 0 to count - 1 need, at least `least`. */
export function digitsFor(count: number, least: number): number {
  return Math.max(least, String(Math.max(0, count - 1)).length);
}

/** A camera's name as part of a file name: letters, digits, `-`, `_` and `.` stay, anything else becomes `-`. */
export function fileNamePart(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.-]+/gu, '-').replace(/^\.+/, '-') || '-';
}
