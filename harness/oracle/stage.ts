import type { Factors } from '../../fvae/model.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { type Stage, setStage } from '../../sim/screening/stage.ts';

/** U* [N, K] and V* [T, K] of a dataset. */
export function truthOf(dataset: Dataset): Factors {
  return {
    count: dataset.sizes.factors,
    viewer: Float64Array.from(readArray(dataset, 'factors/viewer')),
    time: Float64Array.from(readArray(dataset, 'factors/time')),
  };
}

/**
 * The stage that a dataset was played on, set up again from the scenario in its attributes. Throws DatasetFault
 * (`usage`) when its U* or V* are not the dataset's own: this version of matinee then plays the scenario otherwise.
 */
export function stageOf(dataset: Dataset): Stage {
  const stage = setStage(dataset.attributes.scenario as Scenario);
  const truth = truthOf(dataset);
  const other = (name: string): DatasetFault =>
    new DatasetFault('usage', `${dataset.dir}: ${name} is not what its scenario gives in this version of matinee`);
  if (stage.viewers.length * truth.count !== truth.viewer.length) throw other('factors/viewer');
  for (const { index, sensitivity } of stage.viewers) {
    if (sensitivity.some((u, k) => u !== truth.viewer[index * truth.count + k])) throw other('factors/viewer');
  }
  const { factors } = stage.reaction.courses;
  if (factors.length !== truth.time.length || factors.some((v, n) => v !== truth.time[n])) throw other('factors/time');
  return stage;
}

/**
 * The same stage with everything silenced that follows from no factor: idiosyncratic noise, blinks, head motion but for
 * the reaction's share, fidgets, acts, and what could stand in the way. Audience, script and cameras are untouched.
 */
export function quietStage(stage: Stage): Stage {
  const { scenario } = stage;
  const { nuisance } = scenario;
  const idiosyncrasy = { ...scenario.reaction.idiosyncrasy, sd: 0 };
  const reaction = { ...scenario.reaction, idiosyncrasy };
  return {
    ...stage,
    scenario: {
      ...scenario,
      reaction,
      nuisance: {
        ...nuisance,
        blink: { ...nuisance.blink, rate: 0 },
        head: { ...nuisance.head, yaw: 0, pitch: 0, roll: 0, sway: 0 },
      },
      behavior: { ...scenario.behavior, reactionHiding: 0 },
      occlusion: { people: false, seats: false, hands: false, obstacles: false },
    },
    reaction: { ...stage.reaction, reaction },
    schedules: stage.schedules.map(() => ({ acts: [], fidgets: new Float64Array(0) })),
  };
}
