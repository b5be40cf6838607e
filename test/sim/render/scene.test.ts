import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DRINKING, EATING, HIDING, PHONE, TOUCHING } from '../../../sim/behavior/schedule.ts';
import { Sensor } from '../../../sim/render/sensor.ts';
import { PART } from '../../../sim/render/solids.ts';
import { sampleAt } from '../../../sim/render/source.ts';
import { FINEST_FROM, TheaterScene } from '../../../sim/render/theater-scene.ts';
import { resized } from '../../../sim/render/view.ts';
import { faultOf } from '../../laws/fault.ts';
import { openStand, type Stand } from './stand.ts';

let stand: Stand;
const [width, height] = [320, 240];

beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

/** Pictures of the first camera at some samples, by a scene of their own. */
function pictures(samples: readonly number[]): Uint8Array[] {
  const { source, context } = stand;
  const { stage, rigs } = source;
  const scene = new TheaterScene(context, stage, rigs, 8);
  const sensor = new Sensor(width, height, 1);
  const model = resized(stage.cameras[0], width, height);
  const made = samples.map((t) => {
    scene.set(sampleAt(source, t).moment, [model], { only: null, finest: FINEST_FROM });
    return scene.photograph(model, sensor, scene.exposure(scene.irradianceFor(model), 0, t, false));
  });
  scene.dispose();
  sensor.dispose();
  return made;
}

describe('a photograph of the room', () => {
  it('is the same to the byte whenever and after whatever else it is taken', () => {
    const [first, , again] = pictures([7, 31, 7]);
    expect(Buffer.compare(first, again)).toBe(0);
    const [alone] = pictures([7]);
    expect(Buffer.compare(first, alone)).toBe(0);
  });

  it('differs between moments, is well exposed and not blown out', () => {
    const [a, b] = pictures([7, 31]);
    expect(Buffer.compare(a, b)).not.toBe(0);
    const sorted = a.slice().sort();
    const share = (q: number): number => sorted[Math.floor(q * (sorted.length - 1))];
    expect(share(0.5)).toBeLessThan(110);
    expect(share(0.97)).toBeGreaterThan(110);
    expect(share(0.999)).toBeLessThan(255);
  });

  it('has noise that grows with the light and is new in every picture', () => {
    const { source, context } = stand;
    const { stage, rigs } = source;
    const scene = new TheaterScene(context, stage, rigs, 8);
    const sensor = new Sensor(width, height, 1);
    const model = resized(stage.cameras[0], width, height);
    scene.set(sampleAt(source, 7).moment, [model], { only: null, finest: FINEST_FROM });
    const exposure = scene.exposure(scene.irradianceFor(model), 0, 7, false);
    const one = scene.photograph(model, sensor, exposure);
    const other = scene.photograph(model, sensor, { ...exposure, key: [exposure.key[0] + 1, exposure.key[1]] });
    const still = scene.photograph(model, sensor, { ...exposure, shot: 0, read: 0 });
    const spread = (low: number, high: number): number => {
      let [sum, count] = [0, 0];
      for (let n = 0; n < one.length; n++) {
        if (still[n] < low || still[n] >= high) continue;
        // Signal is the gamma's inverse of the byte.
        const signal = (byte: number): number => (byte / 255) ** exposure.gamma;
        sum += (signal(one[n]) - signal(other[n])) ** 2 / 2;
        count++;
      }
      return Math.sqrt(sum / count);
    };
    expect(spread(150, 200)).toBeGreaterThan(1.3 * spread(60, 90));
    // Shot noise at signal s has variance s x shot; read noise and rounding add little there.
    const signal = (175 / 255) ** exposure.gamma;
    expect(spread(165, 185) / Math.sqrt(signal * exposure.shot + exposure.read ** 2)).toBeGreaterThan(0.8);
    expect(spread(165, 185) / Math.sqrt(signal * exposure.shot + exposure.read ** 2)).toBeLessThan(1.25);
    scene.dispose();
    sensor.dispose();
  });
});

describe('more that is held than there was before', () => {
  it('is drawn as in a scene that begins with it, and what it replaces is given back', () => {
    const { source, context } = stand;
    const { stage, rigs } = source;
    const gl = context.renderer.getContext();
    const buffers = new Set<unknown>();
    const [create, remove] = [gl.createBuffer, gl.deleteBuffer];
    gl.createBuffer = () => {
      const made = create.call(gl);
      buffers.add(made);
      return made;
    };
    gl.deleteBuffer = (buffer: unknown) => {
      buffers.delete(buffer);
      remove.call(gl, buffer);
    };
    const sensor = new Sensor(width, height, 1);
    const model = resized(stage.cameras[0], width, height);
    // So many viewers drink.
    const pictureOf = (scene: TheaterScene, drinkers: number): Uint8Array => {
      const { moment } = sampleAt(source, 7);
      moment.activity.fill(0);
      moment.activity.fill(DRINKING, 0, drinkers);
      scene.set(moment, [model], { only: null, finest: FINEST_FROM });
      return scene.photograph(model, sensor, scene.exposure(scene.irradianceFor(model), 0, 7, false));
    };
    const grown = new TheaterScene(context, stage, rigs, 8);
    const counts = [0, 5, 20, stage.viewers.length];
    const found = counts.map((drinkers) => pictureOf(grown, drinkers));
    const live = buffers.size;
    counts.forEach((drinkers, n) => {
      const fresh = new TheaterScene(context, stage, rigs, 8);
      expect(Buffer.compare(found[n], pictureOf(fresh, drinkers)), `${drinkers} drink`).toBe(0);
      // The sensor has one of its own.
      if (n === counts.length - 1) expect(buffers.size - live).toBe(live - 1);
      fresh.dispose();
      expect(buffers.size).toBe(live);
      if (n > 0) expect(Buffer.compare(found[n], found[n - 1])).not.toBe(0);
    });
    grown.dispose();
    sensor.dispose();
    Object.assign(gl, { createBuffer: create, deleteBuffer: remove });
  });
});

describe('hands that a scenario lets hide nothing', () => {
  it('are not drawn before a face, whatever viewers do; what lies in the lap is', () => {
    const { source, context } = stand;
    const { stage, rigs } = source;
    const { scenario } = stage;
    const free = { ...stage, scenario: { ...scenario, occlusion: { ...scenario.occlusion, hands: false } } };
    const model = resized(stage.cameras[0], width, height);
    const parts = [stage, free].map((one) => {
      const scene = new TheaterScene(context, one, rigs, 8);
      const sensor = new Sensor(width, height, 1);
      const found = [TOUCHING, HIDING, DRINKING, EATING, PHONE].map((activity) => {
        const { moment } = sampleAt(source, 7);
        moment.activity.fill(activity);
        moment.placement.fill(0);
        scene.set(moment, [model], { only: null, finest: FINEST_FROM });
        const ids = scene.read(model, sensor, 'id');
        const of = (part: number): number => ids.filter((byte, n) => n % 4 === 2 && byte === part).length;
        return { face: of(PART.hand) + of(PART.cup), lap: of(PART.phone) + of(PART.food) };
      });
      scene.dispose();
      sensor.dispose();
      return found;
    });
    for (const activity of [0, 1, 2, 3]) {
      expect(parts[0][activity].face).toBeGreaterThan(100);
      expect(parts[1][activity].face).toBe(0);
    }
    expect(parts[1][4]).toEqual(parts[0][4]);
    expect(parts[1][4].lap).toBeGreaterThan(0);
  });
});

describe('a picture for which the driver has no room', () => {
  it('is refused in one line before anything is read', () => {
    const { source, context } = stand;
    const { stage, rigs } = source;
    const scene = new TheaterScene(context, stage, rigs, 8);
    const wide = context.longest + 1;
    const sensor = new Sensor(wide, 16, 1);
    const model = resized(stage.cameras[0], wide, 16);
    const exposure = scene.exposure(1, 0, 7, false);
    const fault = faultOf(() => scene.photograph(model, sensor, exposure));
    expect(fault.kind).toBe('environment');
    expect(fault.message).toBe(`the graphics driver cannot hold a picture of ${wide}x16 samples`);
    scene.dispose();
    sensor.dispose();
  });
});

describe('a picture of odd width', () => {
  it('is as bright, row by row, as one whose rows need no filling', () => {
    const { source, context } = stand;
    const { stage, rigs } = source;
    const scene = new TheaterScene(context, stage, rigs, 8);
    const model = resized(stage.cameras[0], width, height);
    scene.set(sampleAt(source, 7).moment, [model], { only: null, finest: FINEST_FROM });
    const exposure = { ...scene.exposure(scene.irradianceFor(model), 0, 7, false), shot: 0, read: 0, vignette: 0 };
    const whole = new Sensor(width, height, 1);
    const even = scene.photograph(model, whole, exposure);

    const odd = new Sensor(width - 3, height, 1);
    const narrow = scene.photograph(resized(model, width - 3, height), odd, exposure);
    expect(narrow).toHaveLength((width - 3) * height);
    const mean = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(Math.abs(mean(narrow) - mean(even))).toBeLessThan(2);
    const row = (pixels: Uint8Array, w: number, y: number): number => mean(pixels.subarray(y * w, (y + 1) * w));
    for (const y of [0, 60, 120, 239])
      expect(Math.abs(row(narrow, width - 3, y) - row(even, width, y))).toBeLessThan(6);
    scene.dispose();
    whole.dispose();
    odd.dispose();
  });
});
