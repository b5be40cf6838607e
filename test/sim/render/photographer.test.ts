import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HIDING } from '../../../sim/behavior/schedule.ts';
import { Photographer } from '../../../sim/render/photographer.ts';
import { headMask } from '../../../sim/render/rasters.ts';
import { Sensor } from '../../../sim/render/sensor.ts';
import { sampleAt } from '../../../sim/render/source.ts';
import { openStand, type Stand } from './stand.ts';

let stand: Stand;
const SIZE = 240;

beforeAll(async () => {
  // A level floor, high seats and a row of pillars: much would stand before faces.
  const pillars = [-2, 0, 2].map((x) => `{name: p${x + 2}, x: ${x}, z: 4, width: 1.6, depth: 0.2, height: 3}`);
  stand = await openStand(['theater.riser=0', 'theater.seatBack.height=1.3', `theater.obstacles=[${pillars}]`]);
});
afterAll(() => stand.close());

describe('a portrait', () => {
  it('shows the landmarks that it calls seen, whatever stands in the room', () => {
    const { source, context } = stand;
    const { viewers, cameras } = source.stage;
    const photographer = new Photographer(context, source);
    const sensor = new Sensor(SIZE, SIZE, 1);
    let [shown, seen, portraits] = [0, 0, 0];
    const sample = sampleAt(source, 20);
    for (let i = 0; i < viewers.length; i += 7) {
      for (let c = 0; c < cameras.length; c++) {
        const portrait = photographer.take(sample, i, c, SIZE, i);
        if (portrait === null || Math.abs(portrait.face.yaw) > 60) continue;
        portraits++;
        const ids = photographer.scene.read(portrait.model, sensor, 'id') as Uint8Array;
        const mask = headMask(ids, SIZE, SIZE);
        for (let l = 17; l < 68; l++) {
          if (portrait.seen[l] === 0) continue;
          seen++;
          const at = SIZE * Math.floor(portrait.face.points[2 * l + 1]) + Math.floor(portrait.face.points[2 * l]);
          if (256 * mask[2 * at] + mask[2 * at + 1] === i + 1) shown++;
        }
      }
    }
    expect(portraits).toBeGreaterThan(15);
    expect(seen).toBeGreaterThan(600);
    expect(shown / seen).toBeGreaterThan(0.99);
    photographer.dispose();
    sensor.dispose();
  });

  it('says the same of what is seen where its camera has the face in its own frame and where not', () => {
    const { source, context } = stand;
    const { stage } = source;
    const blind = {
      ...source,
      stage: { ...stage, cameras: stage.cameras.map((one) => ({ ...one, width: 2, height: 2 })) },
    };
    const [wide, narrow] = [source, blind].map((from) => {
      const photographer = new Photographer(context, from);
      const found = [3, 24, 31, 58].map((viewer) => {
        const sample = sampleAt(source, 20);
        sample.play.activity.fill(HIDING);
        return [...(photographer.take(sample, viewer, 0, 48, viewer)?.seen ?? [])];
      });
      photographer.dispose();
      return found;
    });
    expect(narrow).toEqual(wide);
    for (const seen of wide) {
      expect(seen).toHaveLength(68);
      expect(seen).toContain(0);
      expect(seen).toContain(1);
    }
  });
});
