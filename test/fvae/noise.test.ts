import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noiseScale, scatterOf, type Windows, wobbleOf } from '../../fvae/noise.ts';
import { createRandom } from '../../fvae/random.ts';

const [N, T, D] = [60, 300, 6];
const PACE = 0.95;
const BLINK = { of: 5, share: 0.1 };

/**
 * Windows in which landmarks of variance 1 last by PACE and feature 0 blinks. What measuring adds is `noise` times a scale by
 * viewer, of feature 1 another one; single samples, without a neighbour, are three times as noisy.
 */
function windowsOf(noise: number): Windows {
  const random = createRandom(0, 'noise');
  const residual = new Float32Array(N * T * D);
  const mask = new Uint8Array(N * T);
  for (let i = 0; i < N; i++) {
    const scale = 0.5 + (1.5 * i) / N;
    const slow = Float64Array.from({ length: D }, () => random.normal());
    for (let t = 0; t < T; t++) {
      // The last of nine samples lies alone.
      const place = t % 9;
      mask[i * T + t] = place < 6 || place === 7 ? 1 : 0;
      for (let f = 0; f < D; f++) {
        slow[f] = PACE * slow[f]! + Math.sqrt(1 - PACE ** 2) * random.normal();
        const blink = f === 0 ? BLINK.of * ((random.uniform() < BLINK.share ? 1 : 0) - BLINK.share) : 0;
        const size = noise * (place === 7 ? 3 : 1) * Math.sqrt(f === 1 ? 2.5 - scale : scale);
        residual[(i * T + t) * D + f] = slow[f]! + blink + size * random.normal();
      }
    }
  }
  return { length: T, start: new Int32Array(N), residual, mask };
}

const scatter = (windows: Windows) => scatterOf(windows, N, T, D);

describe('scatterOf', () => {
  it('tells measuring from landmarks that last or go to one side, however much it is and of whom', () => {
    for (const noise of [0.3, 1, 2]) {
      const { clean, lasting, noise: found, course } = scatter(windowsOf(noise));
      for (let f = 0; f < D; f++) {
        expect(lasting[f]).toBeGreaterThan(0.8);
        expect(lasting[f]).toBeLessThan(1.15);
      }
      for (let f = 1; f < D; f++) {
        // What measuring is taken for landmarks' by chance, as a share of it.
        expect(clean[f]).toBeLessThan(1.15 + 0.12 * 1.25 * noise ** 2);
        expect(found[f]! / noise ** 2).toBeGreaterThan(0.8);
        // Of the landmarks' own, 1 - PACE is gone by the next sample and as white.
        expect(found[f]! - noise ** 2).toBeLessThan(0.3 * noise ** 2 + 0.1);
      }
      const blinks = BLINK.of ** 2 * BLINK.share * (1 - BLINK.share);
      expect(clean[0]! / (1 + blinks)).toBeGreaterThan(0.75);
      expect(clean[0]! / (1 + blinks)).toBeLessThan(1.5);
      if (noise <= 1) expect(Math.min(...course)).toBeGreaterThan(0.4);
    }
  });

  it('scales as variances do', () => {
    const windows = windowsOf(1);
    const one = scatter(windows);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (c) => {
        const other = scatter({ ...windows, residual: windows.residual.map((value) => c * value) });
        for (const name of ['clean', 'lasting', 'noise', 'step'] as const) {
          other[name].forEach((value, f) => {
            expect(value / (c * c * one[name][f]!)).toBeCloseTo(1, 4);
          });
        }
      }),
      { numRuns: 10 },
    );
  });

  it('takes all for the landmarks’ own where no sample has a neighbour', () => {
    const windows = windowsOf(1);
    const mask = windows.mask.map((_, at) => at % 2);
    const { clean, noise } = scatter({ ...windows, mask });
    for (let f = 1; f < D; f++) expect(clean[f]).toBeGreaterThan(1.8);
    expect([...noise]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('takes a viewer of no steps as any other', () => {
    const wobble = wobbleOf(new Float64Array(4), Uint8Array.of(1, 0), 2, 2);
    expect([wobble.steps, noiseScale(wobble, Float64Array.of(1, 1))]).toEqual([0, 1]);
  });
});
