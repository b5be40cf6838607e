import type { CameraModel } from '../../sim/cameras/camera.ts';
import type { Dataset } from '../../sim/dataset/reader.ts';
import { ACTION_UNIT_COUNT, ACTION_UNITS } from '../../sim/face/action-units.ts';
import { LANDMARK_COUNT } from '../../sim/face/rig.ts';
import type { SeenFace } from '../../sim/render/faces.ts';
import type { RenderSource, Sample } from '../../sim/render/source.ts';
import { faceRecord, person } from '../export/coco.ts';

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

/** Labels of pictures, COCO-WholeBody with what only a simulator knows. */
export class Labels {
  private readonly images: LabelledImage[] = [];
  private readonly annotations: string[] = [];
  private readonly source: RenderSource;

  constructor(source: RenderSource) {
    this.source = source;
  }

  get count(): number {
    return this.annotations.length;
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
    const record = faceRecord(this.annotations.length + 1, image, face.points, seen, model.width, model.height);
    if (record.face_box[2] === 0) return;
    const units = ACTION_UNITS.map((name, a) => [
      name,
      round(sample.moment.actionUnits[viewer * ACTION_UNIT_COUNT + a], 4),
    ]);
    const { seat } = stage.viewers[viewer];
    const whole = {
      ...record,
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
    this.annotations.push(JSON.stringify(whole));
  }

  /** The file's text. */
  text(dataset: Dataset): string {
    const { seed, command, matinee } = dataset.attributes;
    const info = {
      description: 'A synthetic screening, rendered: COCO-WholeBody face keypoints',
      version: '1.0',
      matinee,
      seed,
      command,
    };
    return (
      `{"info":${JSON.stringify(info)},"licenses":[],"categories":[${JSON.stringify(person())}],\n"images":[\n` +
      `${this.images.map((image) => JSON.stringify(image)).join(',\n')}\n],\n"annotations":[\n${this.annotations.join(',\n')}\n]}\n`
    );
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Room for the visibility of one face. */
export function emptySeen(): Uint8Array {
  return new Uint8Array(LANDMARK_COUNT);
}
