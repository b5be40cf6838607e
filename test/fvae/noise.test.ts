import { describe, expect, it } from 'vitest';
import { noiseScale, scatterOf, wobbleOf } from '../../fvae/noise.ts';
import { createRandom } from '../../fvae/random.ts';

describe('scatterOf', () => {
  it('tells measuring noise, which grows with a viewer, from landmarks that move slowly or at once', () => {
    const random = createRandom(0, 'noise');
    const [viewers, samples, features] = [60, 300, 6];
    const residual = new Float32Array(viewers * samples * features);
    for (let i = 0; i < viewers; i++) {
      const scale = 0.5 + (1.5 * i) / viewers;
      const slow = new Float64Array(features);
      for (let t = 0; t < samples; t++) {
        for (let f = 0; f < features; f++) {
          slow[f] = 0.95 * slow[f]! + Math.sqrt(1 - 0.95 ** 2) * random.normal();
          // Feature 0 blinks: as white as noise, but the same for everyone.
          const blink = f === 0 ? 1.5 * random.normal() : 0;
          residual[(i * samples + t) * features + f] = slow[f]! + blink + Math.sqrt(scale) * random.normal();
        }
      }
    }
    const mask = new Uint8Array(viewers * samples).fill(1);
    const { clean, noise, course } = scatterOf(
      { length: samples, start: new Int32Array(viewers), residual, mask },
      viewers,
      samples,
      features,
    );
    for (let f = 1; f < features; f++) expect(clean[f]).toBeCloseTo(1, 0);
    expect(clean[0]! / (1 + 1.5 ** 2)).toBeGreaterThan(0.7);
    expect(noise[0]! / noise[1]!).toBeGreaterThan(0.6);
    expect(noise[0]! / noise[1]!).toBeLessThan(1.6);
    expect(Math.min(...course)).toBeGreaterThan(0.4);
  });

  it('takes a viewer of no steps as any other', () => {
    const wobble = wobbleOf(new Float64Array(4), Uint8Array.of(1, 0), 2, 2);
    expect([wobble.steps, wobble.entries, noiseScale(wobble, Float64Array.of(1, 1))]).toEqual([0, 1, 1]);
  });
});
