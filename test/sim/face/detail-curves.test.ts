import { describe, expect, it } from 'vitest';
import { ACTION_UNIT_COUNT, AU1, AU12, AU26, AU45 } from '../../../sim/face/action-units.ts';
import {
  buildDetailCurves,
  DETAIL_CURVE_COUNT,
  DETAIL_SAMPLES,
  poseDetailCurves,
} from '../../../sim/face/detail-curves.ts';
import { meanIdentity } from '../../../sim/face/identity.ts';
import { buildRig, poseLandmarks } from '../../../sim/face/rig.ts';

const rig = buildRig({ ...meanIdentity(0.5), chinShift: 0, tilt: 0 });
const curves = buildDetailCurves(rig);

function posed(units: Readonly<Record<number, number>>) {
  const au = new Float64Array(ACTION_UNIT_COUNT);
  for (const [unit, value] of Object.entries(units)) au[Number(unit)] = value;
  const heights = new Float32Array(DETAIL_CURVE_COUNT * DETAIL_SAMPLES);
  const ends = new Float32Array(2 * DETAIL_CURVE_COUNT);
  poseDetailCurves(curves, rig, au, 0, heights, 0, ends, 0);
  const landmarks = new Float64Array(68 * 3);
  poseLandmarks(rig, au, 0, landmarks);
  const at = (curve: number, x: number): number => {
    const u = ((x - ends[2 * curve]) / (ends[2 * curve + 1] - ends[2 * curve])) * (DETAIL_SAMPLES - 1);
    const i = Math.min(DETAIL_SAMPLES - 2, Math.max(0, Math.floor(u)));
    const o = curve * DETAIL_SAMPLES + i;
    return heights[o] + (heights[o + 1] - heights[o]) * (u - i);
  };
  return { heights, ends, landmarks, at };
}

const EXPRESSIONS = { neutral: {}, smile: { [AU12]: 1 }, laugh: { [AU12]: 0.8, [AU26]: 1 }, raised: { [AU1]: 1 } };

describe('the curves that detail is painted along', () => {
  it.each(Object.entries(EXPRESSIONS))('pass through the landmarks they share: %s', (_, units) => {
    const { landmarks, at } = posed(units);
    const near = (curve: number, l: number, within: number): void => {
      expect(Math.abs(at(curve, landmarks[3 * l]) - landmarks[3 * l + 1]), `landmark ${l}`).toBeLessThan(within);
    };
    for (const l of [49, 50, 51, 52, 53]) near(0, l, 0.25);
    for (const l of [55, 56, 57, 58, 59]) near(3, l, 0.25);
    for (const l of [61, 62, 63]) near(1, l, 0.25);
    for (const l of [65, 66, 67]) near(2, l, 0.25);
    for (const l of [37, 38]) near(6, l, 0.25);
    for (const l of [40, 41]) near(7, l, 0.25);
    for (const l of [43, 44]) near(8, l, 0.25);
    for (const l of [46, 47]) near(9, l, 0.25);
  });

  it('are mirror images on a symmetric face', () => {
    const { heights, ends } = posed({ [AU12]: 0.6, [AU26]: 0.4, [AU45]: 0.3 });
    for (const [right, left] of [
      [4, 5],
      [6, 8],
      [7, 9],
    ]) {
      expect(ends[2 * right]).toBeCloseTo(-ends[2 * left + 1], 4);
      for (let i = 0; i < DETAIL_SAMPLES; i++) {
        const mirrored = heights[left * DETAIL_SAMPLES + DETAIL_SAMPLES - 1 - i];
        expect(Math.abs(heights[right * DETAIL_SAMPLES + i] - mirrored)).toBeLessThan(1e-3);
      }
    }
  });

  it('close the eye with a blink and open the mouth with the jaw', () => {
    const gap = (units: Readonly<Record<number, number>>, upper: number, lower: number, x: number): number => {
      const { at } = posed(units);
      return at(upper, x) - at(lower, x);
    };
    expect(gap({}, 8, 9, 30)).toBeGreaterThan(7);
    expect(Math.abs(gap({ [AU45]: 1 }, 8, 9, 30))).toBeLessThan(1.5);
    expect(gap({}, 1, 2, 0)).toBeLessThan(1);
    expect(gap({ [AU26]: 1 }, 1, 2, 0)).toBeGreaterThan(12);
  });
});
