import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { blinkCourse } from '../../sim/nuisance/blink.ts';
import { buildHouse } from '../../sim/screening/house.ts';
import { play } from '../../sim/screening/play.ts';
import { createSensor } from '../../sim/screening/sense.ts';
import type { Stage } from '../../sim/screening/stage.ts';
import { moveAlone } from './alone.ts';
import { addTerms, fitResponse, phasesAt, type Response } from './response.ts';
import { quietStage, stageOf } from './stage.ts';
import { BASIS_SIZE, fillTerms, type Phases, responseBasis, responseTerms } from './terms.ts';

const K = 4;

/** The best that a model of factors alone can say, without any viewer's offset. */
export type Oracle = {
  /**
   * Fills the rows `samples` of `out` [T, 136], canonical units: the mean over idiosyncratic noise and blinks of what
   * sensing gives without noise, the head moved by the reaction alone, through each camera as often as it was used.
   */
  predict(viewer: number, samples: ArrayLike<number>, out: Float32Array): void;
  /** RMS difference of the viewer's fitted response from sensing itself, canonical units. */
  rest(viewer: number): number;
  /** [136]: by how much the viewer's clean landmarks move from rest when factor k is at z and the others at 0. */
  alone(viewer: number, k: number, z: number): Float64Array;
  /** [N, T, K]: the reactions without idiosyncratic noise; delays, habituation and contagion included. */
  readonly latent: Float32Array;
};

/**
 * The oracle of a dataset: it knows U*, V*, every face, the reaction's knobs and the cameras, but neither idiosyncratic
 * noise nor nuisances. Throws DatasetFault as stageOf does.
 *
 * Per viewer the landmarks are fitted by products of the factors' contractions up to the third degree (and what rhythm
 * and blinks add) to some 400 situations sensed exactly; means over the noise are then products of one-dimensional
 * integrals, so that an entry costs microseconds.
 */
export function createOracle(dataset: Dataset): Oracle {
  const real = stageOf(dataset);
  const stage = quietStage(real);
  const latent = quietReactions(stage);
  const sensor = createSensor(stage, buildHouse(stage));
  const terms = responseTerms(real);
  const basis = responseBasis(real);
  const { sd } = real.scenario.reaction.idiosyncrasy;
  const blinks = real.scenario.nuisance.blink.rate > 0;
  const row = stage.samples * K;
  const responses: (Response | undefined)[] = [];
  const of = (viewer: number): Response => {
    const known = responses[viewer];
    if (known !== undefined) return known;
    const own = latent.subarray(viewer * row, (viewer + 1) * row);
    const weights = cameraShares(dataset, stage, viewer);
    const made = fitResponse({ sensor, terms, basis, latent: own, sd, blinks }, viewer, weights);
    responses[viewer] = made;
    return made;
  };
  const means = new Float64Array(K * BASIS_SIZE);
  const values = new Float64Array(terms.length);
  const sum = new Float64Array(COLUMNS);
  const phases: Phases = { note: 0, bob: 0, rock: 0 };
  return {
    latent,
    rest: (viewer) => of(viewer).rest,
    alone: (viewer, k, z) => moveAlone(sensor, viewer, cameraShares(dataset, stage, viewer), k, z),
    predict(viewer, samples, out) {
      const { coefficients } = of(viewer);
      const blink = blinkMoments(real.viewers[viewer].habits.blinkRate);
      for (let n = 0; n < samples.length; n += 1) {
        const t = samples[n];
        for (let k = 0; k < K; k += 1) basis.mean(latent[viewer * row + t * K + k], means, k * BASIS_SIZE);
        phasesAt(viewer, t / stage.rate, phases);
        fillTerms(terms, means, phases, blink, values);
        addTerms(coefficients, values, sum);
        out.set(sum, t * COLUMNS);
      }
    },
  };
}

/** Mean of a viewer's lid closure and of its square, for a blink rate a minute. */
export function blinkMoments(rate: number): readonly [number, number] {
  let first = 0;
  let second = 0;
  const step = 0.001;
  for (let t = 0; t < 0.5; t += step) {
    const closure = blinkCourse(t);
    first += closure * step;
    second += closure * closure * step;
  }
  return [(first * rate) / 60, (second * rate) / 60];
}

/** [N, T, K] of the quiet stage, played in parts. */
function quietReactions(stage: Stage): Float32Array {
  const { viewers, samples } = stage;
  const out = new Float32Array(viewers.length * samples * K);
  for (let from = 0; from < samples; from += 256) {
    const count = Math.min(256, samples - from);
    const { latent } = play(stage, from, count);
    for (let i = 0; i < viewers.length; i += 1) {
      out.set(latent.subarray(i * count * K, (i + 1) * count * K), (i * samples + from) * K);
    }
  }
  return out;
}

/** How often each camera is the viewer's, shares that sum to 1; for a viewer never seen, of the one that sees it largest. */
function cameraShares(dataset: Dataset, stage: Stage, viewer: number): Float64Array {
  const shares = new Float64Array(stage.cameras.length);
  for (const c of readArray(dataset, 'camera', { viewers: [viewer, viewer + 1] })) if (c >= 0) shares[c] += 1;
  const seen = shares.reduce((sum, count) => sum + count, 0);
  if (seen > 0) return shares.map((count) => count / seen);
  const { x, y, z } = stage.postures[viewer];
  const sizes = stage.cameras.map(({ focal, position: p }) => focal / Math.hypot(p[0] - x, p[1] - y, p[2] - z));
  shares[sizes.indexOf(Math.max(...sizes))] = 1;
  return shares;
}
