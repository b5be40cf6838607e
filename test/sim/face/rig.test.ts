import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACTION_UNIT_COUNT,
  ACTION_UNITS,
  AU1,
  AU4,
  AU5,
  AU12,
  AU25,
  AU26,
  AU43,
  AU45,
} from '../../../sim/face/action-units.ts';
import { CONDYLE_Y, CONDYLE_Z } from '../../../sim/face/displacement.ts';
import { MIRROR_LANDMARK } from '../../../sim/face/features.ts';
import { type Identity, meanIdentity, mirrorIdentity } from '../../../sim/face/identity.ts';
import { meanFace } from '../../../sim/face/mean-face.ts';
import { buildRig, LANDMARK_COUNT, poseLandmarks } from '../../../sim/face/rig.ts';
import { anyExpression, anyIdentity, expression } from './faces.ts';

const RUNS = { numRuns: 60 };

function landmarks(identity: Identity, au: Float64Array, linear = false): Float64Array {
  const out = new Float64Array(3 * LANDMARK_COUNT);
  poseLandmarks(buildRig(identity), au, 0, out, linear);
  return out;
}

test('a mirrored face with the same expression has mirrored landmarks', () => {
  fc.assert(
    fc.property(anyIdentity(2.5), anyExpression(), fc.boolean(), (identity, au, linear) => {
      const here = landmarks(identity, au, linear);
      const there = landmarks(mirrorIdentity(identity), au, linear);
      for (let l = 0; l < LANDMARK_COUNT; l++) {
        const m = 3 * MIRROR_LANDMARK[l];
        expect(Math.abs(there[m] + here[3 * l])).toBeLessThan(1e-9);
        expect(Math.abs(there[m + 1] - here[3 * l + 1])).toBeLessThan(1e-9);
        expect(Math.abs(there[m + 2] - here[3 * l + 2])).toBeLessThan(1e-9);
      }
    }),
    RUNS,
  );
});

test('landmarks are smooth in every action unit: central differences at two step sizes agree', () => {
  const h = 1e-3;
  const slope = (identity: Identity, au: Float64Array, unit: number, step: number) => {
    const rig = buildRig(identity);
    const up = new Float64Array(3 * LANDMARK_COUNT);
    const down = new Float64Array(3 * LANDMARK_COUNT);
    const at = au.slice();
    at[unit] = au[unit] + step;
    poseLandmarks(rig, at, 0, up);
    at[unit] = au[unit] - step;
    poseLandmarks(rig, at, 0, down);
    return up.map((value, i) => (value - down[i]) / (2 * step));
  };
  const unit = fc.integer({ min: 0, max: ACTION_UNIT_COUNT - 1 });
  fc.assert(
    fc.property(anyIdentity(2.5), anyExpression(), unit, (identity, au, k) => {
      const coarse = slope(identity, au, k, h);
      const fine = slope(identity, au, k, h / 2);
      for (let i = 0; i < coarse.length; i++) expect(Math.abs(coarse[i] - fine[i])).toBeLessThan(1e-4);
    }),
    RUNS,
  );
});

test('the linear face is linear in the action units, and as large as the curved one at each full unit', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(anyIdentity(2.5), anyExpression(), anyExpression(), share, (identity, a, b, t) => {
      const blend = a.map((value, i) => value * t + b[i] * (1 - t));
      const atA = landmarks(identity, a, true);
      const atB = landmarks(identity, b, true);
      const atBlend = landmarks(identity, blend, true);
      for (let i = 0; i < atA.length; i++) {
        expect(Math.abs(atBlend[i] - (atA[i] * t + atB[i] * (1 - t)))).toBeLessThan(1e-9);
      }
    }),
    RUNS,
  );
  const neutral = landmarks(meanIdentity(0.5), expression({}));
  for (let u = 0; u < ACTION_UNIT_COUNT; u++) {
    const curved = landmarks(meanIdentity(0.5), expression({ [u]: 1 }));
    const linear = landmarks(meanIdentity(0.5), expression({ [u]: 1 }), true);
    for (let l = 0; l < LANDMARK_COUNT; l++) {
      const size = (q: Float64Array) => Math.hypot(...[0, 1, 2].map((k) => q[3 * l + k] - neutral[3 * l + k]));
      expect(Math.abs(size(curved) - size(linear)), `${ACTION_UNITS[u]}, landmark ${l}`).toBeLessThan(2.5);
    }
  }
});

test('the upper lip never sinks more than half a millimetre below the lower', () => {
  fc.assert(
    fc.property(anyIdentity(2.5), anyExpression(), (identity, au) => {
      const q = landmarks(identity, au);
      for (const [upper, lower] of [
        [61, 67],
        [62, 66],
        [63, 65],
      ]) {
        expect(q[3 * upper + 1] - q[3 * lower + 1]).toBeGreaterThan(-0.5);
      }
    }),
    { numRuns: 300 },
  );
});

test('no landmark moves at rest, whichever way the face is posed, and other offsets of the array do not matter', () => {
  fc.assert(
    fc.property(anyIdentity(2.5), anyExpression(), (identity, au) => {
      const rig = buildRig(identity);
      const plain = new Float64Array(3 * LANDMARK_COUNT);
      const shifted = new Float64Array(3 * LANDMARK_COUNT);
      const longer = new Float64Array(3 * ACTION_UNIT_COUNT).fill(0.7);
      longer.set(au, ACTION_UNIT_COUNT);
      poseLandmarks(rig, au, 0, plain);
      poseLandmarks(rig, longer, ACTION_UNIT_COUNT, shifted);
      expect(shifted).toEqual(plain);
      expect(landmarks(identity, expression({}), true)).toEqual(landmarks(identity, expression({})));
    }),
    RUNS,
  );
});

describe('directions of the action units on any face', () => {
  const moved = (identity: Identity, units: Readonly<Record<number, number>>) => {
    const rest = landmarks(identity, expression({}));
    return landmarks(identity, expression(units)).map((value, i) => value - rest[i]);
  };
  test('smile, brows, lids and lips', () => {
    fc.assert(
      fc.property(anyIdentity(2.5), (identity) => {
        const smile = moved(identity, { [AU12]: 1 });
        expect(smile[3 * 54]).toBeGreaterThan(5);
        expect(smile[3 * 48]).toBeLessThan(-5);
        for (const l of [48, 54]) expect(smile[3 * l + 1]).toBeGreaterThan(5);
        const raised = moved(identity, { [AU1]: 1 });
        expect(raised[3 * 21 + 1]).toBeGreaterThan(3);
        const frown = moved(identity, { [AU4]: 1 });
        expect(frown[3 * 21 + 1]).toBeLessThan(-3);
        expect(frown[3 * 21]).toBeGreaterThan(1);
        const wide = moved(identity, { [AU5]: 1 });
        expect(wide[3 * 37 + 1]).toBeGreaterThan(1.5);
        const parted = moved(identity, { [AU25]: 1 });
        expect(parted[3 * 62 + 1] - parted[3 * 66 + 1]).toBeGreaterThan(3.5);
      }),
      RUNS,
    );
  });

  test('a dropping jaw carries the chin along an arc around the condyles, less the glide', () => {
    fc.assert(
      fc.property(anyIdentity(2.5), fc.double({ min: 0.05, max: 1, noNaN: true }), (identity, jaw) => {
        const rest = landmarks(identity, expression({}));
        const open = landmarks(identity, expression({ [AU26]: jaw }));
        const arm = Math.hypot(rest[25] - CONDYLE_Y, rest[26] - CONDYLE_Z);
        const turned = Math.hypot(open[25] + 3 * jaw - CONDYLE_Y, open[26] - 9 * jaw - CONDYLE_Z);
        expect(Math.abs(turned - arm)).toBeLessThan(0.01);
        expect(open[25]).toBeLessThan(rest[25]);
        expect(open[26]).toBeLessThan(rest[26]);
      }),
      RUNS,
    );
  });

  test('closing the eye brings the lids within a millimetre, and both ways of closing are the same motion', () => {
    fc.assert(
      fc.property(anyIdentity(2.5), fc.double({ min: 0, max: 1, noNaN: true }), (identity, tired) => {
        const closed = landmarks(identity, expression({ [AU45]: 1 }));
        for (const [upper, lower] of [
          [37, 41],
          [38, 40],
          [43, 47],
          [44, 46],
        ]) {
          const gap = closed[3 * upper + 1] - closed[3 * lower + 1];
          expect(gap).toBeLessThan(1);
          expect(gap).toBeGreaterThan(0);
        }
        const same = landmarks(identity, expression({ [AU43]: tired }));
        expect(landmarks(identity, expression({ [AU45]: tired }))).toEqual(same);
      }),
      RUNS,
    );
  });
});

test('the mean face keeps the measures that a landmark detector accepted, x and y in mm', () => {
  // From the trial head of the mean man; inner landmarks, subject's left.
  const accepted: Record<number, [number, number]> = {
    16: [72.6, 1],
    12: [55.3, -78.4],
    10: [37.2, -110.3],
    8: [0, -120.2],
  };
  const q = landmarks(meanIdentity(1), expression({}));
  for (const [l, [x, y]] of Object.entries(accepted)) {
    expect(Math.hypot(q[3 * Number(l)] - x, q[3 * Number(l) + 1] - y), `landmark ${l}`).toBeLessThan(1.2);
  }
});

test('the mean face is symmetric and half-way between the sexes', () => {
  const mean = meanFace();
  const male = landmarks(meanIdentity(1), expression({}));
  const female = landmarks(meanIdentity(0), expression({}));
  for (let i = 0; i < mean.length; i++) expect(mean[i]).toBeCloseTo((male[i] + female[i]) / 2, 9);
  for (let l = 0; l < LANDMARK_COUNT; l++) {
    expect(Math.abs(mean[3 * l] + mean[3 * MIRROR_LANDMARK[l]])).toBeLessThan(1e-9);
  }
  mean.fill(0);
  expect(meanFace()[0]).not.toBe(0);
});

test('a number that is not finite is refused by name', () => {
  expect(() => buildRig({ ...meanIdentity(0), noseWidth: Number.NaN })).toThrow(/identity\.noseWidth.*NaN/);
});
