import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../../sim/cameras/camera.ts';
import { FaceFinder } from '../../../sim/render/faces.ts';
import { headMask } from '../../../sim/render/rasters.ts';
import { Sensor } from '../../../sim/render/sensor.ts';
import { sampleAt, seenBit } from '../../../sim/render/source.ts';
import { FINEST_FROM, TheaterScene } from '../../../sim/render/theater-scene.ts';
import { resized } from '../../../sim/render/view.ts';
import { openStand, type Stand } from './stand.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await openStand(['behavior.handToFace.rate=200', 'behavior.drinking.rate=60', 'theater.riser=0.15']);
});
afterAll(() => stand.close());

describe('id masks', () => {
  it('agree with the visibility of landmarks, and nobody is observed whose face has no pixels', () => {
    const { source, context } = stand;
    const { stage, rigs } = source;
    const cameras = stage.cameras.length;
    const scene = new TheaterScene(context, stage, rigs, 48);
    const finder = new FaceFinder(source);
    const [width, height] = [1600, 1200];
    const sensor = new Sensor(width, height, 1);
    const models = stage.cameras.map((camera) => resized(camera, width, height));
    let agree = 0;
    let all = 0;
    let hiddenAgree = 0;
    let hidden = 0;
    let without = 0;
    // Ten moments of four cameras.
    for (let t = 2; t < 60; t += 6) {
      const sample = sampleAt(source, t);
      scene.set(sample.moment, models, { only: null, finest: FINEST_FROM });
      models.forEach((model, c) => {
        const mask = headMask(scene.read(model, sensor, 'id') as Uint8Array, width, height);
        const depths = scene.read(model, sensor, 'depth') as Float32Array;
        // Whether the pixel shows this head, no more than `reach` m before the landmark: heads hide parts of themselves.
        const shows = (id: number, x: number, y: number, depth: number, reach: number): boolean => {
          const [i, j] = [Math.floor(x), Math.floor(y)];
          if (i < 0 || j < 0 || i >= width || j >= height) return false;
          const n = j * width + i;
          return 256 * mask[2 * n] + mask[2 * n + 1] === id && depths[(height - 1 - j) * width + i] > depth - reach;
        };
        for (const { index } of stage.viewers) {
          const face = finder.find(sample, index, c, model);
          if (face === null || face.width < 24) continue;
          let pixels = 0;
          for (let l = 0; l < 68; l++) {
            const [x, y] = [face.points[2 * l], face.points[2 * l + 1]];
            if (x < 0 || y < 0 || x >= width || y >= height) continue;
            const seen = seenBit(sample.visible, index, cameras, c, l);
            // A silhouette's edge runs within 1 % of the face's width (a pixel at least): either answer is right.
            const edge = Math.max(1, 0.01 * face.width);
            const [, , depth] = project(model, face.world[3 * l], face.world[3 * l + 1], face.world[3 * l + 2]);
            // Jaw points lie on the contour, where a pixel's step inward is a long step toward the camera.
            const reach = l < 17 ? 0.06 : 0.008;
            const around = [-edge, 0, edge].flatMap((dy) =>
              [-edge, 0, edge].map((dx) => shows(index + 1, x + dx, y + dy, depth, reach)),
            );
            if (around.includes(true)) pixels++;
            if (around.includes(true) && around.includes(false)) continue;
            const drawn = around[4];
            all++;
            if (drawn === seen) agree++;
            if (!drawn || !seen) {
              hidden++;
              if (drawn === seen) hiddenAgree++;
            }
          }
          if (sample.camera[index] === c && pixels === 0) without++;
        }
      });
    }
    const report = { all, share: agree / all, hidden, hiddenShare: hiddenAgree / hidden, without };
    expect(report.without).toBe(0);
    expect(report.all).toBeGreaterThan(10_000);
    expect(report.share).toBeGreaterThan(0.98);
    expect(report.hidden).toBeGreaterThan(300);
    expect(report.hiddenShare).toBeGreaterThan(0.95);
    scene.dispose();
    sensor.dispose();
  });
});
