import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../../fvae/random.ts';
import { BASELINES } from '../../harness/evaluation/roster.ts';

it('a viewer of whom nothing is seen is as uncertain as viewers differ, however few the samples', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat(1000),
      fc.integer({ min: 6, max: 10 }),
      fc.integer({ min: 4, max: 40 }),
      fc.constantFrom('viewer-mean', 'additive', 'pca'),
      async (seed, viewers, samples, name) => {
        const features = 80;
        const random = createRandom(seed, 'few samples');
        const own = Float64Array.from({ length: viewers * features }, () => random.normal());
        const values = Float32Array.from({ length: viewers * samples * features }, (_, at) => {
          const viewer = Math.floor(at / (samples * features));
          return own[viewer * features + (at % features)]! + random.normal();
        });
        const mask = new Uint8Array(viewers * samples).fill(1);
        const fitted = await BASELINES[name]!(1).fit({ viewers, samples, features, values, mask }, { seed: 0 });
        const size = samples * features;
        const { deviation } = fitted.foldIn(new Float32Array(size), new Uint8Array(samples));
        const median = deviation.toSorted()[size / 2]!;
        // Viewers and samples vary by 1 each.
        expect(median).toBeGreaterThan(0.5);
        expect(median).toBeLessThan(4);
      },
    ),
    { numRuns: 30 },
  ));
