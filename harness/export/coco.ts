import type { Dataset } from '../../sim/dataset/reader.ts';
import { digitsFor, fileNamePart, picturedFaces } from './face.ts';
import { FaceRecord } from './face-record.ts';
import {
  breathe,
  type CameraEntry,
  camerasOf,
  checkArrays,
  type ExportOptions,
  rateOf,
  requireProjected,
  segments,
} from './source.ts';
import { openTextFile } from './text-file.ts';

/** The 17 body keypoints of COCO and the limbs that join them (1-based), as in its person_keypoints files. */
const BODY = [
  'nose',
  'left_eye',
  'right_eye',
  'left_ear',
  'right_ear',
  'left_shoulder',
  'right_shoulder',
  'left_elbow',
  'right_elbow',
  'left_wrist',
  'right_wrist',
  'left_hip',
  'right_hip',
  'left_knee',
  'right_knee',
  'left_ankle',
  'right_ankle',
];
const LIMBS = '16,14 14,12 17,15 15,13 12,13 6,12 7,13 6,7 6,8 7,9 8,10 9,11 2,3 1,2 1,3 2,4 3,5 4,6 5,7';

/**
 * Writes a COCO-WholeBody file to `path`. Every camera's frame is an image, and every observed viewer and sample an
 * annotation in the frame of the camera used for it. Resolves to the number of annotations. `face_kpts` holds 68 x
 * (x, y, v) with v 2 visible, 1 labelled but hidden, 0 (and x, y 0) outside the picture; keypoint coordinates count
 * pixels from 0 at their middles, boxes are measured from the picture's corner, both to a thousandth of a pixel. Body,
 * feet and hands are not labelled: `bbox` is the face's box. `viewer` and `sample` are the dataset's indices, and
 * `track_id` is viewer + 1. Progress is in viewers. Format: github.com/jin-s13/COCO-WholeBody, data_format.md.
 */
export async function exportCoco(ds: Dataset, path: string, { onProgress, signal }: ExportOptions): Promise<number> {
  requireProjected(ds, 'coco');
  const cameras = camerasOf(ds);
  const rate = rateOf(ds);
  await checkArrays(ds, ['observed', 'camera', 'landmarks/visible', 'landmarks/projected'], signal, () => {});
  const file = openTextFile(path);
  const record = new FaceRecord();
  let annotations = 0;
  try {
    file.write(`{"info":${JSON.stringify(info(ds))},"licenses":[],"categories":[${JSON.stringify(person())}],\n`);
    file.write('"images":[');
    for (let sample = 0; sample < ds.sizes.samples; sample++) {
      for (let camera = 0; camera < cameras.length; camera++) {
        file.write(`${sample + camera > 0 ? ',' : ''}\n${JSON.stringify(image(ds, cameras, rate, sample, camera))}`);
      }
      if (sample % 4096 === 4095) await breathe(signal);
    }
    file.write('\n],\n"annotations":[');
    for (const segment of segments(ds)) {
      for (const face of picturedFaces(ds, segment)) {
        const { viewer, sample, camera, points, seen } = face;
        const { width, height } = cameras[camera]!;
        record.set(points, seen, width, height);
        file.write(annotations > 0 ? ',\n' : '\n');
        annotations++;
        const extra = `"track_id":${viewer + 1},"viewer":${viewer},"sample":${sample}`;
        record.write(file, annotations, sample * cameras.length + camera + 1, record.labelled > 0, extra);
      }
      await breathe(signal);
      if (segment.to === ds.sizes.samples) onProgress?.(segment.viewer + 1, ds.sizes.viewers);
    }
    file.write('\n]}\n');
  } finally {
    file.close();
  }
  return annotations;
}

function info({ attributes }: Dataset): object {
  const { seed, command, matinee } = attributes;
  return {
    description: 'A synthetic screening: COCO-WholeBody face keypoints',
    version: '1.0',
    matinee,
    seed,
    command,
  };
}

/** The category of every annotation. */
export function person(): object {
  const skeleton = LIMBS.split(' ').map((limb) => limb.split(',').map(Number));
  return { id: 1, name: 'person', supercategory: 'person', keypoints: BODY, skeleton };
}

function image(ds: Dataset, cameras: readonly CameraEntry[], rate: number, sample: number, camera: number): object {
  const { name, width, height } = cameras[camera]!;
  const frame = String(sample).padStart(digitsFor(ds.sizes.samples, 5), '0');
  return {
    id: sample * cameras.length + camera + 1,
    file_name: `${fileNamePart(name)}/t${frame}.png`,
    width,
    height,
    camera: name,
    sample,
    seconds: sample / rate,
  };
}
