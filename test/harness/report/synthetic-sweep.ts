import { type Band, bandOf } from '../../../harness/metrics/band.ts';
import { INTERVAL, type StressResult, type Where } from '../../../harness/stress/result.ts';

const MODELS = ['fvae', 'cp', 'additive'];
const SEEDS = [0, 1, 2];

/** A sweep whose errors grow with what is lost, and fall with what is seen and with who trains. */
export function sweepOf(kind: StressResult['kind'], troubled = false): StressResult {
  const wheres: readonly Where[] =
    kind === 'missing'
      ? ['mcar', 'block_missing', 'row', 'camera'].flatMap((pattern) =>
          [0, 0.3, 0.9].map((rate) => ({ pattern, rate })),
        )
      : [8, 32, null].flatMap((viewers) => [0.01, 0.1, 1].map((prefix) => ({ viewers, prefix })));
  const scenario = 'short-v1';
  const set = kind === 'missing' ? 'imputation' : 'tail';
  const around = (mean: number): Band => bandOf(SEEDS.map((seed) => mean * (1 + 0.02 * seed)));
  const hardness = (where: Where): number =>
    'pattern' in where ? 1 + where.rate + where.pattern.length / 20 : 2 - where.prefix + 8 / (where.viewers ?? 51);
  const points = wheres.flatMap((where) =>
    [...MODELS, 'viewer mean', 'oracle', 'ceiling'].map((model, m) => ({
      scenario,
      ...where,
      model,
      figures:
        model === 'ceiling'
          ? { 'recovery.match': around(0.9) }
          : {
              [`${set}.rmse`]: around(0.01 * hardness(where) * (1 + 0.1 * m)),
              [`${set}.coverage90`]: around(0.9),
              'recovery.match': around(0.8 / hardness(where)),
            },
    })),
  );
  return {
    format: 1,
    kind,
    versions: { matinee: '1.2.3', node: '20' },
    seeds: SEEDS,
    holdOut: 0.2,
    sets: ['film.duration=60'],
    models: MODELS.map((name) => ({ name, identity: { name } })),
    interval: INTERVAL,
    scenarios: [{ scenario, title: 'Short <screening>', viewers: 64, samples: 300, datasets: ['aa', 'bb', 'cc'] }],
    places: wheres.map((where) => ({
      scenario,
      ...where,
      missing: around('rate' in where ? where.rate : 0.03),
      training: around('viewers' in where ? (where.viewers ?? 51) : 51),
    })),
    points,
    faults: troubled
      ? [{ scenario, ...wheres[1], model: 'mine', seed: 1, fault: 'mine: found <nothing>, expected an answer' }]
      : [],
    leaks: troubled ? [{ scenario, ...wheres[2], model: 'peeks', pairs: 39, rmse: 0.001, oracle: 0.01 }] : [],
  };
}
