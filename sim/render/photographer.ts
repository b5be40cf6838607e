import type { CameraModel } from '../cameras/camera.ts';
import type { House } from '../screening/house.ts';
import { seatBackBox } from '../theater/boxes.ts';
import { grownBox } from '../visibility/candidates.ts';
import { FACE_RADIUS, faceCamera, look } from '../visibility/look.ts';
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
  /** A house with nobody and nothing in it but each viewer's own seat. */
  private readonly empty: House;

  constructor(context: Context, source: RenderSource) {
    this.source = source;
    this.scene = new TheaterScene(context, source.stage, source.rigs, 1);
    this.finder = new FaceFinder(source);
    const { viewers, cameras, seats, scenario } = source.stage;
    const boxes = seats.map((seat) => seatBackBox(scenario.theater, seat));
    const nobody = new Uint32Array(0);
    this.empty = {
      rigs: source.rigs,
      growth: this.scene.growth,
      boxes,
      seatBacks: boxes.length,
      grownBoxes: boxes.map((box) => grownBox(box, FACE_RADIUS)),
      people: viewers.map(() => cameras.map(() => nobody)),
      nearBoxes: viewers.map(({ seat }) => cameras.map(() => Uint32Array.of(seat.index))),
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
    const seen = this.seen(sample, viewer, c, model);
    let sensor = this.sensors.get(size);
    if (sensor === undefined) {
      sensor = new Sensor(size, size, FINE);
      this.sensors.set(size, sensor);
    }
    this.scene.clear(viewer, c);
    this.scene.set(sample.moment, [model], { only: viewer, finest: FINEST });
    const exposure = this.scene.exposure(this.scene.irradianceAt(viewer), stage.cameras.length + c, picture, true);
    return { pixels: this.scene.photograph(model, sensor, exposure), model, face, seen };
  }

  // What the viewer's own head, hands, cup and seat leave to be seen in the portrait's own frame.
  private seen(sample: Sample, viewer: number, c: number, model: CameraModel): Uint8Array {
    const { view } = this.finder;
    const { stage } = this.source;
    const cameras = stage.cameras.map((camera, n) => (n === c ? model : camera));
    faceCamera(view, model);
    look(view, { ...stage, cameras }, this.empty, sample.play, viewer, 0, c);
    return view.blocked.map((by) => (by === 0 ? 1 : 0));
  }

  dispose(): void {
    this.scene.dispose();
    for (const sensor of this.sensors.values()) sensor.dispose();
  }
}
