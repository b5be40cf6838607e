import type { Choice } from '../../fvae/fit.ts';
import { explain, isInterruption } from '../fault.ts';
import { datasetKey, type Ground, taskKey } from './digest.ts';
import { datasetName } from './plan.ts';
import type { Assessment, Failure, Origin, ScienceRecord } from './record.ts';
import { type RunStep, type Step, StepFault, type Stepped } from './step.ts';
import type { Store } from './store.ts';
import type { ModelTask, Task } from './task.ts';

/** What working through tasks needs of the world. */
export type Bench = {
  readonly store: Store;
  readonly run: RunStep;
  readonly origin: Origin;
  /** The text of a scenario of the package. */
  readonly scenarioText: (scenario: string) => string;
  /** Where a dataset or a model goes while it is needed. */
  readonly place: (name: string) => string;
  readonly exists: (path: string) => boolean;
  /** Removes a folder and what was left unfinished beside it. */
  readonly remove: (path: string) => void;
  /** Whether datasets stay after their tasks are done. */
  readonly keep: boolean;
  /** Datasets worked on at a time. */
  readonly jobs: number;
  /** Hears that a task is done, was done already, or has failed. */
  readonly onTask?: (task: Task, how: 'done' | 'kept' | 'failed', line: string) => void;
};

/** What came of a list of tasks. */
export type Worked = { readonly done: number; readonly kept: number; readonly failures: readonly Failure[] };

/**
 * Does every task whose result is not in the store, dataset by dataset. A result is kept as soon as there is one, so that
 * the same call after an interruption goes on; a step that fails is noted and the next task is begun. A dataset goes when
 * its tasks are done. Throws Interrupted when a step is stopped.
 */
export async function workThrough(tasks: readonly Task[], bench: Bench): Promise<Worked> {
  const queue = groupsOf(tasks);
  const worked = { done: 0, kept: 0, failures: [] as Failure[] };
  let stopped = false;
  const worker = async (): Promise<void> => {
    try {
      for (let group = queue.shift(); group !== undefined && !stopped; group = queue.shift()) {
        await workOn(group, bench, worked);
      }
    } catch (error) {
      stopped = true;
      throw error;
    }
  };
  // All are waited for, so that nothing is written after the call has ended.
  const ended = await Promise.allSettled(Array.from({ length: Math.max(1, bench.jobs) }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return worked;
}

function groupsOf(tasks: readonly Task[]): Task[][] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const name = datasetName(task.dataset);
    groups.set(name, [...(groups.get(name) ?? []), task]);
  }
  return [...groups.values()];
}

/** The store's name of a task's result. */
export function resultName(task: Task, ground: Ground): string {
  return `results/${task.id}.${taskKey(task, ground)}`;
}

async function workOn(
  group: readonly Task[],
  bench: Bench,
  worked: { done: number; kept: number; failures: Failure[] },
): Promise<void> {
  const { store, origin, onTask } = bench;
  const [first] = group;
  const { version, build } = origin;
  const ground: Ground = { version, build, scenario: bench.scenarioText(first.dataset.scenario) };
  const key = datasetKey(first, ground);
  const dataset = `${first.dataset.scenario}-${first.dataset.seed}.${key}`;
  const dir = bench.place(`data/${dataset}`);
  const noted = `steps/${dataset}`;
  const step = stepper(bench);
  for (const task of group) {
    const name = resultName(task, ground);
    if (store.read(name) !== null) {
      worked.kept += 1;
      onTask?.(task, 'kept', '');
      continue;
    }
    try {
      const made = await step({ kind: 'generate', dataset: task.dataset, dir }, noted, dir);
      if (task.kind !== 'model') store.write(name, await measured(task, dir, bench));
      else {
        const own = taskKey(task, ground);
        const model = bench.place(`models/${task.id}.${own}`);
        store.write(name, await modelRecord({ task, dir, model, made, step, noted: `steps/${task.id}.${own}` }, bench));
        bench.remove(model);
        store.remove(`steps/${task.id}.${own}`);
      }
      store.remove(`failures/${task.id}`);
      worked.done += 1;
      onTask?.(task, 'done', '');
    } catch (error) {
      if (isInterruption(error)) throw error;
      const line = error instanceof StepFault ? error.message : explain(error).line;
      const failure: Failure = { id: task.id, line };
      store.write(`failures/${task.id}`, failure);
      worked.failures.push(failure);
      onTask?.(task, 'failed', line);
    }
  }
  if (!bench.keep) {
    bench.remove(dir);
    store.remove(noted);
  }
}

/** Runs a step that makes a folder, unless that is there and the step is noted as done under a name of the store. */
type Stepping = (step: Step, noted: string, makes: string) => Promise<Stepped>;

function stepper({ store, run, exists, remove }: Bench): Stepping {
  return async (step, noted, makes) => {
    const before = store.read(noted) as Stepped | null;
    if (before !== null && exists(makes)) return before;
    store.remove(noted);
    remove(makes);
    const stepped = await run(step);
    store.write(noted, stepped);
    return stepped;
  };
}

type Modelling = {
  readonly task: ModelTask;
  readonly dir: string;
  readonly model: string;
  readonly made: Stepped;
  readonly step: Stepping;
  readonly noted: string;
};

async function modelRecord({ task, dir, model, made, step, noted }: Modelling, bench: Bench): Promise<ScienceRecord> {
  const trained = await step({ kind: 'train', task, dir, model }, noted, model);
  const assessed = await bench.run({ kind: 'assess', task, dir, model });
  const { backend, choices } = trained.json as { backend: string; choices: readonly Choice[] };
  return {
    task,
    origin: bench.origin,
    seconds: { generate: made.seconds, train: trained.seconds, evaluate: assessed.seconds },
    trainBytes: trained.bytes,
    backend,
    choices,
    ...(assessed.json as Assessment),
  };
}

/** The record of a task that is one step on its dataset. */
async function measured(task: Exclude<Task, ModelTask>, dir: string, { run, origin }: Bench): Promise<ScienceRecord> {
  const { json } = await run({ kind: task.kind, task, dir } as Step);
  return { task, origin, ...(json as object) } as ScienceRecord;
}
