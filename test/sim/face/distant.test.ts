import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distantTriangles } from '../../../sim/face/distant.ts';
import { meanIdentity } from '../../../sim/face/identity.ts';
import { meshTemplate, meshTopology } from '../../../sim/face/topology.ts';
import { expectClosed } from '../../laws/closed.ts';
import { anyExpression, anyIdentity, expression } from './faces.ts';
import { flipped, posed } from './posed.ts';

const LEVEL = 3;
const triangles = distantTriangles(LEVEL);

/** The volume that triangles close, mm³. */
function volume(of: Uint16Array, q: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < of.length; k += 3) {
    const [a, b, c] = [3 * of[k], 3 * of[k + 1], 3 * of[k + 2]];
    sum += q[a] * (q[b + 1] * q[c + 2] - q[b + 2] * q[c + 1]);
    sum += q[a + 1] * (q[b + 2] * q[c] - q[b] * q[c + 2]);
    sum += q[a + 2] * (q[b] * q[c + 1] - q[b + 1] * q[c]);
  }
  return sum / 6;
}

describe('a head seen from afar', () => {
  test('is closed, with a third of the triangles of the mesh whose skin it takes', () => {
    const used = expectClosed(triangles);
    const { skinCount } = meshTemplate(LEVEL);
    for (const vertex of used) expect(vertex).toBeLessThan(skinCount);
    expect(3 * triangles.length).toBeLessThanOrEqual(meshTopology(LEVEL).triangles.length);
  });

  test('fills what the whole mesh fills but for a tenth, and no triangle of it turns over', () => {
    const mean = posed(meanIdentity(0.5), LEVEL)(expression({})).positions;
    fc.assert(
      fc.property(anyIdentity(2.5), anyExpression(), (identity, au) => {
        const { positions } = posed(identity, LEVEL)(au);
        const whole = volume(meshTopology(LEVEL).triangles, positions);
        expect(volume(triangles, positions) / whole).toBeGreaterThan(0.9);
        expect(volume(triangles, positions) / whole).toBeLessThan(1.02);
        expect(flipped(triangles, mean, positions)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
