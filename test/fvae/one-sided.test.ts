import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Windows } from '../../fvae/noise.ts';
import { oneSidedVariance } from '../../fvae/one-sided.ts';
import { createRandom, type Random } from '../../fvae/random.ts';

const [N, T] = [40, 400];

function windowsOf(draw: (random: Random) => number, seed = 0): Windows {
  const random = createRandom(seed, 'one-sided');
  const residual = Float32Array.from({ length: N * T }, () => draw(random));
  return { length: T, start: new Int32Array(N), residual, mask: new Uint8Array(N * T).fill(1) };
}

const varianceOf = (windows: Windows): number => oneSidedVariance(windows, N, 1)[0]!;
const exponential = (random: Random): number => -Math.log(1 - random.uniform());

describe('the variance of movement to one side', () => {
  it('is that of exponential movement to either side, under noise of its size', () => {
    for (const side of [1, -1]) {
      for (const noise of [0, 0.5, 1]) {
        const found = varianceOf(windowsOf((random) => side * exponential(random) + noise * random.normal()));
        expect(found).toBeGreaterThan(0.85);
        expect(found).toBeLessThan(1.15);
      }
    }
  });

  it('is hardly any of what goes both ways, and 0 where no sample has a seen neighbour', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(varianceOf(windowsOf((random) => random.normal(), seed))).toBeLessThan(0.14);
      }),
      { numRuns: 20 },
    );
    const windows = windowsOf(exponential);
    expect(varianceOf({ ...windows, mask: windows.mask.map((_, at) => at % 2) })).toBe(0);
  });

  it('is none of what lasts', () => {
    const random = createRandom(0, 'one-sided');
    let slow = 0;
    const windows = windowsOf(() => {
      slow = 0.95 * slow + 0.4 * (exponential(random) - 1);
      return slow + 0.5 * random.normal();
    });
    expect(varianceOf(windows)).toBeLessThan(0.14);
  });

  it('is told by viewers of whom enough is seen alone', () => {
    const windows = windowsOf(exponential);
    // Of most viewers two samples are seen.
    const mask = windows.mask.map((_, at) => (at < 16 * T || at % T < 2 ? 1 : 0));
    const found = varianceOf({ ...windows, mask });
    expect(found).toBeGreaterThan(0.85);
    expect(found).toBeLessThan(1.15);
  });

  it('is not made up by a few far off', () => {
    const windows = windowsOf((random) => random.normal());
    const residual = windows.residual.map((value, at) => (at < 5 * T && at % 100 === 0 ? 1000 : value));
    expect(varianceOf({ ...windows, residual })).toBeLessThan(0.15);
  });
});
