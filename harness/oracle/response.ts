import { choleskyFactor, choleskySolve } from '../../fvae/linear/cholesky.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { ACTION_UNIT_COUNT, AU45 } from '../../sim/face/action-units.ts';
import { headPose } from '../../sim/nuisance/head-motion.ts';
import { sequence, stream } from '../../sim/random/stream.ts';
import { contraction } from '../../sim/reaction/action-units.ts';
import { express, laughNote } from '../../sim/screening/play.ts';
import { type Sensor, senseClean } from '../../sim/screening/sense.ts';
import { BASIS_SIZE, type Basis, fillTerms, type Phases, type Term } from './terms.ts';

const K = 4;
/** Situations sensed per term when a viewer's response is fitted. */
const PER_TERM = 6;

/** What the fit of responses needs: the quiet stage's sensor, its terms and basis, and the reactions without noise. */
export type ResponseInputs = {
  readonly sensor: Sensor;
  readonly terms: readonly Term[];
  readonly basis: Basis;
  /** [T, K] of one viewer. */
  readonly latent: Float32Array;
  /** Standard deviation of the idiosyncratic noise, and how often a drawn situation has a blink. */
  readonly sd: number;
  readonly blinks: boolean;
};

/** One viewer's landmarks as a sum of terms: coefficients [terms, 136], and the RMS of what the sum misses. */
export type Response = { readonly coefficients: Float64Array; readonly rest: number };

/** Situations of a viewer: reactions, times and blinks to be sensed. */
export type Situations = { count: number; z: Float32Array; sample: Uint32Array; blink: Float64Array };

/** Phases of a viewer at a sample: as headPose and express have them. */
export function phasesAt(viewer: number, time: number, phases: Phases): void {
  phases.note = laughNote(viewer, time);
  phases.bob = Math.sin(2 * Math.PI * 4.76 * time + viewer);
  phases.rock = Math.cos(time + viewer);
}

/** The response of a viewer through the cameras of the given weights (sum 1), fitted to situations sensed exactly. */
export function fitResponse(inputs: ResponseInputs, viewer: number, weights: ArrayLike<number>): Response {
  const { terms } = inputs;
  const n = terms.length;
  const situations = drawSituations(inputs, viewer, PER_TERM * n);
  const sensed = senseSituations(inputs, viewer, situations, weights);
  const design = designOf(inputs, viewer, situations);
  const gram = new Float64Array(n * n);
  const sides = new Float64Array(COLUMNS * n);
  for (let m = 0; m < situations.count; m += 1) {
    const row = m * n;
    for (let a = 0; a < n; a += 1) {
      const value = design[row + a];
      if (value === 0) continue;
      for (let b = 0; b <= a; b += 1) gram[a * n + b] += value * design[row + b];
      for (let d = 0; d < COLUMNS; d += 1) sides[d * n + a] += value * sensed[m * COLUMNS + d];
    }
  }
  let trace = 0;
  for (let a = 0; a < n; a += 1) trace += gram[a * n + a];
  // Terms that a viewer never shows keep a coefficient of 0.
  for (let a = 0; a < n; a += 1) gram[a * n + a] += (1e-10 * trace) / n;
  if (!choleskyFactor(gram, n, gram)) throw new Error('the response of a viewer has no fit');
  const coefficients = new Float64Array(n * COLUMNS);
  for (let d = 0; d < COLUMNS; d += 1) {
    choleskySolve(gram, n, sides, d * n);
    for (let a = 0; a < n; a += 1) coefficients[a * COLUMNS + d] = sides[d * n + a];
  }
  let rest = 0;
  const row = new Float64Array(COLUMNS);
  for (let m = 0; m < situations.count; m += 1) {
    addTerms(coefficients, design.subarray(m * n, (m + 1) * n), row);
    for (let d = 0; d < COLUMNS; d += 1) rest += (row[d] - sensed[m * COLUMNS + d]) ** 2;
  }
  return { coefficients, rest: Math.sqrt(rest / (situations.count * COLUMNS)) };
}

/** The sum of terms: 136 numbers in `out`. Four terms a turn, so that the sums are read and written less often. */
export function addTerms(coefficients: Float64Array, terms: Float64Array, out: Float64Array): void {
  out.fill(0);
  let a = 0;
  for (; a + 3 < terms.length; a += 4) {
    const v0 = terms[a];
    const v1 = terms[a + 1];
    const v2 = terms[a + 2];
    const v3 = terms[a + 3];
    const c0 = a * COLUMNS;
    const c1 = c0 + COLUMNS;
    const c2 = c1 + COLUMNS;
    const c3 = c2 + COLUMNS;
    for (let d = 0; d < COLUMNS; d += 1) {
      out[d] +=
        v0 * coefficients[c0 + d] + v1 * coefficients[c1 + d] + v2 * coefficients[c2 + d] + v3 * coefficients[c3 + d];
    }
  }
  for (; a < terms.length; a += 1) {
    for (let d = 0; d < COLUMNS; d += 1) out[d] += terms[a] * coefficients[a * COLUMNS + d];
  }
}

/** Half as the film brings them, with the noise; half spread over all that the viewer shows in it. */
function drawSituations(inputs: ResponseInputs, viewer: number, count: number): Situations {
  const { latent, sd, blinks } = inputs;
  const samples = latent.length / K;
  const draws = sequence(stream(0, 'oracle situations'), viewer);
  const low = new Float64Array(K).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(K).fill(Number.NEGATIVE_INFINITY);
  for (let n = 0; n < latent.length; n += 1) {
    low[n % K] = Math.min(low[n % K], latent[n] - 2 * sd);
    high[n % K] = Math.max(high[n % K], latent[n] + 2 * sd);
  }
  const z = new Float32Array(count * K);
  const sample = new Uint32Array(count);
  const blink = new Float64Array(count);
  for (let m = 0; m < count; m += 1) {
    sample[m] = Math.floor(draws.uniform() * samples);
    for (let k = 0; k < K; k += 1) {
      const own = latent[sample[m] * K + k] + sd * draws.normal();
      const anywhere = low[k] + (high[k] - low[k]) * draws.uniform();
      z[m * K + k] = m % 2 === 0 ? own : anywhere;
    }
    const closure = draws.uniform();
    if (blinks && m % 4 > 1) blink[m] = closure;
  }
  return { count, z, sample, blink };
}

/** Clean landmarks of the situations, [count, 136]. */
export function senseSituations(
  inputs: Pick<ResponseInputs, 'sensor'>,
  viewer: number,
  { count, z, sample, blink }: Situations,
  weights: ArrayLike<number>,
): Float64Array {
  const { sensor } = inputs;
  const { stage } = sensor;
  const { saturation } = stage.scenario.reaction;
  const play = { actionUnits: new Float32Array(count * ACTION_UNIT_COUNT), pose: new Float32Array(count * 6) };
  // The quiet stage's heads follow from the reaction alone: these streams are never drawn from.
  const source = stream(0, 'none');
  const head = {
    motion: source,
    posture: source,
    nuisance: stage.scenario.nuisance,
    rate: stage.rate,
    viewer: stage.viewers[viewer],
    rest: stage.postures[viewer],
    fidgets: new Float64Array(0),
    acts: [],
  };
  const laughter = new Float64Array(1);
  const surprise = new Float64Array(1);
  const noise = new Float64Array(12);
  const out = new Float64Array(count * COLUMNS);
  const one = new Float32Array(COLUMNS);
  for (let m = 0; m < count; m += 1) {
    laughter[0] = contraction(z[m * K + 1], saturation);
    surprise[0] = contraction(z[m * K + 2], saturation);
    const time = sample[m] / stage.rate;
    express(stage, viewer, z, m * K, laughter[0], time, play.actionUnits, m * ACTION_UNIT_COUNT);
    play.actionUnits[m * ACTION_UNIT_COUNT + AU45] = blink[m];
    headPose(head, sample[m], 1, laughter, surprise, noise, play.pose, m * 6);
    for (let c = 0; c < weights.length; c += 1) {
      if (weights[c] === 0) continue;
      senseClean(sensor, play, viewer, m, c, one, 0);
      for (let d = 0; d < COLUMNS; d += 1) out[m * COLUMNS + d] += weights[c] * one[d];
    }
  }
  return out;
}

/** The terms' values in the situations, [count, terms]. */
function designOf(inputs: ResponseInputs, viewer: number, situations: Situations): Float64Array {
  const { terms, basis, sensor } = inputs;
  const { count, z, sample, blink } = situations;
  const design = new Float64Array(count * terms.length);
  const values = new Float64Array(K * BASIS_SIZE);
  const phases: Phases = { note: 0, bob: 0, rock: 0 };
  for (let m = 0; m < count; m += 1) {
    for (let k = 0; k < K; k += 1) basis.value(z[m * K + k], values, k * BASIS_SIZE);
    phasesAt(viewer, sample[m] / sensor.stage.rate, phases);
    const closed = blink[m];
    const row = design.subarray(m * terms.length, (m + 1) * terms.length);
    fillTerms(terms, values, phases, [closed, closed * closed], row);
  }
  return design;
}
