import { describe, expect, it } from 'vitest';
import { populationOf } from '../../fvae/finished.ts';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import { foldOf, without } from '../../fvae/hidden.ts';
import { featureCount, liftsOf } from '../../fvae/objective/features.ts';
import { meanCourses } from '../../fvae/objective/mean-courses.ts';
import { partsOfState } from '../../fvae/parts.ts';
import { slopesBy } from '../../fvae/slope-posterior.ts';
import { clearlyBelow, isTried, slopeTrials, trialLosses } from '../../fvae/slope-trials.ts';
import { responsesOf, tellerOf, tellViewer } from '../../fvae/viewer.ts';
import { planted } from './start/planted.ts';

const { tensor } = planted({ viewers: 21, samples: 160, noise: 0.1, manner: 0.7 });
const { viewers: N, samples: T, features: D, values, mask } = tensor;
const K = 2;
const options = { ...FVAE_DEFAULTS, factors: K, epochs: 4, batch: 256, backend: 'wasm', workers: 0, seed: 0 };
const parts = partsOfState(await fitFvae(tensor, options));
const population = populationOf(parts, T, D, K);
const deviation = parts.array('latent-deviation', K);
const film = {
  courses: meanCourses(parts.decoder, deviation),
  reach: parts.array('reach', K, D),
  time: parts.array('time', T, K),
};
const teller = tellerOf(
  population,
  film,
  parts.array('response', featureCount(K), D),
  liftsOf(deviation),
  parts.array('viewer', N, K),
);

/** The viewer told from a part of its film, and the mask of the rest. */
function tried(viewer: number, hidden: Uint8Array) {
  const own = values.subarray(viewer * T * D, (viewer + 1) * T * D);
  const seen = mask.subarray(viewer * T, (viewer + 1) * T);
  const told = tellViewer(teller, own, without(seen, hidden));
  return { own, hidden, told, said: responsesOf(teller, told.placement, hidden) };
}

/** Both parts of every viewer that is tried, in the order of the trials. */
const asTried = Array.from({ length: N }, (_, i) => i)
  .filter(isTried)
  .flatMap((i, n) => {
    const seen = mask.subarray(i * T, (i + 1) * T);
    const later = seen.map((one, t) => (t < T / 4 ? 0 : one));
    return [tried(i, later), tried(i, foldOf(seen, n))];
  });

describe('trials of slopes', async () => {
  const trials = await slopeTrials(teller, tensor, async () => {});

  it('are of viewers told without what is hidden of them', () => {
    expect(trials.length).toBe(asTried.length);
    trials.forEach(({ seen }, n) => {
      expect(seen).toEqual(asTried[n].told.sums);
      expect(seen.count).toBeLessThan(0.85 * (1 - 0.2) * T);
    });
  });

  it('lose by slopes what landmarks then are off by where they are hidden', () => {
    const spread = { shared: new Float64Array(K * D).fill(0.3), rest: new Float64Array(K * D).fill(0.2) };
    const tell = slopesBy(population, spread, K);
    trialLosses(population, trials, spread, K).forEach((loss, n) => {
      const { own, hidden, told, said } = asTried[n];
      const { own: slopes, centre } = tell(told.sums);
      let square = 0;
      for (let t = 0; t < T; t += 1) {
        if (hidden[t] !== 1) continue;
        for (let d = 0; d < D; d += 1) {
          let error = own[t * D + d] - told.face[d] - said[t * D + d];
          for (let k = 0; k < K; k += 1) error -= (told.courses[t * K + k] - centre[k]) * slopes[k * D + d];
          square += error ** 2;
        }
      }
      expect(loss / Math.sqrt(square)).toBeCloseTo(1, 6);
    });
  });

  it('are a number where slopes explain all to the last bit', () => {
    const slope = 0.1;
    const gram = Float64Array.of(0.7);
    const left = new Float64Array(D).fill(0.7 * slope);
    const seen = {
      count: 60,
      centre: new Float64Array(1),
      gram: Float64Array.of(1e12),
      cross: new Float64Array(D).fill(1e12 * slope),
    };
    const identity = Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));
    const plain = { to: identity, from: identity, correlationTime: new Float64Array(D).fill(1) };
    const spread = { shared: new Float64Array(D), rest: new Float64Array(D).fill(1) };
    for (const rounding of [1 - 1e-14, 1, 1 + 1e-14]) {
      const square = D * 0.7 * slope ** 2 * rounding;
      const [loss] = trialLosses(plain, [{ seen, gram, left, square }], spread, 1);
      expect(loss).toBeGreaterThanOrEqual(0);
      expect(loss).toBeLessThan(1e-5);
    }
  });
});

it('losses are clearly below others where they are by more than chance', () => {
  expect(clearlyBelow([1, 2, 3], [1.1, 2.1, 3.1])).toBe(true);
  expect(clearlyBelow([1.1, 2.1, 3.1], [1, 2, 3])).toBe(false);
  expect(clearlyBelow([1, 2, 3], [2, 1.5, 3])).toBe(false);
  expect(clearlyBelow([1, 2, 3], [1, 2, 3])).toBe(false);
  expect(clearlyBelow([1], [2])).toBe(false);
  expect(clearlyBelow([], [])).toBe(false);
});
