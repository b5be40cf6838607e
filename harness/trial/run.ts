import { type Fitted, ModelFault } from '../../fvae/model.ts';
import { loadScenario } from '../../scenarios/schema/parse.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { contentDigest } from '../cache/digest.ts';
import { datasetDigest } from '../checkpoint/format.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { splitViewers } from '../evaluation/split.ts';
import { forecastRows, visibleTensor } from '../evaluation/visible.ts';
import { LANDMARK_COLUMNS } from '../models/columns.ts';
import { clearScenario } from '../patterns/hiding.ts';
import type { ScreeningPlan, TrialPlan } from './plan.ts';
import { TRIAL_FORMAT, type TrialResult, type TrialSetting } from './result.ts';
import { limitTraining, visibleAfter } from './visible.ts';
import { type Origin, TRIAL_BACKEND, type World } from './world.ts';

/** A screening's scenario, and what of it is played. Throws ScenarioError as loadScenario does. */
export function scenarioOf({ scenario, sets, seed, clear }: ScreeningPlan): { own: Scenario; played: Scenario } {
  const own = loadScenario(scenario, [...sets, ...(seed === undefined ? [] : [`seed=${seed}`])]);
  return { own, played: clear === true ? clearScenario(own) : own };
}

/** SHA-256 (hex) of everything that a trial's result follows from. */
export function trialKey(plan: TrialPlan, origin: Origin): string {
  const { holdOut, loss = null, viewers = null, contender, seed, prefixes = [], tail = null } = plan;
  const { own, played } = scenarioOf(plan.screening);
  const { name, identity } = contender;
  const asked = { holdOut, loss, viewers, name, identity, seed, prefixes, tail };
  return contentDigest({ format: TRIAL_FORMAT, origin, own, played, ...asked });
}

/**
 * The trial's result: that in the cache, or else a new one, which is kept unless it is a fault of the model's. Throws
 * ScenarioError for a screening that there is not, DatasetFault for the disk's faults, and Interrupted or the signal's reason
 * when that says so.
 */
export async function runTrial(plan: TrialPlan, world: World): Promise<TrialResult> {
  const key = trialKey(plan, world.origin);
  const name = `trials/${key}`;
  const kept = world.store.read(name);
  if (kept !== null) return kept as TrialResult;
  const result = await newTrial(plan, key, world);
  if (!('fault' in result)) world.store.write(name, result);
  return result;
}

async function newTrial(plan: TrialPlan, key: string, world: World): Promise<TrialResult> {
  const { holdOut, loss = null, viewers = null, contender, seed, prefixes = [], tail = null } = plan;
  const { signal } = world;
  const { own, played } = scenarioOf(plan.screening);
  const { dataset, oracle } = await world.hall.show(played);
  const { sizes, attributes } = dataset;
  const whole = splitViewers(sizes.viewers, holdOut.share, holdOut.seed);
  // Who is lost does not follow from how many train.
  const visible = visibleAfter(dataset, whole, loss, own);
  const split = limitTraining(whole, viewers);
  const setting: TrialSetting = {
    format: TRIAL_FORMAT,
    key,
    model: contender.name,
    identity: contender.identity,
    seed,
    screening: {
      title: attributes.title as string,
      seed: attributes.seed as number,
      viewers: sizes.viewers,
      samples: sizes.samples,
      sha256: datasetDigest(attributes),
    },
    holdOut,
    loss,
    training: split.training.length,
    heldOut: split.heldOut.length,
  };
  const begun = world.clock();
  try {
    const onProgress = world.progress(`fit ${contender.name}`);
    const tensor = visibleTensor(visible, split.training);
    const asked = contender.answersOnce === true ? forecastRows(visible, split.heldOut, prefixes) : [];
    let bytes: number | null = null;
    const fitted: Fitted = await contender.fit(tensor, asked, {
      seed,
      signal,
      onProgress,
      workers: world.workers,
      backend: TRIAL_BACKEND,
      rate: attributes.rate as number,
      columns: LANDMARK_COLUMNS,
      onCost: ({ peakBytes }) => {
        bytes = peakBytes;
      },
    });
    const cost = { seconds: world.clock() - begun, bytes };
    const evaluation = await evaluate(dataset, [{ name: contender.name, fitted, seed }], split, {
      versions: { matinee: world.origin.version, node: process.versions.node, v8: process.versions.v8 },
      prefixes,
      ...(tail === null ? {} : { tail }),
      visible,
      oracle,
      signal,
    });
    // As it will be read: no number is there that JSON has not.
    return JSON.parse(JSON.stringify({ ...setting, evaluation, cost })) as TrialResult;
  } catch (error) {
    if (error instanceof ModelFault) return { ...setting, fault: error.message };
    throw error;
  }
}
