import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../fvae/normal.ts';
import {
  addCalibration,
  type Calibration,
  calibrationOf,
  createCalibration,
  LEVELS,
} from '../../../harness/metrics/calibration.ts';
import { fillNormals, stream } from '../../../sim/random/stream.ts';

const density = (z: number): number => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The normal distribution's probability below z, by Simpson's rule. */
function probability(z: number): number {
  const steps = 2000;
  let sum = 0;
  for (let n = 0; n <= steps; n += 1) {
    const weight = n === 0 || n === steps ? 1 : n % 2 === 1 ? 4 : 2;
    sum += weight * density((z * n) / steps);
  }
  return 0.5 + (sum * z) / steps / 3;
}

/** Figures of targets drawn from N(0, actual²) against predictions N(0, stated²). */
function drawn(actual: number, stated: number, count = 400_000): Calibration {
  const target = new Float32Array(count);
  fillNormals(stream(5, 'calibration'), 0, 0, target, 0, 30_000);
  for (let n = 30_000; n < count; n += 1) {
    // The rest by quantiles in golden-ratio order: evenly spread, no noise.
    target[n] = normalQuantile((n * 0.6180339887498949 + 1e-9) % 1);
  }
  for (let n = 0; n < count; n += 1) target[n] *= actual;
  const sums = createCalibration(1);
  const samples = Uint32Array.from({ length: count }, (_, n) => n);
  const prediction = { mean: new Float32Array(count), deviation: new Float32Array(count).fill(stated) };
  addCalibration(sums, prediction, target, samples);
  const figures = calibrationOf(sums);
  if (figures === null) throw new Error('nothing scored');
  return figures;
}

describe('the normal quantile', () => {
  it('inverts the distribution, is odd, and has the known values', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1e-12)).toBeCloseTo(-7.034483825301131, 9);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (level) => {
        expect(probability(normalQuantile(level))).toBeCloseTo(level, 9);
        expect(normalQuantile(1 - level)).toBeCloseTo(-normalQuantile(level), 9);
      }),
      { numRuns: 50 },
    );
  });
});

describe('coverage and CRPS', () => {
  it('of a Gaussian that says what it is: 50 %, 90 %, and the closed form', () => {
    const { coverage50, coverage90, crpsUnit, crps } = drawn(2, 2);
    expect(coverage50).toBeCloseTo(0.5, 2);
    expect(coverage90).toBeCloseTo(0.9, 2);
    // The expected pinball loss of a normal's own quantile q is the density at q.
    const expected = (2 * 2 * LEVELS.reduce((sum, level) => sum + density(normalQuantile(level)), 0)) / LEVELS.length;
    expect(crpsUnit / expected).toBeCloseTo(1, 2);
    // The integral over all levels is 1 / sqrt(pi); the 19 levels leave out the tails.
    expect(crpsUnit / (2 / Math.sqrt(Math.PI))).toBeCloseTo(1.04, 1);
    expect(crps).toBeCloseTo(crpsUnit / (2 * Math.sqrt(2 / Math.PI)), 2);
  });

  it('is worse for noise, and for intervals wider or narrower than errors are: CRPS is proper', () => {
    const honest = [0.5, 1, 2].map((size) => drawn(size, size, 40_000).crpsUnit);
    expect(honest[1]).toBeGreaterThan(honest[0]);
    expect(honest[2]).toBeGreaterThan(honest[1]);
    for (const stated of [0.25, 0.5, 0.8, 1.25, 2, 4]) {
      expect(drawn(1, stated, 40_000).crpsUnit, `stated ${stated}`).toBeGreaterThan(honest[1]);
    }
  });

  it('of one twice as wide or half as wide as it says, by the normal distribution', () => {
    for (const ratio of [0.5, 2]) {
      const { coverage50, coverage90 } = drawn(1, ratio);
      expect(coverage50).toBeCloseTo(2 * probability(normalQuantile(0.75) * ratio) - 1, 2);
      expect(coverage90).toBeCloseTo(2 * probability(normalQuantile(0.95) * ratio) - 1, 2);
    }
  });

  it('is smallest for the spread that is right', () => {
    const right = drawn(1, 1).crpsUnit;
    for (const stated of [0.5, 0.8, 1.25, 2]) expect(drawn(1, stated).crpsUnit).toBeGreaterThan(right);
  });

  it('is the definition, level by level', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        (y, m, s) => {
          const [target, mean, deviation] = [Float32Array.of(y), Float32Array.of(m), Float32Array.of(s)];
          const sums = createCalibration(1);
          addCalibration(sums, { mean, deviation }, target, [0]);
          let loss = 0;
          for (const level of LEVELS) {
            const error = target[0] - (mean[0] + deviation[0] * normalQuantile(level));
            loss += (2 * Math.max(level * error, (level - 1) * error)) / LEVELS.length;
          }
          expect(calibrationOf(sums)?.crpsUnit).toBeCloseTo(loss, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the mean absolute error for a prediction without spread', () => {
    const sums = createCalibration(2);
    const prediction = { mean: Float32Array.of(1, 2), deviation: new Float32Array(2) };
    addCalibration(sums, prediction, Float32Array.of(3, 1), [0]);
    expect(calibrationOf(sums)?.crpsUnit).toBeCloseTo(1.5, 12);
  });

  it('follows a quantile function that is given, and refuses one that falls', () => {
    const sums = createCalibration(1);
    const told = { mean: new Float32Array(1), deviation: Float32Array.of(1) };
    const target = Float32Array.of(2);
    addCalibration(sums, { ...told, quantile: (level) => 3 * normalQuantile(level) }, target, [0]);
    expect(calibrationOf(sums)).toMatchObject({ coverage50: 1, coverage90: 1 });
    // Each prediction's own.
    addCalibration(sums, told, target, [0]);
    expect(calibrationOf(sums)).toMatchObject({ coverage50: 0.5, coverage90: 0.5 });
    expect(() => addCalibration(sums, { ...told, quantile: (level) => 1 - level }, target, [0])).toThrow(/fall/);
  });

  it('has the standard error of shares that viewers differ by: of one number each the binomial one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(40), (viewers, some) => {
        const inside = Math.min(some, viewers);
        const sums = createCalibration(1);
        const told = { mean: new Float32Array(1), deviation: Float32Array.of(1) };
        for (let n = 0; n < viewers; n += 1) addCalibration(sums, told, Float32Array.of(n < inside ? 0.1 : 9), [0]);
        const share = inside / viewers;
        const expected = Math.sqrt((share * (1 - share)) / (viewers - 1));
        expect(calibrationOf(sums)?.coverage50Error).toBeCloseTo(expected, 12);
        expect(calibrationOf(sums)?.coverage90Error).toBeCloseTo(expected, 12);
      }),
    );
    // The same number again and again says no more of a viewer.
    const sums = createCalibration(1);
    for (const y of [0.1, 9, 0.1, 9]) {
      const told = { mean: new Float32Array(50), deviation: new Float32Array(50).fill(1) };
      const samples = Array.from({ length: 50 }, (_, t) => t);
      addCalibration(sums, told, new Float32Array(50).fill(y), samples);
    }
    expect(calibrationOf(sums)?.coverage50Error).toBeCloseTo(Math.sqrt(0.25 / 3), 12);
    // A viewer of whom nothing is scored is none.
    addCalibration(sums, { mean: new Float32Array(1), deviation: new Float32Array(1) }, new Float32Array(1), []);
    expect(calibrationOf(sums)?.coverage50Error).toBeCloseTo(Math.sqrt(0.25 / 3), 12);
  });

  it('does not see what stands in other entries', () => {
    const sums = createCalibration(1);
    const other = Float32Array.of(Number.NaN, 1, 1e30);
    addCalibration(sums, { mean: other, deviation: other }, other, [1]);
    expect(calibrationOf(sums)).toMatchObject({ entries: 1, coverage50: 1, coverage90: 1 });
  });
});
