import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraModel, project } from '../../../sim/cameras/camera.ts';

const metre = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const cameras = fc
  .record({
    name: fc.constant('c'),
    position: fc.tuple(metre(10), metre(10), metre(10)),
    target: fc.tuple(metre(30), metre(30), metre(30)),
    fieldOfView: fc.double({ min: 5, max: 120, noNaN: true }),
    width: fc.integer({ min: 64, max: 4000 }),
    height: fc.integer({ min: 64, max: 4000 }),
  })
  .filter(({ position: p, target: t }) => Math.hypot(p[0] - t[0], p[1] - t[1], p[2] - t[2]) > 0.5);

describe('cameraModel', () => {
  it('has orthonormal axes, its target in the middle and its field of view across the width', () => {
    fc.assert(
      fc.property(cameras, (camera) => {
        const model = cameraModel(camera);
        const a = model.axes;
        for (let p = 0; p < 3; p += 1) {
          for (let q = 0; q < 3; q += 1) {
            const dot = a[p * 3] * a[q * 3] + a[p * 3 + 1] * a[q * 3 + 1] + a[p * 3 + 2] * a[q * 3 + 2];
            expect(dot).toBeCloseTo(p === q ? 1 : 0, 9);
          }
        }
        const [t0, t1, t2] = camera.target;
        const [u, v, depth] = project(model, t0, t1, t2);
        expect(u).toBeCloseTo(camera.width / 2, 6);
        expect(v).toBeCloseTo(camera.height / 2, 6);
        expect(depth).toBeGreaterThan(0);
        // A point at half the field of view to the right of the axis lands on the right edge.
        const aside = Math.tan((camera.fieldOfView * Math.PI) / 360);
        const p = [0, 1, 2].map((d) => camera.position[d] + 7 * (a[6 + d] + aside * a[d]));
        expect(project(model, p[0], p[1], p[2])[0]).toBeCloseTo(camera.width, 5);
      }),
    );
  });

  it('looks at the audience with the viewers’ left on the right of the image and up on top', () => {
    const model = cameraModel({
      name: 'c',
      position: [0, 5, 0],
      target: [0, 1, 10],
      fieldOfView: 60,
      width: 800,
      height: 600,
    });
    const [right] = project(model, -1, 1, 10);
    expect(right).toBeGreaterThan(400);
    const [, top] = project(model, 0, 2, 10);
    expect(top).toBeLessThan(300);
  });
});
