import { afterAll, beforeAll, expect, it } from 'vitest';
import { FaceFinder } from '../../../sim/render/faces.ts';
import { sampleAt } from '../../../sim/render/source.ts';
import { resized } from '../../../sim/render/view.ts';
import { openStand, type Stand } from './stand.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

it('finds in several pictures at once what it finds in each, but for faces wholly outside', () => {
  const { source } = stand;
  const cameras = source.stage.cameras.map((_, c) => c);
  // A narrow picture cuts the room: many faces are outside or on its edge.
  const models = source.stage.cameras.map((camera) => {
    const model = resized(camera, 640, 480);
    return { ...model, width: 200, focal: 2 * model.focal };
  });
  const [one, all] = [new FaceFinder(source), new FaceFinder(source)];
  const counts = { inside: 0, left: 0 };
  for (const t of [3, 11]) {
    const sample = sampleAt(source, t);
    for (const { index } of source.stage.viewers) {
      const together = all.findIn(sample, index, cameras, models);
      cameras.forEach((c, n) => {
        const alone = one.find(sample, index, c, models[n]);
        const { width, height } = models[n];
        const inside = alone?.points.some((x, i) => {
          const y = alone.points[i + 1];
          return i % 2 === 0 && x >= 0 && x <= width && y >= 0 && y <= height;
        });
        if (together[n] !== null) expect(together[n]).toEqual(alone);
        else expect(inside ?? false).toBe(false);
        if (inside) counts.inside++;
        if (together[n] === null && alone !== null) counts.left++;
      });
    }
  }
  expect(counts.inside).toBeGreaterThan(50);
  expect(counts.left).toBeGreaterThan(50);
});
