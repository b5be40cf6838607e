import type { CurveTask, DatasetPlan, ModelTask, ToldTask, UnseenTask } from './task.ts';

/** One process of a task: what it makes, and of what. */
export type Step =
  | { readonly kind: 'generate'; readonly dataset: DatasetPlan; readonly dir: string }
  | { readonly kind: 'train'; readonly task: ModelTask; readonly dir: string; readonly model: string }
  | { readonly kind: 'assess'; readonly task: ModelTask; readonly dir: string; readonly model: string }
  | { readonly kind: 'curve'; readonly task: CurveTask; readonly dir: string }
  | { readonly kind: 'told'; readonly task: ToldTask; readonly dir: string }
  | { readonly kind: 'unseen'; readonly task: UnseenTask; readonly dir: string };

/** What a step's process said, its wall time in seconds, and its peak resident memory in bytes. */
export type Stepped = { readonly json: unknown; readonly seconds: number; readonly bytes: number };

/** Runs a step. Throws StepFault where it fails, and Interrupted where it is stopped. */
export type RunStep = (step: Step) => Promise<Stepped>;

/** A step that failed: the line that says why. */
export class StepFault extends Error {
  override readonly name = 'StepFault';
}

/** Arguments of Node for a step, relative to the folder that holds `dist/` and `scenarios/`; JSON goes to standard output. */
export function stepArguments(step: Step): readonly string[] {
  const main = 'dist/harness/main.js';
  const measure = 'dist/harness/science/measure.js';
  switch (step.kind) {
    case 'generate': {
      const { scenario, seed, sets } = step.dataset;
      const changes = sets.flatMap((set) => ['--set', set]);
      return [
        main,
        'generate',
        `scenarios/${scenario}.yaml`,
        '-o',
        step.dir,
        '--seed',
        `${seed}`,
        ...changes,
        '--json',
      ];
    }
    case 'train': {
      const { recipe, factors, epochs, dataset } = step.task;
      // The model's seed is the data's.
      const chosen = ['--recipe', recipe, '--seed', `${dataset.seed}`];
      const count = factors === undefined ? [] : ['--factors', `${factors}`];
      const passes = epochs === undefined ? [] : ['--epochs', `${epochs}`];
      return [main, 'train', step.dir, '-o', step.model, ...chosen, ...count, ...passes, '--json'];
    }
    case 'assess':
      return [measure, 'assess', step.dir, step.model, step.task.baselines ? 'baselines' : 'alone'];
    case 'told':
      return [measure, 'told', step.dir, `${step.task.dataset.seed}`];
    case 'unseen': {
      const { dataset, epochs } = step.task;
      return [measure, 'unseen', step.dir, `${dataset.seed}`, ...(epochs === undefined ? [] : [`${epochs}`])];
    }
    case 'curve': {
      const { factors, dataset, epochs } = step.task;
      return [
        measure,
        'curve',
        step.dir,
        `${factors}`,
        `${dataset.seed}`,
        ...(epochs === undefined ? [] : [`${epochs}`]),
      ];
    }
  }
}
