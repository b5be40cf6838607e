import { expect, it } from 'vitest';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import { without } from '../../fvae/hidden.ts';
import { withoutLasting } from '../../fvae/lasting.ts';
import { fvaeFitted } from '../../fvae/predictive.ts';
import { planted } from './start/planted.ts';
import { wandering } from './wandering.ts';

it('what is missing is told much better, and known to be, by what lasts of a viewer’s residuals around it', async () => {
  const exact = planted({ viewers: 40, samples: 160, noise: 0.05 }).tensor;
  const { viewers, samples: T, features: D } = exact;
  const values = wandering(exact);
  const hidden = exact.mask.map((seen, entry) =>
    seen === 1 && ((entry % T) + Math.floor(entry / T)) % 20 < 4 ? 1 : 0,
  );
  const tensor = { ...exact, values, mask: without(exact.mask, hidden) };
  const options = { ...FVAE_DEFAULTS, factors: 3, epochs: 8, batch: 256, backend: 'wasm', workers: 0, seed: 0 };
  const state = await fitFvae(tensor, options);
  /** Mean square of the errors of what is hidden, and of these in deviations. */
  const errorsOf = (given: typeof state) => {
    const fitted = fvaeFitted(given, tensor);
    let [square, standard, count] = [0, 0, 0];
    for (let i = 0; i < viewers; i += 1) {
      const { mean, deviation } = fitted.impute(i);
      for (let t = 0; t < T; t += 1) {
        if (hidden[i * T + t] !== 1) continue;
        for (let d = 0; d < D; d += 1) {
          const error = (values[(i * T + t) * D + d] - mean[t * D + d]) ** 2;
          square += error;
          standard += error / deviation[t * D + d] ** 2;
          count += 1;
        }
      }
    }
    return { square: square / count, standard: standard / count };
  };
  const [all, alone] = [errorsOf(state), errorsOf(withoutLasting(state))];
  expect(all.square).toBeLessThan(0.7 * alone.square);
  for (const { standard } of [all, alone]) {
    expect(standard).toBeGreaterThan(0.6);
    expect(standard).toBeLessThan(1.6);
  }
});
