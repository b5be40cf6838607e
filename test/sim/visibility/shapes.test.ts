import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Capsule, meetsBox, meetsCapsule, meetsCylinder } from '../../../sim/visibility/shapes.ts';

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const points = fc.tuple(coordinate, coordinate, coordinate);
type Point = readonly [number, number, number];

const solids: fc.Arbitrary<Capsule> = fc
  .tuple(points, points, fc.double({ min: 0.05, max: 1, noNaN: true }))
  .filter(([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) > 0.05)
  .map(([a, b, radius]) => ({ x0: a[0], y0: a[1], z0: a[2], x1: b[0], y1: b[1], z1: b[2], radius }));

/** The least value of `f` along a segment: convex for the solids here, so sampling then ternary search finds it. */
function least(a: Point, b: Point, f: (p: Point) => number): number {
  let low = 0;
  let high = 1;
  const at = (t: number): number => f([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])]);
  for (let n = 0; n < 80; n += 1) {
    const p = low + (high - low) / 3;
    const q = high - (high - low) / 3;
    if (at(p) < at(q)) high = q;
    else low = p;
  }
  return at((low + high) / 2);
}

/** Along the axis (0..length) and away from it. */
function alongAndOff(c: Capsule, p: Point): { along: number; off: number; length: number } {
  const d = [c.x1 - c.x0, c.y1 - c.y0, c.z1 - c.z0];
  const length = Math.hypot(...d);
  const w = [p[0] - c.x0, p[1] - c.y0, p[2] - c.z0];
  const along = (w[0] * d[0] + w[1] * d[1] + w[2] * d[2]) / length;
  const off = Math.sqrt(Math.max(0, w[0] ** 2 + w[1] ** 2 + w[2] ** 2 - along * along));
  return { along, off, length };
}

/** Only clear cases: within `margin` of touching, rounding may say either. */
function agree(meets: boolean, clearance: number, margin = 1e-6): void {
  if (Math.abs(clearance) > margin) expect(meets).toBe(clearance < 0);
}

describe('solids', () => {
  it('meetsCapsule agrees with the least distance to the axis', () => {
    fc.assert(
      fc.property(solids, points, points, (c, a, b) => {
        const distance = (p: Point): number => {
          const { along, off, length } = alongAndOff(c, p);
          return Math.hypot(off, Math.max(0, -along, along - length)) - c.radius;
        };
        agree(meetsCapsule(c, ...a, ...b), least(a, b, distance));
      }),
      { numRuns: 2000 },
    );
  });

  it('meetsCylinder agrees with the least excess over side and ends', () => {
    fc.assert(
      fc.property(solids, points, points, (c, a, b) => {
        const excess = (p: Point): number => {
          const { along, off, length } = alongAndOff(c, p);
          return Math.max(off - c.radius, -along, along - length);
        };
        agree(meetsCylinder(c, ...a, ...b), least(a, b, excess));
      }),
      { numRuns: 2000 },
    );
  });

  it('meetsBox agrees with the least excess over its faces', () => {
    fc.assert(
      fc.property(points, points, points, points, (p, q, a, b) => {
        const [x0, x1] = [Math.min(p[0], q[0]), Math.max(p[0], q[0])];
        const [y0, y1] = [Math.min(p[1], q[1]), Math.max(p[1], q[1])];
        const [z0, z1] = [Math.min(p[2], q[2]), Math.max(p[2], q[2])];
        const excess = (r: Point): number => Math.max(x0 - r[0], r[0] - x1, y0 - r[1], r[1] - y1, z0 - r[2], r[2] - z1);
        agree(meetsBox({ x0, y0, z0, x1, y1, z1 }, ...a, ...b), least(a, b, excess));
      }),
      { numRuns: 2000 },
    );
  });
});
