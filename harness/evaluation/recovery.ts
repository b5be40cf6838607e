import type { Factors } from '../../fvae/model.ts';
import { columnOf, pearson } from '../metrics/correlation.ts';
import { cosineMatch, degeneracy, factorMatch, powerMatch, rankMatch } from '../metrics/factor-match.ts';
import { meanCorrelation } from '../metrics/mcc.ts';
import { type Lagged, laggedCorrelation, multipleCorrelation } from '../metrics/script.ts';
import type { Recovery } from './result.ts';

/** Seconds of the blocks that MCC's two halves of the film take in turn. */
const MCC_BLOCK = 30;

/** True factors that answer the script's humor, and the one that answers surprise. */
const HUMOROUS = ['amusement', 'laughter'];
const STARTLED = 'surprise';

/** The script as recovery is told it: `stimulus` [T, 2], samples a second, and the names of the true factors. */
export type Script = { readonly stimulus: Float64Array; readonly rate: number; readonly names: readonly string[] };

/** Places of the viewers of whom anything is seen, by their `masks` [n, T] one after another: nobody tells U of the others. */
export function seenPlaces(masks: Uint8Array, samples: number): readonly number[] {
  const places = Array.from({ length: masks.length / samples }, (_, place) => place);
  return places.filter((place) => masks.subarray(place * samples, (place + 1) * samples).includes(1));
}

/** Factors of the viewers chosen, in that order. */
export function factorsOf(factors: Factors, viewers: readonly number[]): Factors {
  const { count, viewer } = factors;
  const rows = viewers.map((i) => viewer.subarray(i * count, (i + 1) * count));
  const chosen = new Float64Array(rows.length * count);
  rows.forEach((row, n) => {
    chosen.set(row, n * count);
  });
  return { ...factors, viewer: chosen };
}

/** What a model's factors recover of the true ones of the same viewers. */
export function recoveryOf(truth: Factors, model: Factors, script: Script): Recovery {
  const { rate, names } = script;
  const samples = truth.time.length / truth.count;
  const [humor, surprise] = [0, 1].map((column) => columnOf(script.stimulus, samples, 2, column));
  const matched = factorMatch(truth, model);
  const powered = powerMatch(truth, model);
  const pairs = matched.pairs.map((pair) => {
    const name = names[pair.truth];
    if (pair.model < 0) return { ...pair, name, script: null };
    const course = columnOf(model.time, samples, model.count, pair.model);
    const follows = {
      humor: laggedCorrelation(course, humor, rate),
      surprise: laggedCorrelation(course, surprise, rate),
    };
    const [u, v] = (['viewer', 'time'] as const).map((side) => {
      const of = ({ count, [side]: matrix }: Factors, k: number): Float64Array =>
        columnOf(matrix, matrix.length / count, count, k);
      return pearson(of(truth, pair.truth), of(model, pair.model));
    });
    return { ...pair, name, flipped: u * v < 0, script: follows };
  });
  const modelOf = (wanted: readonly string[]): number[] =>
    pairs.filter(({ name, model: j }) => wanted.includes(name) && j >= 0).map(({ model: j }) => j);
  return {
    count: model.count,
    factorMatch: matched.score,
    rankMatch: rankMatch(truth, model).score,
    powerMatch: powered.score,
    powers: powered.powers,
    fms: cosineMatch(truth, model).score,
    mcc: meanCorrelation(truth, model, Math.max(1, Math.round(MCC_BLOCK * rate))),
    degeneracy: degeneracy(model),
    pairs,
    humor: together(model, modelOf(HUMOROUS), humor, rate),
    surprise: together(model, modelOf([STARTLED]), surprise, rate),
  };
}

/** What the true courses themselves reach of the script. */
export function scriptOfTruth(truth: Factors, script: Script): { humor: Lagged; surprise: Lagged } {
  const samples = truth.time.length / truth.count;
  const { stimulus, names, rate } = script;
  const indices = (wanted: readonly string[]): number[] =>
    names.flatMap((name, k) => (wanted.includes(name) ? [k] : []));
  return {
    humor: together(truth, indices(HUMOROUS), columnOf(stimulus, samples, 2, 0), rate),
    surprise: together(truth, indices([STARTLED]), columnOf(stimulus, samples, 2, 1), rate),
  };
}

/** Multiple correlation of the chosen columns of V with a course. */
function together({ time, count }: Factors, chosen: readonly number[], course: Float64Array, rate: number): Lagged {
  const set = new Float64Array(course.length * chosen.length);
  for (let t = 0; t < course.length; t += 1) {
    chosen.forEach((k, n) => {
      set[t * chosen.length + n] = time[t * count + k];
    });
  }
  return multipleCorrelation(set, chosen.length, course, rate);
}
