import fc from 'fast-check';
import * as THREE from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import { expect, test } from 'vitest';
import { MIRROR_LANDMARK } from '../../../sim/face/features.ts';
import { buildMesh, poseMesh, type RigMesh } from '../../../sim/face/mesh.ts';
import { buildRig, LANDMARK_COUNT } from '../../../sim/face/rig.ts';
import { selfVisible } from '../../../sim/face/self-visibility.ts';
import { anyExpression, anyIdentity, anyView, direction, expression } from './faces.ts';

/** Landmarks this near to a silhouette edge are left out of the comparison, mm. */
const EDGE_CLEARANCE = 1.4;
const LIFT = 0.75;

type Face = { mesh: RigMesh; positions: Float32Array; normals: Float32Array; bvh: MeshBVH };

function poseFace(mesh: RigMesh, au: Float64Array): Face {
  const positions = new Float32Array(3 * mesh.topology.vertexCount);
  const normals = new Float32Array(3 * mesh.topology.vertexCount);
  poseMesh(mesh, au, 0, positions, normals);
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(positions, 3));
  geometry.setIndex(new THREE.BufferAttribute(Uint32Array.from(mesh.topology.triangles), 1));
  return { mesh, positions, normals, bvh: new MeshBVH(geometry) };
}

/** Edges between a triangle facing the viewer and one facing away, projected: x y of both ends, mm. */
function silhouette(face: Face, view: THREE.Vector3, right: THREE.Vector3, up: THREE.Vector3): number[] {
  const t = face.mesh.topology.triangles;
  const facing = new Map<number, boolean>();
  const edges: number[] = [];
  const [a, b, c] = [new THREE.Vector3(), new THREE.Vector3(), new THREE.Vector3()];
  const p = new THREE.Vector3();
  for (let k = 0; k < t.length; k += 3) {
    a.fromArray(face.positions, 3 * t[k]);
    b.fromArray(face.positions, 3 * t[k + 1]).sub(a);
    c.fromArray(face.positions, 3 * t[k + 2]).sub(a);
    const front = b.cross(c).dot(view) > 0;
    for (let e = 0; e < 3; e++) {
      const [i, j] = [t[k + e], t[k + ((e + 1) % 3)]];
      const key = Math.min(i, j) * 65536 + Math.max(i, j);
      const other = facing.get(key);
      if (other === undefined) facing.set(key, front);
      else if (other !== front) {
        for (const end of [i, j]) {
          p.fromArray(face.positions, 3 * end);
          edges.push(p.dot(right), p.dot(up));
        }
      }
    }
  }
  return edges;
}

function nearEdge(x: number, y: number, edges: readonly number[]): boolean {
  for (let i = 0; i < edges.length; i += 4) {
    const ex = edges[i + 2] - edges[i];
    const ey = edges[i + 3] - edges[i + 1];
    const along = ((x - edges[i]) * ex + (y - edges[i + 1]) * ey) / (ex * ex + ey * ey + 1e-12);
    const t = Math.min(1, Math.max(0, along));
    if (Math.hypot(x - edges[i] - t * ex, y - edges[i + 1] - t * ey) < EDGE_CLEARANCE) return true;
  }
  return false;
}

test('agrees with rays cast at the posed finest mesh', () => {
  const compared = new Float64Array(LANDMARK_COUNT);
  const agreed = new Float64Array(LANDMARK_COUNT);
  let hidden = 0;
  let hiddenAgreed = 0;
  const out = new Uint8Array(LANDMARK_COUNT);
  const views = fc.array(anyView(), { minLength: 12, maxLength: 12 });
  const expressions = fc.array(anyExpression(), { minLength: 3, maxLength: 3 });
  const check = (identity: Parameters<typeof buildRig>[0], list: Float64Array[], looks: [number, number, number][]) => {
    const rig = buildRig(identity);
    const mesh = buildMesh(rig, 0);
    for (const au of list) {
      const face = poseFace(mesh, au);
      for (const look of looks) {
        selfVisible(rig, au, 0, look[0], look[1], look[2], out);
        const view = new THREE.Vector3(...look);
        const right = new THREE.Vector3(0, 1, 0).cross(view).normalize();
        const up = view.clone().cross(right);
        const edges = silhouette(face, view, right, up);
        for (let l = 17; l < LANDMARK_COUNT; l++) {
          const p = new THREE.Vector3().fromArray(face.positions, 3 * l);
          if (nearEdge(p.dot(right), p.dot(up), edges)) continue;
          const origin = p.clone().addScaledVector(new THREE.Vector3().fromArray(face.normals, 3 * l), LIFT);
          const seen = face.bvh.raycastFirst(new THREE.Ray(origin, view), THREE.DoubleSide) ? 0 : 1;
          compared[l]++;
          if (seen === out[l]) agreed[l]++;
          if (!seen || !out[l]) hidden++;
          if (!seen && !out[l]) hiddenAgreed++;
        }
      }
    }
  };
  const sample = fc.sample(fc.tuple(anyIdentity(2), expressions, views), { numRuns: 40, seed: 2 });
  for (const [identity, list, looks] of sample) check(identity, list, looks);
  // Right and left landmarks count together. The lips' inner points are nearly always at the silhouette of the mouth's
  // slit: too few are compared for a share, so one disagreement is let pass.
  for (let l = 17; l < LANDMARK_COUNT; l++) {
    const both = compared[l] + compared[MIRROR_LANDMARK[l]];
    const wrong = both - agreed[l] - agreed[MIRROR_LANDMARK[l]];
    expect(both, `landmark ${l}`).toBeGreaterThan(10);
    expect(wrong, `landmark ${l} of ${both}`).toBeLessThanOrEqual(Math.max(1, 0.01 * both));
  }
  expect(hidden).toBeGreaterThan(200);
  expect(hiddenAgreed / hidden).toBeGreaterThanOrEqual(0.97);
});

test('from the front a neutral face shows everything, from behind nothing but the jaw', () => {
  fc.assert(
    fc.property(anyIdentity(2), (identity) => {
      const rig = buildRig(identity);
      const out = new Uint8Array(LANDMARK_COUNT);
      selfVisible(rig, expression({}), 0, 0, 0, 1, out);
      expect([...out]).toEqual(new Array(LANDMARK_COUNT).fill(1));
      selfVisible(rig, expression({}), 0, 0, 0, -1, out);
      expect([...out]).toEqual([...new Array(17).fill(1), ...new Array(51).fill(0)]);
    }),
    { numRuns: 10 },
  );
});

test('a turned face hides its far side first', () => {
  fc.assert(
    fc.property(anyIdentity(2), fc.double({ min: 0, max: 70, noNaN: true }), (identity, yaw) => {
      const rig = buildRig({ ...identity, chinShift: 0, tilt: 0 });
      const left = new Uint8Array(LANDMARK_COUNT);
      const right = new Uint8Array(LANDMARK_COUNT);
      selfVisible(rig, expression({}), 0, ...direction(yaw, 0), left);
      selfVisible(rig, expression({}), 0, ...direction(-yaw, 0), right);
      for (const [far, near] of [
        [17, 26],
        [31, 35],
        [36, 45],
        [39, 42],
        [48, 54],
      ]) {
        expect(left[far]).toBeLessThanOrEqual(left[near]);
        expect(right[near]).toBeLessThanOrEqual(right[far]);
        expect(right[near]).toBe(left[far]);
      }
      if (yaw > 66) expect([left[17], left[26]]).toEqual([0, 1]);
    }),
    { numRuns: 30 },
  );
});
