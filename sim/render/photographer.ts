import type { CameraModel } from '../cameras/camera.ts';
import { LANDMARK_COUNT } from '../face/rig.ts';
import type { House } from '../screening/house.ts';
import { BY_FRAME } from '../visibility/blockers.ts';
import { look } from '../visibility/look.ts';
import type { Context } from './context.ts';
import { FaceFinder, type SeenFace } from './faces.ts';
import { portraitCamera } from './portrait.ts';
import { Sensor } from './sensor.ts';
import type { RenderSource, Sample } from './source.ts';
import { TheaterScene } from './theater-scene.ts';

/** One viewer's picture alone, and its labels. */
export type Portrait = {
  readonly pixels: Uint8Array;
  readonly model: CameraModel;
  readonly face: SeenFace;
  /** 1 where a landmark is seen. */
  readonly seen: Uint8Array;
};

/** Samples a pixel of a portrait along each axis: portraits are looked at closely. */
export const FINE = 3;
/** Width of a face in px that is worth the finest mesh when nothing else is drawn. */
const FINEST = 60;

/** Takes pictures of single viewers, the others gone, from where a camera is but with a longer lens. */
export class Photographer {
  readonly scene: TheaterScene;
  private readonly source: RenderSource;
  private readonly finder: FaceFinder;
  private readonly sensors = new Map<number, Sensor>();
  private readonly empty: House;

  constructor(context: Context, source: RenderSource) {
    this.source = source;
    this.scene = new TheaterScene(context, source.stage, source.rigs, 1);
    this.finder = new FaceFinder(source);
    const nobody = source.stage.viewers.map(() => source.stage.cameras.map(() => new Uint32Array(0)));
    this.empty = {
      rigs: source.rigs,
      growth: this.scene.growth,
      boxes: [],
      seatBacks: 0,
      grownBoxes: [],
      people: nobody,
      nearBoxes: nobody,
      silhouetteOf: () => {
        throw new Error('nobody else is there');
      },
    };
  }

  /** The viewer as camera `c` would have it through a lens that fills `size` x `size` px; null where it cannot. */
  take(sample: Sample, viewer: number, c: number, size: number, picture: number): Portrait | null {
    const { stage } = this.source;
    const placed = this.finder.find(sample, viewer, c, stage.cameras[c]);
    if (placed === null) return null;
    const model = portraitCamera(stage.cameras[c], placed.world, size);
    const face = this.finder.find(sample, viewer, c, model);
    if (face === null) return null;
    const seen = this.seen(sample, viewer, c);
    let sensor = this.sensors.get(size);
    if (sensor === undefined) {
      sensor = new Sensor(size, size, FINE);
      this.sensors.set(size, sensor);
    }
    this.scene.set(sample.moment, [model], { only: viewer, finest: FINEST });
    const exposure = this.scene.exposure(this.scene.irradianceAt(viewer), stage.cameras.length + c, picture, true);
    return { pixels: this.scene.photograph(model, sensor, exposure), model, face, seen };
  }

  // What the viewer's own head, hands and cup leave to be seen.
  private seen(sample: Sample, viewer: number, c: number): Uint8Array {
    const { view } = this.finder;
    look(view, this.source.stage, this.empty, sample.play, viewer, 0, c);
    return Uint8Array.from({ length: LANDMARK_COUNT }, (_, l) =>
      view.blocked[l] === 0 || view.blocked[l] === 1 + BY_FRAME ? 1 : 0,
    );
  }

  dispose(): void {
    this.scene.dispose();
    for (const sensor of this.sensors.values()) sensor.dispose();
  }
}
