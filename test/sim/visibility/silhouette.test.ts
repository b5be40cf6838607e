import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTION_UNIT_COUNT } from '../../../sim/face/action-units.ts';
import { meanIdentity } from '../../../sim/face/identity.ts';
import { buildMesh, poseMesh } from '../../../sim/face/mesh.ts';
import { buildRig } from '../../../sim/face/rig.ts';
import { meshTopology } from '../../../sim/face/topology.ts';
import { emptyAxes, silhouette, viewAxes } from '../../../sim/visibility/silhouette.ts';

const rig = buildRig(meanIdentity(0.5));

function neutral(level: 0 | 1): Float32Array {
  const positions = new Float32Array(meshTopology(level).vertexCount * 3);
  poseMesh(
    buildMesh(rig, level),
    new Float64Array(ACTION_UNIT_COUNT),
    0,
    positions,
    new Float32Array(positions.length),
  );
  return positions;
}

const DISTANCE = 12_000;
const fine = neutral(0);
const outline = silhouette(neutral(1), meshTopology(1).triangles, DISTANCE);

/** The finest mesh's farthest projection toward `theta` in a view, computed without any table, mm. */
function extentOfMesh(yaw: number, pitch: number, theta: number): number {
  const axes = emptyAxes();
  viewAxes(yaw, pitch, axes);
  const { right, up, toward } = axes;
  let most = 0;
  for (let v = 0; v < fine.length; v += 3) {
    const p = [0, 1, 2].map((d) => fine[v + d] - outline.center[d]);
    const dot = (axis: Float64Array): number => p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2];
    const grow = DISTANCE / (DISTANCE - dot(toward));
    most = Math.max(most, grow * (dot(right) * Math.cos(theta) + dot(up) * Math.sin(theta)));
  }
  return most;
}

const views = [
  fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
] as const;

describe('silhouette', () => {
  it('extends as far as the finest mesh does, to 4 mm, in any view and direction', () => {
    fc.assert(
      fc.property(...views, (yaw, pitch, theta) => {
        const error = outline.extent(yaw, pitch, theta) - extentOfMesh(yaw, pitch, theta);
        expect(Math.abs(error)).toBeLessThan(4);
      }),
      { numRuns: 400 },
    );
  });

  it('never reaches beyond its extent or its radius', () => {
    fc.assert(
      fc.property(...views, (yaw, pitch, theta) => {
        const reach = outline.reach(yaw, pitch, theta);
        expect(reach).toBeGreaterThan(40);
        expect(reach).toBeLessThanOrEqual(outline.extent(yaw, pitch, theta) + 1e-3);
        expect(reach).toBeLessThanOrEqual(outline.radius * 1.02);
      }),
    );
  });

  it('has axes that are right, up and toward the camera for someone upright', () => {
    const axes = emptyAxes();
    viewAxes(0, 0, axes);
    expect([...axes.right, ...axes.up, ...axes.toward].map((value) => value + 0)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
});
