import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTION_UNITS } from '../../../sim/face/action-units.ts';
import { contraction, driveActionUnits, driveLinearly, FULL } from '../../../sim/reaction/action-units.ts';

const saturations = fc.double({ min: 0.01, max: 10, noNaN: true });
const latents = fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });

describe('contraction', () => {
  it('runs from 0 at 0 to 1 at full, never falls, and bends down as it saturates', () => {
    fc.assert(
      fc.property(saturations, fc.double({ min: 0, max: FULL, noNaN: true }), (s, z) => {
        const value = contraction(z, s);
        expect(contraction(0, s)).toBe(0);
        expect(contraction(-1, s)).toBe(0);
        expect(contraction(FULL, s)).toBe(1);
        expect(value).toBeGreaterThanOrEqual(z / FULL - 1e-12);
        expect(contraction(z + 0.01, s)).toBeGreaterThanOrEqual(value);
      }),
    );
    expect(contraction(1, 1e-2)).toBeCloseTo(0.5, 2);
    expect(contraction(0.5, 8)).toBeGreaterThan(0.95);
  });
});

describe('driveActionUnits', () => {
  it('stays in 0..1 and grows with every factor', () => {
    fc.assert(
      fc.property(saturations, latents, fc.integer({ min: 0, max: 3 }), (s, z, k) => {
        const low = new Float32Array(ACTION_UNITS.length);
        const high = new Float32Array(ACTION_UNITS.length);
        driveActionUnits(z, 0, s, low, 0);
        driveActionUnits(
          z.map((value, j) => (j === k ? value + 0.3 : value)),
          0,
          s,
          high,
          0,
        );
        for (let a = 0; a < low.length; a += 1) {
          expect(low[a]).toBeGreaterThanOrEqual(0);
          expect(high[a]).toBeLessThanOrEqual(1);
          expect(high[a]).toBeGreaterThanOrEqual(low[a] - 1e-7);
        }
      }),
    );
  });

  it('leaves a face alone that feels nothing, and never drives the blink', () => {
    const out = new Float32Array(ACTION_UNITS.length).fill(9);
    driveActionUnits([0, 0, 0, 0], 0, 1.2, out, 0);
    expect([...out]).toEqual(ACTION_UNITS.map(() => 0));
    driveActionUnits([2, 2, 2, 2], 0, 1.2, out, 0);
    expect(out[ACTION_UNITS.indexOf('AU45')]).toBe(0);
  });
});

describe('driveLinearly', () => {
  it('is linear', () => {
    fc.assert(
      fc.property(latents, latents, fc.double({ min: -2, max: 2, noNaN: true }), (p, q, c) => {
        const gains = Float64Array.from([0.5, 1, 2, 0.25]);
        const at = (z: number[]): Float64Array => {
          const out = new Float64Array(ACTION_UNITS.length);
          driveLinearly(z, 0, gains, out, 0);
          return out;
        };
        const mixed = at(p.map((value, k) => value + c * q[k]));
        const [a, b] = [at(p), at(q)];
        for (let n = 0; n < a.length; n += 1) expect(mixed[n]).toBeCloseTo(a[n] + c * b[n], 10);
      }),
    );
  });
});
