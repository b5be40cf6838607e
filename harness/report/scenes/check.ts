import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { heightOf } from '../../evaluation/meaning.ts';
import { pearson } from '../../metrics/correlation.ts';
import { truthOf } from '../../oracle/stage.ts';
import { attributesOf } from '../evaluation/data.ts';
import { type Analysis, analyse } from './analyse.ts';
import { filmOf } from './film.ts';
import type { Interval } from './interval.ts';
import { STIMULI, type Stimulus } from './reaction.ts';
import type { Audience } from './read-audience.ts';
import type { SceneCheck } from './result.ts';

/** True factors that answer what. */
const TRUE_ANSWERS: Readonly<Record<Stimulus, readonly string[]>> = {
  humor: ['amusement', 'laughter'],
  surprise: ['surprise'],
};

/**
 * How an analysis compares with the same one of a simulated audience's true reactions, up to one scale, which no model can
 * know. Nothing of it enters the analysis.
 */
export function checkScenes(dataset: Dataset, analysis: Analysis): SceneCheck {
  const truth = analyse(filmOf(dataset), trueAudience(dataset), analysis.scenes);
  const checked = STIMULI.flatMap((stimulus) => {
    const [told, known] = [analysis.courses[stimulus], truth.courses[stimulus]];
    if (told === undefined || known === undefined) return [];
    const scenesOf = ({ scenes }: Analysis) => scenes.map(({ reactions }) => reactions[stimulus]!);
    const groupsOf = ({ byGroup }: Analysis) => byGroup.filter((row) => row.scene > 0 && row.stimulus === stimulus);
    const [own, real] = [scenesOf(analysis), scenesOf(truth)];
    const [ownGroups, realGroups] = [groupsOf(analysis), groupsOf(truth)];
    const trueScenes = real.map(({ drawn }) => drawn.mean);
    const scale = scaleTo(
      own.map(({ drawn }) => drawn.mean),
      trueScenes,
    );
    const scaled = trueScenes.map((value) => scale * value);
    const trueGroups = realGroups.map(({ mean }) => scale * mean);
    const shared = pairs(
      told.shared.map((one) => one?.value),
      known.shared.map((one) => one?.value),
    );
    const beyond = pairs(
      own.map((one) => one.beyond?.mean),
      real.map((one) => one.beyond?.mean),
    );
    const found = {
      scenes: pearson(
        own.map(({ drawn }) => drawn.mean),
        trueScenes,
      ),
      groups: pearson(
        ownGroups.map(({ mean }) => mean),
        trueGroups,
      ),
      beyond: pearson(...beyond),
      shared: pearson(...shared),
      scenesInside: inside(
        own.map(({ drawn }) => drawn),
        scaled,
      ),
      groupsInside: inside(ownGroups, trueGroups),
      truth: scaled,
    };
    return [[stimulus, found] as const];
  });
  return Object.fromEntries(checked);
}

/** A simulated audience as it truly reacted, in the unit of the model's reading: everybody seen, nothing in doubt. */
function trueAudience(dataset: Dataset): Audience {
  const { viewers, samples } = dataset.sizes;
  return {
    viewers,
    samples,
    seen: new Uint8Array(viewers * samples).fill(1),
    reactions: { humor: trueReactions(dataset, 'humor'), surprise: trueReactions(dataset, 'surprise') },
    doubt: { humor: new Float64Array(viewers), surprise: new Float64Array(viewers) },
  };
}

/** [N, T]: the mean of the true factors that answer, each over its mean U* times peak V*. */
function trueReactions(dataset: Dataset, stimulus: Stimulus): Float32Array {
  const { viewers, samples, factors: count } = dataset.sizes;
  const names = attributesOf(dataset).factor_names;
  const truth = truthOf(dataset);
  // A factor that nothing moves has no height.
  const chosen = TRUE_ANSWERS[stimulus].map((name) => names.indexOf(name)).filter((k) => heightOf(truth, k) > 0);
  const out = new Float32Array(viewers * samples);
  for (let viewer = 0; viewer < viewers; viewer += 1) {
    const latent = readArray(dataset, 'factors/latent', { viewers: [viewer, viewer + 1] });
    for (const k of chosen) {
      const unit = heightOf(truth, k) * chosen.length;
      for (let t = 0; t < samples; t += 1) out[viewer * samples + t] += latent[t * count + k] / unit;
    }
  }
  return out;
}

/** The factor by which y is nearest to x. */
function scaleTo(y: readonly number[], x: readonly number[]): number {
  const square = x.reduce((sum, value) => sum + value * value, 0);
  return square > 0 ? x.reduce((sum, value, n) => sum + value * y[n], 0) / square : 1;
}

/** The numbers that both have. */
function pairs(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): [number[], number[]] {
  const both = a.flatMap((value, n) => (value === undefined || b[n] === undefined ? [] : [[value, b[n]] as const]));
  return [both.map(([own]) => own), both.map(([, other]) => other as number)];
}

function inside(intervals: readonly Interval[], truth: readonly number[]): number {
  const holding = intervals.filter(
    ({ low, high }, n) => low !== null && high !== null && low <= truth[n] && truth[n] <= high,
  );
  return holding.length / Math.max(1, intervals.length);
}
