import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalLandmarks } from '../../../sim/sensing/canonical.ts';
import { emptyPose, FIT_WEIGHTS, fitPose, MEAN_FACE, OUTER_EYE_DISTANCE } from '../../../sim/sensing/pose-fit.ts';

const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const poses = fc.record({
  yaw: angle(1.1),
  pitch: angle(0.7),
  roll: angle(1.5),
  scale: fc.double({ min: 0.05, max: 5, noNaN: true }),
  x: angle(2000),
  y: angle(2000),
});

function rotationOf({ yaw, pitch, roll }: { yaw: number; pitch: number; roll: number }): number[] {
  const [cy, sy, cp, sp, cr, sr] = [
    Math.cos(yaw),
    Math.sin(yaw),
    Math.cos(pitch),
    Math.sin(pitch),
    Math.cos(roll),
    Math.sin(roll),
  ];
  const multiply = (a: number[], b: number[]): number[] =>
    Array.from({ length: 9 }, (_, n) =>
      [0, 1, 2].reduce((sum, k) => sum + a[Math.floor(n / 3) * 3 + k] * b[k * 3 + (n % 3)], 0),
    );
  return multiply(
    [cr, -sr, 0, sr, cr, 0, 0, 0, 1],
    multiply([1, 0, 0, 0, cp, -sp, 0, sp, cp], [cy, 0, sy, 0, 1, 0, -sy, 0, cy]),
  );
}

function view(r: readonly number[], scale: number, x: number, y: number, shift?: Float64Array): Float64Array {
  const out = new Float64Array(136);
  for (let l = 0; l < 68; l += 1) {
    const p = [0, 1, 2].map((d) => MEAN_FACE[l * 3 + d] + (shift?.[l * 3 + d] ?? 0));
    out[l * 2] = scale * (r[0] * p[0] + r[1] * p[1] + r[2] * p[2]) + x;
    out[l * 2 + 1] = scale * (r[3] * p[0] + r[4] * p[1] + r[5] * p[2]) + y;
  }
  return out;
}

function cost(points: Float64Array, r: ArrayLike<number>, scale: number, x: number, y: number): number {
  const model = view(Array.from(r), scale, x, y);
  let sum = 0;
  for (let n = 0; n < 136; n += 1) sum += FIT_WEIGHTS[n >> 1] * (model[n] - points[n]) ** 2;
  return sum;
}

describe('fitPose', () => {
  it('finds the pose of the mean face exactly, from all landmarks or from any 40', () => {
    fc.assert(
      fc.property(
        poses,
        fc.uniqueArray(fc.integer({ min: 0, max: 67 }), { minLength: 40, maxLength: 40 }),
        (p, list) => {
          const r = rotationOf(p);
          const points = view(r, p.scale, p.x, p.y);
          const seen = new Uint8Array(68);
          for (const l of list) seen[l] = 1;
          for (const mask of [null, seen]) {
            const pose = emptyPose();
            fitPose(points, mask, pose);
            for (let n = 0; n < 9; n += 1) expect(pose.rotation[n]).toBeCloseTo(r[n], 5);
            expect(pose.scale / p.scale).toBeCloseTo(1, 6);
            expect(pose.x).toBeCloseTo(p.x, 3);
            expect(pose.y).toBeCloseTo(p.y, 3);
          }
        },
      ),
    );
  });

  it('ends where no small change of pose fits a noisy face better', () => {
    fc.assert(
      fc.property(poses, fc.array(angle(3), { minLength: 204, maxLength: 204 }), (p, noise) => {
        const points = view(rotationOf(p), p.scale, p.x, p.y, Float64Array.from(noise));
        const pose = emptyPose();
        fitPose(points, null, pose);
        const best = cost(points, pose.rotation, pose.scale, pose.x, pose.y);
        const r = pose.rotation;
        for (const [a, b, c, grow] of [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
          [0, 0, 0, 1],
        ]) {
          for (const h of [-2e-3, 2e-3]) {
            const turned = Array.from(r, (value, n) => {
              const j = n % 3;
              if (n < 3) return value + h * (b * r[6 + j] - c * r[3 + j]);
              if (n < 6) return value + h * (c * r[j] - a * r[6 + j]);
              return value;
            });
            const moved = cost(points, turned, pose.scale * (1 + h * grow), pose.x, pose.y);
            expect(moved).toBeGreaterThan(best * (1 - 1e-9));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('canonicalLandmarks', () => {
  it('gives the mean face from the mean face in any pose, outer eye corners at distance 1', () => {
    fc.assert(
      fc.property(poses, (p) => {
        const points = view(rotationOf(p), p.scale, p.x, p.y);
        const pose = emptyPose();
        const out = new Float32Array(140);
        fitPose(points, null, pose);
        canonicalLandmarks(points, pose, out, 4);
        for (let l = 0; l < 68; l += 1) {
          expect(out[4 + l * 2]).toBeCloseTo(MEAN_FACE[l * 3] / OUTER_EYE_DISTANCE, 4);
          expect(out[5 + l * 2]).toBeCloseTo(MEAN_FACE[l * 3 + 1] / OUTER_EYE_DISTANCE, 4);
        }
        expect(Math.hypot(out[4 + 90] - out[4 + 72], out[5 + 90] - out[5 + 72])).toBeCloseTo(1, 3);
      }),
    );
  });

  it('keeps a sideways or upward shift of a landmark whatever the pose', () => {
    fc.assert(
      fc.property(poses, fc.integer({ min: 48, max: 67 }), angle(4), angle(4), (p, l, dx, dy) => {
        const shift = new Float64Array(204);
        shift[l * 3] = dx;
        shift[l * 3 + 1] = dy;
        const points = view(rotationOf(p), p.scale, p.x, p.y, shift);
        // The pose is known here, so that only the turning back is tested.
        const pose = emptyPose();
        fitPose(view(rotationOf(p), p.scale, p.x, p.y), null, pose);
        const out = new Float32Array(136);
        canonicalLandmarks(points, pose, out, 0);
        expect(out[l * 2] * OUTER_EYE_DISTANCE).toBeCloseTo(MEAN_FACE[l * 3] + dx, 3);
        expect(out[l * 2 + 1] * OUTER_EYE_DISTANCE).toBeCloseTo(MEAN_FACE[l * 3 + 1] + dy, 3);
      }),
    );
  });
});
