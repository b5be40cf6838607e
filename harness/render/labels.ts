import type { CameraModel } from '../../sim/cameras/camera.ts';
import { ACTION_UNIT_COUNT, ACTION_UNITS } from '../../sim/face/action-units.ts';
import { LANDMARK_COUNT } from '../../sim/face/rig.ts';
import type { SeenFace } from '../../sim/render/faces.ts';
import type { RenderSource, Sample } from '../../sim/render/source.ts';
import { faceRecord, person } from '../export/coco.ts';
import { GrowingFile } from './growing-file.ts';

/** A picture's entry among the labels. */
export type LabelledImage = {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly camera: string;
  readonly sample: number;
  readonly seconds: number;
};

/**
 * Labels of pictures, COCO-WholeBody with what only a simulator knows. They go to the file as they come, so that a long film's
 * need no memory; it has its name once `finish` has written the last. Throws DatasetFault for the disk's faults.
 */
export class Labels {
  private readonly images: LabelledImage[] = [];
  private readonly source: RenderSource;
  private readonly file: GrowingFile;
  private faces = 0;

  constructor(source: RenderSource, path: string) {
    const { seed, command, matinee } = source.dataset.attributes;
    const info = {
      description: 'A synthetic screening, rendered: COCO-WholeBody face keypoints',
      version: '1.0',
      matinee,
      seed,
      command,
    };
    this.source = source;
    this.file = new GrowingFile(path);
    this.file.write(
      `{"info":${JSON.stringify(info)},"licenses":[],"categories":[${JSON.stringify(person())}],\n"annotations":[`,
    );
  }

  get count(): number {
    return this.faces;
  }

  addImage(image: Omit<LabelledImage, 'id'>): number {
    const id = this.images.length + 1;
    this.images.push({ id, ...image });
    return id;
  }

  /** A face in picture `image`; `seen` has 1 where a landmark is visible. Faces wholly outside are left out. */
  addFace(image: number, model: CameraModel, sample: Sample, camera: number, face: SeenFace, seen: Uint8Array): void {
    const { stage } = this.source;
    const { viewer } = face;
    const record = faceRecord(this.faces + 1, image, face.points, seen, model.width, model.height);
    if (record.face_box[2] === 0) return;
    const units = ACTION_UNITS.map((name, a) => [
      name,
      round(sample.moment.actionUnits[viewer * ACTION_UNIT_COUNT + a], 4),
    ]);
    const { seat } = stage.viewers[viewer];
    const { face_kpts: keypoints, ...rest } = record;
    const whole = {
      ...rest,
      face_valid: seen.some((value) => value === 1),
      track_id: viewer + 1,
      viewer,
      sample: sample.moment.sample,
      seconds: sample.moment.sample / stage.rate,
      seat: { row: seat.row, number: seat.number },
      camera: stage.cameras[camera].name,
      observed: sample.camera[viewer] === camera,
      yaw: round(face.yaw, 2),
      pitch: round(face.pitch, 2),
      action_units: Object.fromEntries(units),
    };
    const text = JSON.stringify(whole).slice(0, -1);
    this.file.write(`${this.faces === 0 ? '' : ','}\n${text},"face_kpts":[${thousandths(keypoints)}]}`);
    this.faces += 1;
  }

  /** Writes the pictures' own entries and gives the file its name. */
  finish(): void {
    this.file.write(`\n],\n"images":[\n${this.images.map((image) => JSON.stringify(image)).join(',\n')}\n]}\n`);
    this.file.finish();
  }

  /** Takes away what is not finished; nothing where it is. */
  abandon(): void {
    this.file.abandon();
  }
}

/** What follows a whole number of pixels, by thousandths. */
const FRACTIONS = Array.from({ length: 1000 }, (_, n) => String(n / 1000).slice(1));

/** Numbers rounded to thousandths as JSON has them, commas between: of all labels most are these. */
export function thousandths(values: readonly number[]): string {
  let text = '';
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    const whole = Math.floor(value);
    if (n > 0) text += ',';
    text += value < 0 ? String(value) : whole + FRACTIONS[Math.round(1000 * (value - whole))];
  }
  return text;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Room for the visibility of one face. */
export function emptySeen(): Uint8Array {
  return new Uint8Array(LANDMARK_COUNT);
}
