import type { CameraModel } from '../../sim/cameras/camera.ts';
import { ACTION_UNIT_COUNT, ACTION_UNITS } from '../../sim/face/action-units.ts';
import { LANDMARK_COUNT } from '../../sim/face/rig.ts';
import type { SeenFace } from '../../sim/render/faces.ts';
import type { RenderSource, Sample } from '../../sim/render/source.ts';
import { person } from '../export/coco.ts';
import { FaceRecord } from '../export/face-record.ts';
import { removeFile } from './files.ts';
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
 * need no memory; it has its name once `finish` has written the last, and one of an earlier run is taken away. Throws
 * DatasetFault for the disk's faults.
 */
export class Labels {
  private readonly images: LabelledImage[] = [];
  private readonly source: RenderSource;
  private readonly file: GrowingFile;
  private readonly cameras: readonly string[];
  private readonly record = new FaceRecord();
  private described: Sample | null = null;
  private readonly descriptions: (string | null)[];
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
    // Labels of an earlier run stand for pictures that may be gone.
    removeFile(path);
    this.file = new GrowingFile(path);
    this.cameras = source.stage.cameras.map(({ name }) => JSON.stringify(name));
    this.descriptions = source.stage.viewers.map(() => null);
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
    const { record } = this;
    record.set(face.points, seen, model.width, model.height);
    if (!record.broad) return;
    if (this.faces > 0) this.file.write(',');
    this.file.write('\n');
    this.faces += 1;
    const { viewer, yaw, pitch } = face;
    const view =
      `"camera":${this.cameras[camera]},"observed":${sample.camera[viewer] === camera},` +
      `"yaw":${round(yaw, 2)},"pitch":${round(pitch, 2)}`;
    const extra = `${this.describe(sample, viewer)},${view}`;
    record.write(this.file, this.faces, image, record.seen > 0, extra);
  }

  // What is the same for all cameras: as JSON between braces, made once a moment.
  private describe(sample: Sample, viewer: number): string {
    if (this.described !== sample) {
      this.described = sample;
      this.descriptions.fill(null);
    }
    const known = this.descriptions[viewer];
    if (known !== null) return known;
    const { stage } = this.source;
    const { seat } = stage.viewers[viewer];
    const time = sample.moment.sample;
    const units = ACTION_UNITS.map((name, a) => {
      const intensity = round(sample.moment.actionUnits[viewer * ACTION_UNIT_COUNT + a], 4);
      return `"${name}":${intensity}`;
    });
    const text =
      `"track_id":${viewer + 1},"viewer":${viewer},"sample":${time},"seconds":${time / stage.rate},` +
      `"seat":{"row":${JSON.stringify(seat.row)},"number":${seat.number}},"action_units":{${units.join(',')}}`;
    this.descriptions[viewer] = text;
    return text;
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

/** To `digits` decimals. */
function round(value: number, digits: number): number {
  const unit = 10 ** digits;
  return Math.round(value * unit) / unit;
}

/** Room for the visibility of one face. */
export function emptySeen(): Uint8Array {
  return new Uint8Array(LANDMARK_COUNT);
}
