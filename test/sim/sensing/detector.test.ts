import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAUSES, mainBlocker, progress } from '../../../sim/sensing/cause.ts';
import { detectionProbability } from '../../../sim/sensing/detector.ts';
import { BLOCKERS } from '../../../sim/visibility/blockers.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe('detectionProbability', () => {
  it('is half at the size and at the angle where half are missed, and all but the constant failures otherwise', () => {
    expect(detectionProbability({ failure: 0, size: 18, pose: 0 }, 18, 0, 1)).toBeCloseTo(0.5, 9);
    expect(detectionProbability({ failure: 0, size: 0, pose: 65 }, 100, 65, 1)).toBeCloseTo(0.5, 9);
    expect(detectionProbability({ failure: 0.02, size: 0, pose: 0 }, 5, 80, 1)).toBeCloseTo(0.98, 9);
    expect(detectionProbability({ failure: 0.02, size: 18, pose: 65 }, 200, 0, 1)).toBeGreaterThan(0.97);
  });

  it('grows with size and with what is seen, and falls with the angle', () => {
    const sizes = fc.double({ min: 1, max: 300, noNaN: true });
    fc.assert(
      fc.property(unit, sizes, sizes, unit, (failure, size, more, seen) => {
        const detector = { failure, size: 18, pose: 65 };
        const base = detectionProbability(detector, size, 30, seen);
        expect(base).toBeGreaterThanOrEqual(0);
        expect(base).toBeLessThanOrEqual(1 - failure);
        expect(detectionProbability(detector, size + more, 30, seen)).toBeGreaterThanOrEqual(base);
        expect(detectionProbability(detector, size, 40, seen)).toBeLessThanOrEqual(base);
        expect(detectionProbability(detector, size, 30, Math.min(1, seen + 0.1))).toBeGreaterThanOrEqual(base);
      }),
    );
  });
});

describe('causes', () => {
  it('are distinct codes from 0, one for every blocker', () => {
    const codes = Object.values(CAUSES);
    expect([...codes].sort((a, b) => a - b)).toEqual(codes.map((_code, n) => n));
    const found = BLOCKERS.map((_name, b) => {
      const tally = new Uint16Array(BLOCKERS.length);
      tally[b] = 3;
      return mainBlocker(tally);
    });
    expect(new Set(found).size).toBe(BLOCKERS.length);
    expect(found).not.toContain(CAUSES.observed);
  });

  it('rank a face that only the detector missed above one that was hidden, and that above one out of frame', () => {
    expect(progress(CAUSES.detector)).toBeGreaterThan(progress(CAUSES.person));
    expect(progress(CAUSES.person)).toBeGreaterThan(progress(CAUSES['turned-away']));
    expect(progress(CAUSES['turned-away'])).toBeGreaterThan(progress(CAUSES['out-of-frame']));
  });
});
