import { describe, expect, it } from 'vitest';
import { calmPart } from '../../fvae/calm.ts';
import { createRandom } from '../../fvae/random.ts';

const [N, T, K, D] = [40, 600, 2, 3];
/** Landmark 2 answers to neither course. */
const reach = Float64Array.of(1, 0.5, 0, 0.3, 2, 0);

/** Courses that rise and fall in a third of the film and rest otherwise, and residuals of what `error` times their steps and measuring make. */
function windowsOf(error: number, measured: number, missing = 0) {
  const random = createRandom(0, 'calm');
  const courses = new Float64Array(N * T * K);
  const residual = new Float32Array(N * T * D);
  const mask = new Uint8Array(N * T).map(() => (random.uniform() < missing ? 0 : 1));
  for (let row = 0; row < N * T; row += 1) {
    const moving = row % T > 0 && row % T < T / 3;
    for (let k = 0; k < K; k += 1) courses[row * K + k] = moving ? random.uniform() : 0;
    for (let d = 0; d < D; d += 1) {
      const wrong = moving && d < 2 ? error * random.normal() : 0;
      residual[row * D + d] = mask[row] === 1 ? wrong + measured * random.normal() : Number.NaN;
    }
  }
  return { windows: { length: T, residual, mask }, courses };
}

describe('the part of the steps that is left where faces are told to rest', () => {
  it('is nothing where all errors come with movement, all of them where they are measuring’s', () => {
    const { windows, courses } = windowsOf(1, 0);
    expect([...calmPart(windows, courses, reach, N)].slice(0, 2)).toEqual([0, 0]);
    const measured = windowsOf(0, 1, 0.3);
    for (const part of calmPart(measured.windows, measured.courses, reach, N)) {
      expect(part).toBeGreaterThan(0.9);
      expect(part).toBeLessThanOrEqual(1);
    }
  });

  it('is measuring’s share of both', () => {
    const { windows, courses } = windowsOf(1, 1, 0.1);
    const [one, two, still] = calmPart(windows, courses, reach, N);
    // A third of the steps are of errors, too: 1 of 1 + 1 / 3.
    for (const part of [one, two]) expect(Math.abs(part - 0.75)).toBeLessThan(0.04);
    expect(still).toBeGreaterThan(0.93);
  });

  it('is not told of little', () => {
    const { windows, courses } = windowsOf(1, 0, 0.98);
    expect([...calmPart(windows, courses, reach, N)]).toEqual([1, 1, 1]);
  });
});
