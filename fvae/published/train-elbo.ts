import type { Backend } from '../backend/open.ts';
import { ModelFault } from '../model.ts';
import { initialiseNetwork } from '../network.ts';
import { type ElboModel, elboShapes } from '../objective/elbo.ts';
import { parameterCount, partsOf, type Shapes } from '../parameters.ts';
import { createRandom } from '../random.ts';
import { createTeam, type Team } from '../train/team.ts';
import type { Unfinished } from '../unfinished.ts';
import type { ElboInit } from './batches.ts';

/** A training by the published bound. */
export type ElboTraining = {
  readonly model: ElboModel;
  readonly backend: Pick<Backend, 'name'>;
  /** Threads, with the wasm backend. */
  readonly workers: number;
  readonly seed: number;
  readonly samples: number;
  /** Entries a step, at most as many as there are. */
  readonly batch: number;
  readonly epochs: number;
  /** Steps at most, whatever the epochs. @defaultValue as many as the epochs have */
  readonly mostSteps?: number;
  /** Learning rate at its height. */
  readonly rate: number;
  /** [N, T, D] standardised, and the observed entries, i T + t; shared memory. */
  readonly values: Float32Array;
  readonly entries: Uint32Array;
  readonly factorised: boolean;
  readonly resume?: Unfinished | null;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Hears of each epoch, 1 the first, while the team waits. */
  readonly onEpoch?: (epoch: number, objective: number, samples: number, team: Team) => void;
};

/** Deviation of U and V before anything is learned. */
const FIRST = 0.3;

/** The learned parameters by name, in the shapes `elboShapes` says. Throws ModelFault when the objective is not finite. */
export async function trainElbo(
  training: ElboTraining,
): Promise<{ parts: Record<string, Float32Array>; shapes: Shapes }> {
  const { model, seed, entries, values, samples, factorised, resume, signal } = training;
  const shapes = elboShapes(model);
  const parameters = new Float32Array(parameterCount(shapes));
  const parts = partsOf(shapes, parameters);
  const rateScale = new Float32Array(parameters.length).fill(1);
  if (resume === undefined || resume === null) {
    for (const name of ['encoder', 'decoder'] as const) {
      initialiseNetwork(model[name], name, parts, createRandom(seed, name));
    }
    for (const name of factorised ? ['viewer', 'sample'] : []) {
      createRandom(seed, name).fillNormal(parts[name]!);
      parts[name]!.forEach((value, at, all) => {
        all[at] = FIRST * value;
      });
    }
  } else parameters.set(resume.parameters);
  if (!factorised) for (const name of ['viewer', 'sample']) partsOf(shapes, rateScale)[name]!.fill(0);
  const batch = Math.min(training.batch, entries.length);
  const perEpoch = Math.max(1, Math.floor(entries.length / batch));
  const steps = Math.min(training.mostSteps ?? Number.POSITIVE_INFINITY, training.epochs * perEpoch);
  const here = import.meta.url;
  const init: ElboInit = { seed, samples, model, shapes, batch, values, entries, factorised };
  const team = await createTeam({
    module: new URL(here.endsWith('.ts') ? './elbo-replica.ts' : './elbo-replica.js', here),
    init,
    parameters,
    ...(resume === undefined || resume === null ? {} : { moments: resume.moments }),
    // None is without a sample of the batch.
    workers: training.backend.name === 'wasm' ? Math.min(training.workers, batch) : 0,
    backend: training.backend.name,
    adam: { rateScale },
  });
  try {
    for (let epoch = resume?.epoch ?? 0; epoch * perEpoch < steps; epoch += 1) {
      const count = Math.min(perEpoch, steps - epoch * perEpoch);
      const losses = await team.run({
        from: epoch * perEpoch,
        count,
        rate: (step) => training.rate * rateShare(step / steps),
        ...(signal === undefined ? {} : { signal }),
        onStep: (step) => training.onProgress?.(step + 1, steps),
      });
      const objective = losses.reduce((sum, loss) => sum + loss, 0) / count;
      if (!Number.isFinite(objective)) {
        throw new ModelFault(`training diverged in epoch ${epoch + 1}, expected a finite objective`);
      }
      training.onEpoch?.(epoch + 1, objective, count * batch, team);
    }
    parameters.set(team.parameters);
  } finally {
    await team.close();
  }
  return { parts, shapes };
}

/** Constant, and down to 0 by a straight line over the last quarter. */
function rateShare(done: number): number {
  return Math.min(1, 4 * (1 - done));
}
