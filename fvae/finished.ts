import { calmPart } from './calm.ts';
import { errorArrays, plainErrors } from './errors.ts';
import { type Factorisation, factorArrays } from './factorisation.ts';
import { type Lasting, lastingOf } from './lasting.ts';
import { multiply, transpose } from './linear/matrix.ts';
import { createWindows, scatterOf, type Windows } from './noise.ts';
import { featureCount, liftsOf } from './objective/features.ts';
import { meanCourses } from './objective/mean-courses.ts';
import { type Population, populationFrom } from './population.ts';
import type { Ground } from './refine/round.ts';
import { meanResiduals, residualWindows } from './residuals.ts';
import { SHARED, slopeSpread, spreadsApart } from './shared-slopes.ts';
import { type SlopeSpread, slopesBy } from './slope-posterior.ts';
import { slopeTrials } from './slope-trials.ts';
import type { SlopeSums } from './slopes.ts';
import type { State, StateArray } from './state.ts';
import type { StateReader } from './state-reader.ts';
import { tellerOf, tellViewer } from './viewer.ts';

/** A trained model's state but for its temperature and errors, and how slopes of each part of the audience differ as the rest knows it. */
export type Finished = { readonly state: State; readonly apart: readonly SlopeSpread[] };

/**
 * A trained model's state but for its temperature (see `tempered`) and errors (see `calibrated`): the factors, what their courses move, `reach` [K, D], the
 * decoder `response` [F, D], the population, how slopes differ between viewers and residuals last. `pause` is awaited between its longer steps.
 */
export async function finished(
  ground: Ground,
  factors: Factorisation,
  reach: Float64Array,
  response: Float64Array,
  deviation: readonly number[],
  rest: { readonly attributes: State['attributes']; readonly arrays: State['arrays'] },
  pause: () => Promise<void>,
): Promise<Finished> {
  const { tensor, subspace } = ground;
  const { viewers: N, samples: T, features: D } = tensor;
  const { factors: K, components: P } = factors.decoder;
  const film = { courses: meanCourses(factors.decoder, deviation), reach, time: factors.time };
  const intercept = meanResiduals(tensor, film, factors.viewer);
  const residual = residualWindows(tensor, film, factors.viewer, intercept);
  const population = populationFrom(tensor, residual, { viewer: factors.viewer, rank: K, intercept });
  const teller = tellerOf(population, film, response, liftsOf(deviation), factors.viewer);
  const sums: SlopeSums[] = [];
  const windows = createWindows(N, T, D);
  const { length, start } = windows;
  const courses = new Float64Array(N * length * K);
  for (let i = 0; i < N; i += 1) {
    const mask = tensor.mask.subarray(i * T, (i + 1) * T);
    const told = tellViewer(teller, tensor.values.subarray(i * T * D, (i + 1) * T * D), mask);
    sums.push(told.sums);
    const from = start[i]!;
    windows.residual.set(told.residual.subarray(from * D, (from + length) * D), i * length * D);
    windows.mask.set(mask.subarray(from, from + length), i * length);
    courses.set(told.courses.subarray(from * K, (from + length) * K), i * length * K);
  }
  const slopes = await slopeSpread(population, sums, await slopeTrials(teller, tensor, pause), K, pause);
  const apart = await spreadsApart(population, sums, slopes, K, pause);
  takeSlopes(windows, courses, sums, population, slopes);
  const found = scatterOf(windows, N, T, D);
  const calm = calmPart(windows, courses, reach, N);
  const scatter = { ...found, noise: found.noise.map((value, d) => value * calm[d]!) };
  const lasts = lastingOf(windows, population.to, N, D);
  const array = (values: Float64Array, ...shape: number[]): StateArray => ({ shape, values });
  const state: State = {
    attributes: { model: 'fvae', viewers: N, samples: T, features: D, components: P, factors: K, ...rest.attributes },
    arrays: {
      ...rest.arrays,
      ...factorArrays(factors),
      basis: array(subspace.basis, D, P),
      reach: array(reach, K, D),
      response: array(response, featureCount(K), D),
      'latent-deviation': array(Float64Array.from(deviation), K),
      ...populationArrays({ ...population, scatter }, K),
      'residuals.lasting': array(lasts.lasting, D),
      'residuals.pace': array(lasts.pace, D),
      'residuals.rest': array(lasts.rest, D),
      'slopes.shared': array(slopes.shared, SHARED, K, D),
      'slopes.variance': array(slopes.rest, K, D),
      ...errorArrays(plainErrors()),
    },
  };
  return { state, apart };
}

/** Takes what each viewer's own slopes say off the residuals. */
function takeSlopes(
  { length, residual, mask }: Windows,
  courses: Float64Array,
  sums: readonly SlopeSums[],
  population: Population,
  spread: SlopeSpread,
): void {
  const D = population.features;
  const K = spread.rest.length / D;
  const slopesOf = slopesBy(population, spread, K);
  sums.forEach((one, i) => {
    const { own, centre } = slopesOf(one);
    for (let n = i * length; n < (i + 1) * length; n += 1) {
      if (mask[n] !== 1) continue;
      for (let k = 0; k < K; k += 1) {
        const above = courses[n * K + k]! - centre[k]!;
        for (let d = 0; d < D; d += 1) residual[n * D + d]! -= above * own[k * D + d]!;
      }
    }
  });
}

/** What is kept of a population. */
function populationArrays(population: Population, K: number): Record<string, StateArray> {
  const { features: D, samples: T, scatter } = population;
  const array = (values: Float64Array, ...shape: number[]): StateArray => ({ shape, values });
  return {
    'population.to': array(population.to, D, D),
    'population.from': array(population.from, D, D),
    'population.intercept-mean': array(population.interceptMean, D),
    'population.intercept-variance': array(population.interceptVariance, D),
    'population.viewer-mean': array(population.viewerMean, K),
    'population.viewer-covariance': array(population.viewerCovariance, K, K),
    'population.correlation-time': array(population.correlationTime, D),
    'population.temperature': array(Float64Array.of(1), 1),
    'scatter.clean': array(scatter.clean, D),
    'scatter.lasting': array(scatter.lasting, D),
    'scatter.noise': array(scatter.noise, D),
    'scatter.step': array(scatter.step, D),
    'scatter.course': array(scatter.course, T),
  };
}

/** How residuals last, as such arrays keep it. Throws as populationOf does. */
export function keptLasting({ array }: Pick<StateReader, 'array'>, D: number): Lasting {
  return {
    lasting: array('residuals.lasting', D),
    pace: array('residuals.pace', D),
    rest: array('residuals.rest', D),
  };
}

/**
 * A population as samples are trusted that say so many times less than they would if the model were right (see `tempered`): viewers
 * are told by it. How long residuals last it does not say.
 */
export function cooled(population: Population, { array }: Pick<StateReader, 'array'>): Population {
  const [temperature] = array('population.temperature', 1);
  return { ...population, correlationTime: population.correlationTime.map((duration) => duration * temperature!) };
}

/** The population that such arrays keep. Throws ModelFault for an array that is absent or of another shape. */
export function populationOf({ array }: Pick<StateReader, 'array'>, T: number, D: number, K: number): Population {
  const to = array('population.to', D, D);
  return {
    samples: T,
    features: D,
    interceptMean: array('population.intercept-mean', D),
    interceptVariance: array('population.intercept-variance', D),
    viewerMean: array('population.viewer-mean', K),
    viewerCovariance: array('population.viewer-covariance', K, K),
    to,
    from: array('population.from', D, D),
    correlationTime: array('population.correlation-time', D),
    precision: multiply(transpose(to, D, D), to, D, D, D),
    scatter: {
      clean: array('scatter.clean', D),
      lasting: array('scatter.lasting', D),
      noise: array('scatter.noise', D),
      step: array('scatter.step', D),
      course: array('scatter.course', T),
    },
  };
}
