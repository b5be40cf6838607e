import { AWAY } from '../behavior/schedule.ts';
import { type CameraModel, project } from '../cameras/camera.ts';
import { ACTION_UNIT_COUNT } from '../face/action-units.ts';
import { LANDMARK_COUNT, poseLandmarks } from '../face/rig.ts';
import { emptyView, faceCamera, placeHead, turnContour, type View } from '../visibility/look.ts';
import type { RenderSource, Sample } from './source.ts';
import { inView } from './view.ts';

/** A ball of this radius about the head's origin holds all landmarks, with the jaw as open as it goes, m. */
const HEAD_REACH = 0.25;

/** One viewer's face as a camera has it. */
export type SeenFace = {
  readonly viewer: number;
  /** 68 x 3, m, world frame: with the jaw contour of this view. */
  readonly world: Float64Array;
  /** 68 x (x, y), px from the picture's upper left corner. */
  readonly points: Float64Array;
  /** Where the camera is from the face: to the subject's left, and up, degrees. */
  readonly yaw: number;
  readonly pitch: number;
  /** Face breadth in px. */
  readonly width: number;
};

/** Finds faces in pictures; scratch memory is kept between calls. */
export class FaceFinder {
  readonly view: View;
  private readonly source: RenderSource;

  constructor(source: RenderSource) {
    this.source = source;
    this.view = emptyView(source.stage.cameras.length);
  }

  /** Puts a viewer's head and face at a sample. */
  place(sample: Sample, viewer: number): void {
    const { stage, rigs } = this.source;
    placeHead(this.view, sample.play, viewer);
    const { linear } = stage.scenario.reaction;
    poseLandmarks(rigs[viewer], sample.play.actionUnits, viewer * ACTION_UNIT_COUNT, this.view.frontal, linear);
  }

  /** The placed viewer's landmarks in m of the world as camera `c` sees them, 68 x 3; null if it is behind the camera. */
  world(sample: Sample, viewer: number, c: number): Float64Array | null {
    const { stage, rigs } = this.source;
    faceCamera(this.view, stage.cameras[c]);
    if (this.view.depth < 0.2) return null;
    turnContour(this.view, { rigs }, sample.play, viewer, viewer, c);
    return this.view.world[c];
  }

  /** The face of a viewer in the picture of camera `c` through `model` (that camera, or one at the same place); or null. */
  find(sample: Sample, viewer: number, c: number, model: CameraModel): SeenFace | null {
    if (sample.moment.activity[viewer] === AWAY) return null;
    this.place(sample, viewer);
    return this.seenBy(sample, viewer, c, model);
  }

  /** The same in several cameras' pictures, for less than one by one; null, too, where a face is wholly outside. */
  findIn(
    sample: Sample,
    viewer: number,
    cameras: readonly number[],
    models: readonly CameraModel[],
  ): (SeenFace | null)[] {
    if (sample.moment.activity[viewer] === AWAY) return cameras.map(() => null);
    this.place(sample, viewer);
    const [x, y, z] = this.view.head;
    return cameras.map((c, n) =>
      inView(models[n], x, y, z, HEAD_REACH) ? this.seenBy(sample, viewer, c, models[n]) : null,
    );
  }

  private seenBy(sample: Sample, viewer: number, c: number, model: CameraModel): SeenFace | null {
    const world = this.world(sample, viewer, c);
    if (world === null) return null;
    const points = new Float64Array(2 * LANDMARK_COUNT);
    for (let l = 0; l < LANDMARK_COUNT; l++) {
      const [u, v] = project(model, world[3 * l], world[3 * l + 1], world[3 * l + 2]);
      points[2 * l] = u;
      points[2 * l + 1] = v;
    }
    const [x, y, z] = this.view.toward;
    const degrees = 180 / Math.PI;
    return {
      viewer,
      world: world.slice(),
      points,
      yaw: Math.atan2(x, z) * degrees,
      pitch: Math.asin(Math.max(-1, Math.min(1, y))) * degrees,
      width: (model.focal * this.source.stage.viewers[viewer].identity.faceWidth) / 1000 / this.view.depth,
    };
  }
}
