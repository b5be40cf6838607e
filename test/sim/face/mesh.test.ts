import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION_UNIT_COUNT } from '../../../sim/face/action-units.ts';
import { meanIdentity } from '../../../sim/face/identity.ts';
import { buildRig, LANDMARK_COUNT, poseLandmarks } from '../../../sim/face/rig.ts';
import { meshTemplate, meshTopology } from '../../../sim/face/topology.ts';
import { anyExpression, anyIdentity, expression } from './faces.ts';
import { flipped, posed, triangleNormals } from './posed.ts';

describe.each([0, 1, 2, 3] as const)('level %d', (level) => {
  const { triangles, landmarkVertex, vertexCount } = meshTopology(level);
  const runs = { numRuns: level === 0 ? 15 : 40 };

  test('landmarks are vertices', () => {
    fc.assert(
      fc.property(anyIdentity(2.5), anyExpression(), (identity, au) => {
        const { positions } = posed(identity, level)(au);
        const q = new Float64Array(3 * LANDMARK_COUNT);
        poseLandmarks(buildRig(identity), au, 0, q);
        for (let l = 0; l < LANDMARK_COUNT; l++) {
          for (let k = 0; k < 3; k++) expect(positions[3 * landmarkVertex[l] + k]).toBe(Math.fround(q[3 * l + k]));
        }
      }),
      runs,
    );
  });

  test('no triangle turns over between faces, nor at a full action unit', () => {
    const mean = posed(meanIdentity(0.5), level)(expression({})).positions;
    fc.assert(
      fc.property(anyIdentity(2.5), (identity) => {
        const pose = posed(identity, level);
        const rest = pose(expression({})).positions;
        expect(flipped(triangles, mean, rest)).toBe(0);
        for (let u = 0; u < ACTION_UNIT_COUNT; u++) {
          expect(flipped(triangles, rest, pose(expression({ [u]: 1 })).positions), `unit ${u}`).toBe(0);
        }
      }),
      { numRuns: level === 0 ? 25 : 60 },
    );
  });

  test('normals have unit length and point outward, and the head has the volume of a head', () => {
    fc.assert(
      fc.property(anyIdentity(2.5), anyExpression(), (identity, au) => {
        const { positions, normals } = posed(identity, level)(au);
        const t = triangleNormals(triangles, positions);
        const sum = new Float64Array(3 * vertexCount);
        let volume = 0;
        for (let k = 0; k < triangles.length; k += 3) {
          const a = 3 * triangles[k];
          volume += (positions[a] * t[k] + positions[a + 1] * t[k + 1] + positions[a + 2] * t[k + 2]) / 6;
          for (let e = 0; e < 3; e++) for (let d = 0; d < 3; d++) sum[3 * triangles[k + e] + d] += t[k + d];
        }
        for (let i = 0; i < vertexCount; i++) {
          const n = [0, 1, 2].map((d) => normals[3 * i + d]);
          expect(Math.abs(Math.hypot(...n) - 1)).toBeLessThan(1e-5);
          const along = n[0] * sum[3 * i] + n[1] * sum[3 * i + 1] + n[2] * sum[3 * i + 2];
          expect(along).toBeGreaterThanOrEqual(0);
        }
        // Litres: a head without neck holds 3 to 5.5.
        expect(volume / 1e6).toBeGreaterThan(2.5);
        expect(volume / 1e6).toBeLessThan(6.5);
      }),
      runs,
    );
  });

  test('forehead, nose tip, cheeks, crown and back of the head face outward', () => {
    const { positions, normals } = posed(meanIdentity(1), level)(expression({}));
    const nearest = (x: number, y: number, z: number) => {
      let best = 0;
      let least = Infinity;
      for (let i = 0; i < meshTemplate(level).skinCount; i++) {
        const d = Math.hypot(positions[3 * i] - x, positions[3 * i + 1] - y, positions[3 * i + 2] - z);
        if (d < least) {
          least = d;
          best = i;
        }
      }
      return 3 * best;
    };
    expect(normals[nearest(0, 45, 95) + 2]).toBeGreaterThan(0.7);
    expect(normals[3 * 30 + 2]).toBeGreaterThan(0.5);
    expect(normals[nearest(70, -20, 10)]).toBeGreaterThan(0.7);
    expect(normals[nearest(-70, -20, 10)]).toBeLessThan(-0.7);
    expect(normals[nearest(0, 120, -10) + 1]).toBeGreaterThan(0.7);
    expect(normals[nearest(0, 35, -105) + 2]).toBeLessThan(-0.7);
  });

  test('hair only adds to the scalp, by no more than its volume, and leaves face and jaw alone', () => {
    const bald = { ...meanIdentity(0), hairVolume: 0 };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 28, noNaN: true }), (hairVolume) => {
        const without = posed(bald, level)(expression({})).positions;
        const withHair = posed({ ...bald, hairVolume }, level)(expression({})).positions;
        let most = 0;
        for (let i = 0; i < without.length; i += 3) {
          const moved = Math.hypot(...[0, 1, 2].map((d) => withHair[i + d] - without[i + d]));
          most = Math.max(most, moved);
          if (without[i + 2] > 40 && without[i + 1] < 55) expect(moved).toBe(0);
        }
        expect(most).toBeLessThanOrEqual(hairVolume + 1e-3);
        expect(most).toBeGreaterThanOrEqual(0.95 * hairVolume);
      }),
      { numRuns: 10 },
    );
  });
});
