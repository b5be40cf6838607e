import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../../sim/cameras/camera.ts';
import { FaceFinder } from '../../../sim/render/faces.ts';
import { markLandmarks } from '../../../sim/render/marks.ts';
import { portraitCamera } from '../../../sim/render/portrait.ts';
import { Sensor } from '../../../sim/render/sensor.ts';
import { sampleAt } from '../../../sim/render/source.ts';
import { TheaterScene } from '../../../sim/render/theater-scene.ts';
import { resized } from '../../../sim/render/view.ts';
import { intoWorld } from '../../../sim/visibility/look.ts';
import { openStand, type Stand } from './stand.ts';

/** Sizes of pictures, px, that a face of each level fills. */
const SIZES = [640, 640, 48, 24] as const;

let stand: Stand;

beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

describe('where three draws the vertices of landmarks', () => {
  it.each([0, 1, 2, 3] as const)(
    'is where the simulator projects the landmarks, within half a pixel, at level %d',
    (level) => {
      const { source, context } = stand;
      const { stage, rigs } = source;
      const scene = new TheaterScene(context, stage, rigs, 1);
      const finder = new FaceFinder(source);
      const size = 640;
      const sensor = new Sensor(size, size, 1);
      // The face's width in px decides on the level; a picture as large leaves each landmark a pixel of its own.
      const finest = level === 0 ? 0 : Infinity;
      const world = new Float64Array(68 * 3);
      let compared = 0;
      for (const viewer of [3, 30, 52]) {
        const t = (7 * viewer) % 60;
        const sample = sampleAt(source, t);
        for (let c = 0; c < stage.cameras.length; c++) {
          finder.place(sample, viewer);
          const seen = finder.world(sample, viewer, c);
          if (seen === null || sample.moment.activity[viewer] === 1) continue;
          const model = portraitCamera(stage.cameras[c], seen, size);
          const small = resized(model, SIZES[level], SIZES[level]);
          scene.set(sample.moment, [small], { only: viewer, finest });
          expect(scene.people.levels[viewer]).toBe(level);
          const marks = markLandmarks(scene, viewer, model, sensor);
          intoWorld(finder.view, finder.view.frontal, world);
          marks.forEach((mark, l) => {
            if (mark === null) return;
            const [u, v] = project(model, world[3 * l], world[3 * l + 1], world[3 * l + 2]);
            expect(Math.abs(mark[0] + 0.5 - u)).toBeLessThanOrEqual(0.51);
            expect(Math.abs(mark[1] + 0.5 - v)).toBeLessThanOrEqual(0.51);
            compared++;
          });
        }
      }
      expect(compared).toBeGreaterThan(10 * 60);
      scene.dispose();
      sensor.dispose();
    },
  );
});
