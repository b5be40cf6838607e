import type { Factorisation } from './factorisation.ts';
import type { Scatter } from './noise.ts';
import { meanCourses } from './objective/mean-courses.ts';
import { placeAll } from './place-all.ts';
import { populationFrom } from './population.ts';
import { meanResiduals, residualWindows } from './residuals.ts';
import type { Tensor } from './tensor.ts';

/** How often viewers are placed by all landmarks. */
const ROUNDS = 4;
/** The least weight of that. */
const EVEN = 0.5;

/**
 * The factors with U a mean of two estimates whose errors differ: theirs, by the components, and one by all landmarks with the
 * neutral free. What landmarks scatter by is taken from the residuals of viewers as they were placed before, so that the latter
 * is made a few times over, each time with a better notion of what says nothing of U. It counts by the share of that scatter which
 * is faces' own: of measuring, components hold less. `reach` [K, D] is what courses of 1 move the landmarks by; `pause` is awaited
 * before each round.
 */
export async function placedAgain(
  tensor: Tensor,
  factors: Factorisation,
  reach: Float64Array,
  deviation: readonly number[],
  pause: () => Promise<void>,
): Promise<Factorisation> {
  const K = factors.decoder.factors;
  const film = { courses: meanCourses(factors.decoder, deviation), reach, time: factors.time };
  let { viewer } = factors;
  let own = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    await pause();
    const intercept = meanResiduals(tensor, film, viewer);
    const residual = residualWindows(tensor, film, viewer, intercept);
    const population = populationFrom(tensor, residual, { viewer, rank: K, intercept });
    own = ownShare(population.scatter);
    ({ viewer } = placeAll(tensor, film, population));
  }
  const weight = Math.max(EVEN, own);
  return { ...factors, viewer: viewer.map((u, at) => weight * u + (1 - weight) * factors.viewer[at]!) };
}

/** The share of what landmarks scatter by that is not measuring's. */
function ownShare({ clean, noise }: Scatter): number {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return sum(clean) / (sum(clean) + sum(noise));
}
