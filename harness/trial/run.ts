import { type Fitted, ModelFault } from '../../fvae/model.ts';
import { loadScenario } from '../../scenarios/schema/parse.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { contentDigest } from '../cache/digest.ts';
import { datasetDigest } from '../checkpoint/format.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { splitViewers } from '../evaluation/split.ts';
import { forecastRows, visibleTensor } from '../evaluation/visible.ts';
import type { ScreeningPlan, TrialPlan } from './plan.ts';
import { TRIAL_FORMAT, type TrialResult, type TrialSetting } from './result.ts';
import { limitTraining, visibleAfter } from './visible.ts';
import type { Origin, World } from './world.ts';

/** The scenario that a trial's screening plays. Throws ScenarioError as loadScenario does. */
export function scenarioOf({ scenario, sets, seed }: ScreeningPlan): Scenario {
  return loadScenario(scenario, [...sets, ...(seed === undefined ? [] : [`seed=${seed}`])]);
}

/** SHA-256 (hex) of everything that a trial's result follows from. */
export function trialKey(plan: TrialPlan, origin: Origin): string {
  const { holdOut, loss = null, viewers = null, contender, seed, prefixes = [] } = plan;
  const scenario = scenarioOf(plan.screening);
  const { name, identity } = contender;
  return contentDigest({
    format: TRIAL_FORMAT,
    origin,
    scenario,
    holdOut,
    loss,
    viewers,
    name,
    identity,
    seed,
    prefixes,
  });
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
  const { holdOut, loss = null, viewers = null, contender, seed, prefixes = [] } = plan;
  const { signal } = world;
  const { dataset, oracle } = await world.hall.show(scenarioOf(plan.screening));
  const { sizes, attributes } = dataset;
  const split = limitTraining(splitViewers(sizes.viewers, holdOut.share, holdOut.seed), viewers);
  const visible = visibleAfter(dataset, split, loss);
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
    const asked = forecastRows(visible, split.heldOut, prefixes);
    const fitted: Fitted = await contender.fit(tensor, asked, { seed, signal, onProgress, workers: world.workers });
    const cost = { seconds: world.clock() - begun, bytes: null };
    const evaluation = evaluate(dataset, [{ name: contender.name, fitted, seed }], split, {
      versions: { matinee: world.origin.version, node: process.versions.node, v8: process.versions.v8 },
      prefixes,
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
