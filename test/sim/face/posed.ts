import type { Identity } from '../../../sim/face/identity.ts';
import { buildMesh, poseMesh } from '../../../sim/face/mesh.ts';
import { buildRig } from '../../../sim/face/rig.ts';
import type { Level } from '../../../sim/face/topology.ts';

/** A face's mesh, to be posed. */
export function posed(identity: Identity, level: Level) {
  const mesh = buildMesh(buildRig(identity), level);
  return (au: Float64Array) => {
    const positions = new Float32Array(3 * mesh.topology.vertexCount);
    const normals = new Float32Array(3 * mesh.topology.vertexCount);
    poseMesh(mesh, au, 0, positions, normals);
    return { positions, normals };
  };
}

/** Normals of all triangles, not normalised. */
export function triangleNormals(triangles: Uint16Array, q: Float32Array): Float64Array {
  const out = new Float64Array(triangles.length);
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [3 * triangles[k], 3 * triangles[k + 1], 3 * triangles[k + 2]];
    const u = [0, 1, 2].map((d) => q[b + d] - q[a + d]);
    const v = [0, 1, 2].map((d) => q[c + d] - q[a + d]);
    out[k] = u[1] * v[2] - u[2] * v[1];
    out[k + 1] = u[2] * v[0] - u[0] * v[2];
    out[k + 2] = u[0] * v[1] - u[1] * v[0];
  }
  return out;
}

/** How many triangles turn over between two poses. */
export function flipped(triangles: Uint16Array, from: Float32Array, to: Float32Array): number {
  const a = triangleNormals(triangles, from);
  const b = triangleNormals(triangles, to);
  let count = 0;
  for (let k = 0; k < a.length; k += 3) if (a[k] * b[k] + a[k + 1] * b[k + 1] + a[k + 2] * b[k + 2] <= 0) count++;
  return count;
}
