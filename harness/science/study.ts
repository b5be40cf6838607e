import { datasetName } from './plan.ts';
import {
  type CurveRecord,
  type Failure,
  isCurveRecord,
  isModelRecord,
  isToldRecord,
  isUnseenRecord,
  type ModelRecord,
  type ScienceRecord,
  type ToldRecord,
  type UnseenRecord,
} from './record.ts';
import type { CurveTask, ModelTask, Purpose, Task, ToldTask, UnseenTask } from './task.ts';

/** A planned model with its record; null where it has not been run. */
export type Run = { readonly task: ModelTask; readonly record: ModelRecord | null };
export type CurvePoint = { readonly task: CurveTask; readonly record: CurveRecord | null };
export type Told = { readonly task: ToldTask; readonly record: ToldRecord | null };
export type Unseen = { readonly task: UnseenTask; readonly record: UnseenRecord | null };

/** All that a report is made of. */
export type Study = {
  readonly runs: readonly Run[];
  readonly curves: readonly CurvePoint[];
  readonly told: readonly Told[];
  readonly unseen: readonly Unseen[];
  readonly failures: readonly Failure[];
};

/** What was planned beside what there is of it, and the failures of what there is not. */
export function studyOf(
  tasks: readonly Task[],
  records: readonly ScienceRecord[],
  failures: readonly Failure[],
): Study {
  const found = new Map(records.map((record) => [record.task.id, record]));
  const runs: Run[] = [];
  const curves: CurvePoint[] = [];
  const told: Told[] = [];
  const unseen: Unseen[] = [];
  for (const task of tasks) {
    const record = found.get(task.id) ?? null;
    if (task.kind === 'model') {
      runs.push({ task, record: record !== null && isModelRecord(record) ? record : null });
    } else if (task.kind === 'curve') {
      curves.push({ task, record: record !== null && isCurveRecord(record) ? record : null });
    } else if (task.kind === 'unseen') {
      unseen.push({ task, record: record !== null && isUnseenRecord(record) ? record : null });
    } else {
      told.push({ task, record: record !== null && isToldRecord(record) ? record : null });
    }
  }
  const missing = new Set(tasks.filter(({ id }) => !found.has(id)).map(({ id }) => id));
  return { runs, curves, told, unseen, failures: failures.filter(({ id }) => missing.has(id)) };
}

/** The runs of a purpose; of some scenarios only, where they are given. */
export function runsOf({ runs }: Study, purpose: Purpose, scenarios?: readonly string[]): readonly Run[] {
  return runs.filter(
    ({ task }) => task.purpose === purpose && (scenarios === undefined || scenarios.includes(task.dataset.scenario)),
  );
}

/** How far U of each run's dataset can be told; null where that has not been run. */
export function toldOf({ told }: Study, runs: readonly Run[]): readonly (ToldRecord['told'] | null)[] {
  return besideRuns(told, runs).map((record) => record?.told ?? null);
}

/** Forecasts of more viewers at each run's film; null where that has not been run. */
export function unseenOf({ unseen }: Study, runs: readonly Run[]): readonly (UnseenRecord['unseen'] | null)[] {
  return besideRuns(unseen, runs).map((record) => record?.unseen ?? null);
}

/** What has been measured of each run's dataset besides; null where nothing has. */
function besideRuns<Measured>(
  points: readonly { readonly task: Task; readonly record: Measured | null }[],
  runs: readonly Run[],
): readonly (Measured | null)[] {
  const found = new Map(points.map(({ task, record }) => [datasetName(task.dataset), record]));
  return runs.map(({ task }) => found.get(datasetName(task.dataset)) ?? null);
}

/** A figure of every run; null where it has not been run or has none. */
export function figuresOf<Figure>(
  runs: readonly Run[],
  figure: (record: ModelRecord) => Figure | null | undefined,
): (Figure | null)[] {
  return runs.map(({ record }) => (record === null ? null : (figure(record) ?? null)));
}

/** The runs that there are. */
export function recordsOfRuns(runs: readonly Run[]): readonly ModelRecord[] {
  return runs.flatMap(({ record }) => (record === null ? [] : [record]));
}
