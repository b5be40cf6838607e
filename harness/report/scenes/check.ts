import type { Dataset } from '../../../sim/dataset/reader.ts';
import { pearson } from '../../metrics/correlation.ts';
import { type Analysis, analyse } from './analyse.ts';
import { filmOf } from './film.ts';
import { type FreshMean, freshAudiences } from './fresh.ts';
import type { Interval } from './interval.ts';
import { STIMULI } from './reaction.ts';
import type { SceneCheck, SceneReaction } from './result.ts';
import { rangesOf } from './scene-means.ts';
import { trueAudience } from './true-reactions.ts';

/**
 * How an analysis compares with the same one of a simulated audience's true reactions, up to one scale, which no model can
 * know, and its intervals with what other audiences of the same kind truly do. Nothing of it enters the analysis.
 */
export function checkScenes(dataset: Dataset, analysis: Analysis): SceneCheck {
  const truth = analyse(filmOf(dataset), trueAudience(dataset), analysis.scenes);
  const fresh = freshAudiences(dataset, rangesOf(analysis.scenes, analysis.rate, dataset.sizes.samples));
  const checked = STIMULI.flatMap((stimulus) => {
    const [told, known] = [analysis.courses[stimulus], truth.courses[stimulus]];
    if (told === undefined || known === undefined) return [];
    const scenesOf = ({ scenes }: Analysis) => scenes.map(({ reactions }) => reactions[stimulus]!);
    const groupsOf = ({ byGroup }: Analysis) => byGroup.filter((row) => row.scene > 0 && row.stimulus === stimulus);
    const [own, real] = [scenesOf(analysis), scenesOf(truth)];
    const [ownGroups, realGroups] = [groupsOf(analysis), groupsOf(truth)];
    const read = own.map(({ drawn }) => drawn.mean);
    const trueScenes = real.map(({ drawn }) => drawn.mean);
    const scale = scaleTo(read, trueScenes);
    const scaled = trueScenes.map((value) => scale * value);
    const asking = own.map(({ verdict }) => verdict !== null);
    const shared = pairs(
      told.shared.map((one) => one?.value),
      known.shared.map((one) => one?.value),
    );
    const beyond = pairs(
      own.map((one) => one.beyond?.mean),
      real.map((one) => one.beyond?.mean),
    );
    const found = {
      scenes: pearson(read, trueScenes),
      groups: pearson(
        ownGroups.map(({ mean }) => mean),
        realGroups.map(({ mean }) => mean),
      ),
      beyond: pearson(...beyond),
      shared: pearson(...shared),
      off: Math.sqrt(read.reduce((sum, value, n) => sum + (value - scaled[n]) ** 2 / read.length, 0)),
      scenesInside: share(
        own.flatMap(({ drawn }, n) => (asking[n] ? holding(drawn, trueScenes[n], fresh?.(stimulus, n), scale) : [])),
      ),
      groupsInside: share(
        ownGroups.flatMap((row, n) => {
          const scene = row.scene - 1;
          return asking[scene] ? holding(row, realGroups[n].mean, fresh?.(stimulus, scene, row), scale) : [];
        }),
      ),
      beyondInside: share(own.map((one, n) => (asking[n] ? beyondHolds(one, real[n], scale) : null))),
      told: own.filter(differs).length,
      toldTruly: own.filter((one, n) => differs(one) && one.verdict === real[n].verdict).length,
      truth: scaled,
    };
    return [[stimulus, found] as const];
  });
  return Object.fromEntries(checked);
}

function differs({ verdict }: SceneReaction): boolean {
  return verdict === 'less' || verdict === 'more';
}

/**
 * Whether an interval is as wide as the sampling of viewers makes it: of this audience and of each other one, whether their
 * true mean lies within it around that of all others. What the model errs by for all of them is not in it.
 */
function holding(
  { viewers, mean, high }: Interval,
  here: number,
  others: readonly FreshMean[] | undefined,
  scale: number,
): boolean[] {
  if (others === undefined || others.length === 0 || high === null) return [];
  const all = [{ viewers, mean: here }, ...others];
  return all.map((one) => {
    const rest = all.filter((other) => other !== one);
    const count = rest.reduce((sum, other) => sum + other.viewers, 0);
    const centre = rest.reduce((sum, other) => sum + (other.viewers / count) * other.mean, 0);
    // An audience of another size, beside others that are a sample, too.
    const half = (high - mean) * Math.sqrt(viewers / one.viewers + viewers / count);
    return Math.abs(scale * (one.mean - centre)) <= half;
  });
}

/** Whether a scene drew as much beyond what was expected as in the true reactions, up to both ranges: neither is sure of it. */
function beyondHolds({ beyond }: SceneReaction, { beyond: real }: SceneReaction, scale: number): boolean | null {
  if (beyond === null || real === null || beyond.high === null || real.high === null) return null;
  const range = Math.hypot(beyond.high - beyond.mean, scale * (real.high - real.mean));
  return Math.abs(beyond.mean - scale * real.mean) <= range;
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

/** The share that is so of those of which it is known; null where it is of none. */
function share(found: readonly (boolean | null)[]): number | null {
  const known = found.filter((one) => one !== null);
  return known.length === 0 ? null : known.filter((one) => one).length / known.length;
}
