import { regressLoadings } from '../../fvae/baselines/regress-loadings.ts';
import { startFactors } from '../../fvae/factorisation.ts';
import { DEVIATION } from '../../fvae/fvae.ts';
import { transpose } from '../../fvae/linear/matrix.ts';
import type { Factors } from '../../fvae/model.ts';
import { meanCourses } from '../../fvae/objective/mean-courses.ts';
import { placeAll } from '../../fvae/place-all.ts';
import type { Film } from '../../fvae/placement.ts';
import { populationFrom } from '../../fvae/population.ts';
import { fitCourses, sumCourses } from '../../fvae/refine/courses.ts';
import { precisionIn } from '../../fvae/refine/precision.ts';
import { normalise } from '../../fvae/refine/round.ts';
import { meanResiduals, residualWindows } from '../../fvae/residuals.ts';
import { reachesOf } from '../../fvae/slow/apart.ts';
import { projectTensor } from '../../fvae/start/project.ts';
import { timeLockedSubspace } from '../../fvae/start/subspace.ts';
import type { Tensor } from '../../fvae/tensor.ts';
import { columnOf, pearson } from '../metrics/correlation.ts';
import { type Ceiling, ceilingOf } from './ceiling.ts';

/** Courses and the residuals' precision are each fitted given the other so often, to about so many entries. */
const ROUNDS = 3;
const ENTRIES = 300_000;

/**
 * The factor match of U as this model's way of placing viewers tells it from the landmarks, given the rest: V*, the courses and
 * directions that fit U* and V* best, the residuals' covariance around them, and how U* and neutrals are spread; each viewer's own U
 * and neutral are not known. V matches to 1, so that this is the mean correlation of U with U*, and one number a factor. It is what
 * noise and few reactions leave of U, where `recoveryCeiling` sees the reactions themselves; an estimate, and no bound: another
 * way of telling U may be better. Throws ModelFault for a tensor that cannot carry so many factors.
 */
export function toldMatch(tensor: Tensor, truth: Factors, seed: number): Ceiling {
  const { count: K } = truth;
  const viewer = truth.viewer.slice();
  const time = truth.time.slice();
  normalise(viewer, time, K);
  const told = viewersTold(tensor, { count: K, viewer, time }, seed);
  const factors = Array.from({ length: K }, (_, k) => {
    const of = (all: Float64Array): Float64Array => columnOf(all, tensor.viewers, K, k);
    return Math.max(0, pearson(of(viewer), of(told)) || 0);
  });
  return ceilingOf(truth, factors);
}

/** [N, K]. */
function viewersTold(tensor: Tensor, truth: Factors, seed: number): Float64Array {
  const { count: K, viewer } = truth;
  const film = filmGiven(tensor, truth, seed);
  const intercept = meanResiduals(tensor, film, viewer);
  const residual = residualWindows(tensor, film, viewer, intercept);
  return placeAll(tensor, film, populationFrom(tensor, residual, { viewer, rank: K, intercept })).viewer;
}

/** What moves the landmarks, and when, as it fits U and V best. */
function filmGiven(tensor: Tensor, { count: K, viewer, time }: Factors, seed: number): Film {
  const deviation = Array.from({ length: K }, () => DEVIATION);
  const subspace = timeLockedSubspace(tensor, { seed, fewest: K });
  const projected = projectTensor(tensor, subspace);
  const { viewers: N, samples: T, features: P } = projected;
  const straight = regressLoadings(projected, viewer, time, K, new Float64Array(N * P));
  let factors = startFactors({ count: K, viewer, time, weights: transpose(straight, K, P), rare: null });
  const stride = Math.max(1, Math.floor((N * T) / ENTRIES));
  for (let round = 0; round < ROUNDS; round += 1) {
    const film = { courses: meanCourses(factors.decoder, deviation), reach: factors.decoder.direction, time };
    const residual = residualWindows(projected, film, viewer, meanResiduals(projected, film, viewer));
    const precision = precisionIn(residual, P);
    const sums = sumCourses({ projected, precision }, deviation, viewer, time, stride);
    factors = { ...factors, decoder: fitCourses(sums, factors.decoder, precision).decoder };
  }
  const reach = reachesOf(factors, null, subspace.loading);
  return { courses: meanCourses(factors.decoder, deviation), reach, time };
}
