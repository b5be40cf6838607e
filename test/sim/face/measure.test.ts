import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureFace } from '../../../sim/face/measure.ts';
import { buildRig } from '../../../sim/face/rig.ts';
import { restPoint } from '../../../sim/face/surface.ts';
import { anyIdentity } from './faces.ts';

test('a neutral face has the measures it was asked for to 0.1 mm', () => {
  fc.assert(
    fc.property(anyIdentity(3), (identity) => {
      const m = measureFace(buildRig(identity));
      expect(Math.abs(m.bizygomatic - identity.faceWidth)).toBeLessThan(0.1);
      expect(Math.abs(m.mentonSellion - identity.faceHeight)).toBeLessThan(0.1);
      expect(Math.abs(m.interpupillary - identity.interpupillary)).toBeLessThan(0.1);
      expect(Math.abs(m.headBreadth - identity.headBreadth)).toBeLessThan(0.1);
      expect(Math.abs(m.headLength - identity.headLength)).toBeLessThan(0.1);
    }),
    { numRuns: 200 },
  );
});

test('breadths and length hold on the sampled skin itself, not only in the formulas', () => {
  fc.assert(
    fc.property(anyIdentity(2.5), (identity) => {
      const { surface } = buildRig(identity);
      const p = new Float64Array(3);
      let cheek = 0;
      let skull = 0;
      let front = -Infinity;
      let back = Infinity;
      for (let v = 0.1; v < 0.6; v += 0.001) {
        for (let angle = 1.2; angle < 1.9; angle += 0.02) {
          restPoint(surface, angle, v, p, 0);
          if (Math.abs(p[1] + 10) < 0.4) cheek = Math.max(cheek, p[0]);
          if (p[1] > 22) skull = Math.max(skull, p[0]);
        }
        restPoint(surface, 0, v, p, 0);
        if (p[1] > 12 && p[1] < 34) front = Math.max(front, p[2]);
        restPoint(surface, Math.PI, v, p, 0);
        back = Math.min(back, p[2]);
      }
      expect(Math.abs(2 * cheek - identity.faceWidth)).toBeLessThan(0.6);
      expect(Math.abs(2 * skull - identity.headBreadth)).toBeLessThan(0.1);
      expect(Math.abs(front - back - identity.headLength)).toBeLessThan(1.5);
    }),
    { numRuns: 10 },
  );
});
