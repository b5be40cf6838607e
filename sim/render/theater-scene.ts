import { type IUniform, Scene, Vector4 } from 'three';
import { headGrowth } from '../audience/anthropometry.ts';
import { AWAY } from '../behavior/schedule.ts';
import type { CameraModel } from '../cameras/camera.ts';
import type { FaceRig } from '../face/rig.ts';
import type { Level } from '../face/topology.ts';
import { stream } from '../random/stream.ts';
import { threefry2x32 } from '../random/threefry.ts';
import { strayLimit } from '../screening/house.ts';
import type { Stage } from '../screening/stage.ts';
import { type Box, obstacleBoxes, seatBackBox } from '../theater/boxes.ts';
import { headRotation } from '../theater/rotation.ts';
import { possibleBoxes } from '../visibility/candidates.ts';
import { type Appearance, drawAppearances } from './appearance.ts';
import type { Context } from './context.ts';
import { gazeOf } from './gaze.ts';
import { irradiance, type Lamp, lampsOf, MOST_LAMPS } from './lamps.ts';
import type { Pass } from './materials.ts';
import type { Moment } from './moment.ts';
import { People, type Shown } from './people.ts';
import type { HeadPlace } from './props.ts';
import { propSolids } from './props.ts';
import { hallSolids, obstacleSolids, seatSolids } from './room.ts';
import { flicker } from './screen-light.ts';
import type { Exposure, Sensor } from './sensor.ts';
import { type Solid, Solids } from './solids.ts';
import { inView, threeCamera } from './view.ts';

/** Which viewers a picture shows, and how many pixels make a head worth each level of the mesh. */
export type Show = {
  readonly only: number | null;
  readonly finest: number;
};

/** Width of a face in px from which on a head gets the finest mesh, and the next two. */
export const FINEST_FROM = 84;
const FINE_FROM = 38;
const COARSE_FROM = 22;
/** A ball that holds a viewer with all limbs, m: its middle below the head and its radius. */
const BALL_DROP = 0.45;
const BALL = 0.95;
/** Signal of median skin in a well exposed picture, of 1. */
const SKIN_SIGNAL = 0.44;

/** The whole room with its people at one moment at a time, ready to be seen by any camera. */
export class TheaterScene {
  readonly stage: Stage;
  readonly looks: readonly Appearance[];
  readonly lamps: readonly Lamp[];
  readonly context: Context;
  readonly people: People;
  /** Seats; hall and obstacles. */
  private readonly room: readonly Solids[];
  private readonly hall: readonly Solid[];
  private readonly props: Solids;
  private readonly scene = new Scene();
  private readonly uniforms: Record<string, IUniform>;
  /** Head size against an adult's, by viewer. */
  readonly growth: Float64Array;
  private readonly places: HeadPlace[];
  private readonly irradiances: Float64Array;
  private readonly gazeSource;
  private readonly light = new Float64Array(3);
  private readonly gaze = new Float64Array(2);

  constructor(context: Context, stage: Stage, rigs: readonly FaceRig[], finest: number) {
    const { scenario, viewers, cameras, seats } = stage;
    this.context = context;
    this.stage = stage;
    this.looks = drawAppearances(scenario.seed, viewers);
    this.lamps = lampsOf(
      cameras,
      scenario.cameras.map(({ position, target }) => Math.hypot(...target.map((v, k) => v - position[k]))),
    );
    this.growth = Float64Array.from(viewers, ({ age }) => headGrowth(age));
    this.places = viewers.map(() => ({ rotation: new Float64Array(9), x: 0, y: 0, z: 0 }));
    this.irradiances = new Float64Array(viewers.length);
    this.gazeSource = stream(scenario.seed, 'gaze');
    const spare = Array.from({ length: MOST_LAMPS - this.lamps.length }, () => new Vector4());
    this.uniforms = {
      uFocal: { value: 1 },
      uScreen: { value: 0 },
      uLamps: { value: this.lamps.length },
      uLampPlace: { value: [...this.lamps.map(({ x, y, z, power }) => new Vector4(x, y, z, power)), ...spare] },
      uLampAim: { value: [...this.lamps.map(({ aim, spread }) => new Vector4(...aim, spread)), ...spare] },
    };
    this.people = new People(stage, rigs, this.looks, this.uniforms, finest);
    this.props = new Solids(this.uniforms, this.lamps, false);
    this.room = [false, true].map((large) => new Solids(this.uniforms, this.lamps, large));
    this.hall = hallSolids(scenario.theater, seats);
    this.furnish(new Set());
    this.scene.matrixWorldAutoUpdate = false;
    // What hides most is drawn first, so that what is hidden is not shaded: people, what they hold, seats, walls.
    [this.people.layers.map(({ mesh }) => mesh), ...[this.props, ...this.room].map(({ meshes }) => meshes)].forEach(
      (meshes, order) => {
        for (const mesh of meshes) mesh.renderOrder = order;
        this.scene.add(...meshes);
      },
    );
  }

  /**
   * From now on leaves out the seats and obstacles that could come between a viewer and a camera; not the viewer's own seat,
   * which stands behind.
   */
  clear(viewer: number, c: number): void {
    const { stage } = this;
    const boxes = [...stage.seats.map((seat) => seatBackBox(stage.scenario.theater, seat)), ...this.obstacles()];
    const between = new Set(possibleBoxes(boxes, stage.postures[viewer], stage.cameras[c], strayLimit(stage)));
    between.delete(stage.viewers[viewer].seat.index);
    this.furnish(between);
  }

  private obstacles(): Box[] {
    return obstacleBoxes(this.stage.scenario.theater);
  }

  // `without`: indices of seats, obstacles counted on after them.
  private furnish(without: ReadonlySet<number>): void {
    const { seats, scenario } = this.stage;
    const stays = (n: number): boolean => !without.has(n);
    this.room[0].set(seats.filter((_, n) => stays(n)).flatMap((seat) => seatSolids(scenario.theater, seat)));
    const obstacles = this.obstacles().filter((_, n) => stays(seats.length + n));
    this.room[1].set([...this.hall, ...obstacleSolids(obstacles)]);
  }

  /** Sets all viewers to a moment, with as much detail as the largest of the views to come asks for. */
  set(moment: Moment, views: readonly CameraModel[], { only, finest }: Show): void {
    const { viewers, scenario, rate } = this.stage;
    this.uniforms.uScreen.value = flicker(
      scenario.seed,
      moment.sample / rate,
      this.stage.stimulus[2 * moment.sample + 1],
    );
    this.people.begin();
    const props = [];
    for (const viewer of viewers) {
      const i = viewer.index;
      if (moment.activity[i] === AWAY || (only !== null && only !== i)) continue;
      const place = this.place(i, moment.pose);
      const largest = this.largestFace(i, place, views);
      if (largest === 0) continue;
      this.irradiances[i] = irradiance(this.lamps, place.x, place.y, place.z, this.light);
      const activity = moment.activity[i];
      gazeOf(this.gazeSource, scenario.theater, i, moment.sample, activity, place, this.gaze);
      const level: Level = largest >= finest ? 0 : largest >= FINE_FROM ? 1 : largest >= COARSE_FROM ? 2 : 3;
      const { pupil, skin } = this.looks[i];
      this.people.pose(i, level, { place, light: this.light, gaze: this.gaze, pupil }, moment.actionUnits);
      const { eats } = viewer.habits;
      const { hands } = scenario.occlusion;
      props.push(...propSolids(i, activity, moment.placement[i], eats, hands, this.growth[i], skin, place));
    }
    this.people.end();
    this.props.set(props);
  }

  private place(i: number, pose: Float32Array): HeadPlace {
    const place = { rotation: this.places[i].rotation, x: pose[6 * i], y: pose[6 * i + 1], z: pose[6 * i + 2] };
    headRotation(pose[6 * i + 3], pose[6 * i + 4], pose[6 * i + 5], place.rotation);
    this.places[i] = place;
    return place;
  }

  /** Width of a viewer's face in the view that shows it largest, px; 0 where none shows the viewer at all. */
  private largestFace(i: number, place: HeadPlace, views: readonly CameraModel[]): number {
    const { x, y, z } = place;
    const widths = views.map((view) => (inView(view, x, y - BALL_DROP, z, BALL) ? this.faceWidth(i, place, view) : 0));
    return Math.max(0, ...widths);
  }

  private faceWidth(i: number, { x, y, z }: HeadPlace, { axes: a, position: p, focal }: CameraModel): number {
    const depth = Math.max(0.2, a[6] * (x - p[0]) + a[7] * (y - p[1]) + a[8] * (z - p[2]));
    return (focal * this.stage.viewers[i].identity.faceWidth) / 1000 / depth;
  }

  /** Draws a pass of the moment into the sensor's target, which stays bound. */
  draw(view: CameraModel, sensor: Sensor, pass: Pass): void {
    const { renderer } = this.context;
    const [ax, ay, az] = view.axes.slice(6);
    const shown: (Shown & { readonly depth: number })[] = [];
    this.people.levels.forEach((level, viewer) => {
      const place = this.places[viewer];
      const { x, y, z } = place;
      if (level < 0 || !inView(view, x, y - BALL_DROP, z, BALL)) return;
      shown.push({ viewer, width: this.faceWidth(viewer, place, view), depth: ax * x + ay * y + az * z });
    });
    shown.sort((a, b) => a.depth - b.depth);
    this.people.show(shown, pass);
    for (const solids of [...this.room, this.props]) {
      solids.meshes.forEach((mesh, s) => {
        mesh.material = solids.looks[s].of(pass);
      });
    }
    this.uniforms.uFocal.value = view.focal;
    sensor.bind(renderer, sensor.target(pass));
    renderer.setClearColor(0x000000, 0);
    renderer.clear();
    renderer.render(this.scene, threeCamera(view));
  }

  /** Lets the moment's light fall on the sensor: it is drawn beside the caller until it is developed. */
  expose(view: CameraModel, sensor: Sensor): void {
    this.draw(view, sensor, 'light');
    this.context.renderer.getContext().flush();
  }

  /** A picture in infrared as the camera records it, width x height, rows from the top. */
  photograph(view: CameraModel, sensor: Sensor, exposure: Exposure): Uint8Array {
    const { renderer } = this.context;
    this.expose(view, sensor);
    sensor.develop(renderer, exposure);
    return sensor.read(renderer);
  }

  /** Bytes of another pass, rows from the bottom as the GPU has them: RGBA, or one float of depth. */
  read(view: CameraModel, sensor: Sensor, pass: 'id' | 'depth' | 'normal'): Uint8Array | Float32Array {
    this.draw(view, sensor, pass);
    const { width, height } = sensor;
    const out = pass === 'depth' ? new Float32Array(width * height) : new Uint8Array(4 * width * height);
    this.context.renderer.readRenderTargetPixels(sensor.target(pass), 0, 0, width, height, out);
    return out;
  }

  /** Exposure of a camera's picture: the irradiance at which skin is well exposed, and keys for the picture's noise. */
  exposure(irradiation: number, camera: number, picture: number, long: boolean): Exposure {
    const words = new Uint32Array(2);
    const source = stream(this.stage.scenario.seed, 'sensor noise');
    threefry2x32(source.k0, source.k1, camera, picture, words);
    return {
      gain: SKIN_SIGNAL / (0.58 * Math.max(1e-6, irradiation)),
      vignette: long ? 0.12 : 0.3,
      blur: 0.55,
      shot: 1 / 9000,
      read: 0.0025,
      gamma: 1.75,
      key: [words[0] | 0, words[1] | 0],
    };
  }

  /** The irradiance to expose a camera's pictures for: what three of four viewers in it get at most, where they rest. */
  irradianceFor(view: CameraModel): number {
    const found = this.stage.postures
      .filter(({ x, y, z }) => inView(view, x, y, z, 0))
      .map(({ x, y, z }) => irradiance(this.lamps, x, y, z, this.light))
      .sort((a, b) => a - b);
    return found.length > 0 ? found[Math.floor(0.75 * (found.length - 1))] : 1;
  }

  /** Irradiance at a viewer's head as last set. */
  irradianceAt(viewer: number): number {
    return this.irradiances[viewer];
  }

  dispose(): void {
    this.people.dispose();
    for (const solids of this.room) solids.dispose();
    this.props.dispose();
  }
}
