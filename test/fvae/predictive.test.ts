import { describe, expect, it } from 'vitest';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import { without } from '../../fvae/hidden.ts';
import { withoutLasting } from '../../fvae/lasting.ts';
import { fvaeFitted } from '../../fvae/predictive.ts';
import type { State } from '../../fvae/state.ts';
import { planted } from './start/planted.ts';

const WANDER = 0.4;
const options = { ...FVAE_DEFAULTS, factors: 3, epochs: 8, batch: 256, backend: 'wasm', workers: 0, seed: 0 };

describe.each([
  ['residuals wander', {}],
  ['residuals wander and viewers share a manner', { manner: 0.7, viewers: 60 }],
])('where %s', async (_, plan) => {
  const { tensor: exact, clean } = planted({ viewers: 40, samples: 160, noise: 0.05, wander: WANDER, ...plan });
  const { viewers, samples: T, features: D } = exact;
  const hidden = exact.mask.map((seen, entry) =>
    seen === 1 && ((entry % T) + Math.floor(entry / T)) % 20 < 4 ? 1 : 0,
  );
  const tensor = { ...exact, mask: without(exact.mask, hidden) };
  const state = await fitFvae(tensor, options);

  /** Mean square of the errors of what is hidden, and of these in deviations; the least deviation against the greatest. */
  const errorsOf = (given: State) => {
    const fitted = fvaeFitted(given, tensor);
    let [square, standard, count, least, most] = [0, 0, 0, 1, 0];
    for (let i = 0; i < viewers; i += 1) {
      const { mean, deviation } = fitted.impute(i);
      for (let t = 0; t < T; t += 1) {
        if (hidden[i * T + t] !== 1) continue;
        for (let d = 0; d < D; d += 1) {
          const error = (clean[(i * T + t) * D + d] - mean[t * D + d]) ** 2;
          square += error;
          standard += error / deviation[t * D + d] ** 2;
          count += 1;
        }
        const mean2 = deviation.subarray(t * D, (t + 1) * D).reduce((sum, value) => sum + value ** 2 / D, 0);
        [least, most] = [Math.min(least, Math.sqrt(mean2)), Math.max(most, Math.sqrt(mean2))];
      }
    }
    return { square: square / count, standard: standard / count, least, most };
  };
  const [all, alone] = [errorsOf(state), errorsOf(withoutLasting(state))];

  it('what is missing is told much better, and known to be, by what lasts of a viewer’s residuals around it', () => {
    expect(all.square).toBeLessThan(0.7 * alone.square);
    for (const { standard } of [all, alone]) {
      expect(standard).toBeGreaterThan(0.6);
      expect(standard).toBeLessThan(1.6);
    }
    expect(all.least).toBeLessThan(0.7 * alone.least);
    expect(all.most).toBeGreaterThan(1.7 * all.least);
  });

  it('the landmarks’ own variance is that of what wanders, without the viewers’ slopes', () => {
    const own = Float64Array.from(state.arrays['scatter.clean'].values);
    const mean = own.reduce((sum, value) => sum + value, 0) / D;
    expect(mean / WANDER ** 2).toBeGreaterThan(0.7);
    expect(mean / WANDER ** 2).toBeLessThan(1.4);
  });
});
