import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IDENTITY_PARAMETERS, meanIdentity, mirrorIdentity } from '../../../sim/face/identity.ts';
import { anyIdentity } from './faces.ts';

test('means lie inside the limits with two standard deviations of room on either side where the shape allows', () => {
  expect(IDENTITY_PARAMETERS.length).toBeGreaterThanOrEqual(14);
  expect(new Set(IDENTITY_PARAMETERS.map((p) => p.name)).size).toBe(IDENTITY_PARAMETERS.length);
  for (const p of IDENTITY_PARAMETERS) {
    for (const [mean, sd] of [
      [p.meanMale, p.sdMale],
      [p.meanFemale, p.sdFemale],
    ]) {
      expect(sd, p.name).toBeGreaterThan(0);
      expect(mean, p.name).toBeGreaterThanOrEqual(p.min);
      expect(mean, p.name).toBeLessThan(p.max);
    }
  }
});

test('ANSUR II means and standard deviations', () => {
  const rows = IDENTITY_PARAMETERS.slice(0, 5).map((p) => [p.name, p.meanMale, p.sdMale, p.meanFemale, p.sdFemale]);
  expect(rows).toEqual([
    ['faceWidth', 142.6, 6.2, 133.8, 5.6],
    ['faceHeight', 122.6, 6.7, 113.1, 6.1],
    ['interpupillary', 64, 3.4, 61.7, 3.6],
    ['headBreadth', 154.3, 5.5, 147.8, 5.2],
    ['headLength', 199.5, 7, 189.8, 7.4],
  ]);
});

test('the mean of a blended sex lies on the line between the two', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (sex) => {
      const blend = meanIdentity(sex);
      for (const p of IDENTITY_PARAMETERS) {
        expect(blend[p.name]).toBeCloseTo(p.meanFemale * (1 - sex) + p.meanMale * sex, 10);
      }
    }),
  );
});

test('mirroring twice gives the face back, mirroring once turns only the asymmetries', () => {
  fc.assert(
    fc.property(anyIdentity(3), (identity) => {
      const once = mirrorIdentity(identity);
      expect(mirrorIdentity(once)).toEqual(identity);
      const changed = IDENTITY_PARAMETERS.filter((p) => once[p.name] !== identity[p.name]).map((p) => p.name);
      for (const name of changed) expect(['chinShift', 'tilt']).toContain(name);
    }),
  );
});
