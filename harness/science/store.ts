import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore as openValues, type Store as Values } from '../cache/store.ts';
import type { Failure, ScienceRecord } from './record.ts';
import type { Task } from './task.ts';

/** What is kept of a science run in its work folder. */
export type Store = Values & {
  /** Every record, in the order of writing. */
  records(): readonly ScienceRecord[];
  failures(): readonly Failure[];
};

/** The store in a folder: records stand under `results/`, failures under `failures/`. */
export function openStore(folder: string): Store {
  const values = openValues(folder);
  const all = (part: string): unknown[] => {
    const under = join(folder, part);
    if (!existsSync(under)) return [];
    const names = readdirSync(under).filter((name) => name.endsWith('.json'));
    const times = new Map(names.map((name) => [name, statSync(join(under, name)).mtimeMs]));
    names.sort((a, b) => (times.get(a) as number) - (times.get(b) as number) || (a < b ? -1 : 1));
    return names.flatMap((file) => {
      const value = values.read(`${part}/${file.slice(0, -'.json'.length)}`);
      return value === null ? [] : [value];
    });
  };
  return {
    ...values,
    records: () => all('results').map((value) => value as ScienceRecord),
    failures: () => all('failures').map((value) => value as Failure),
  };
}

/** The last record of each task, whatever build it is of. */
export function newestRecords(records: readonly ScienceRecord[]): readonly ScienceRecord[] {
  return [...lastOf(records).values()];
}

/** The last record of each of these tasks that has any, in the order of the tasks. */
export function recordsOf(tasks: readonly Task[], records: readonly ScienceRecord[]): readonly ScienceRecord[] {
  const last = lastOf(records);
  return tasks.flatMap((task) => last.get(JSON.stringify(task)) ?? []);
}

function lastOf(records: readonly ScienceRecord[]): ReadonlyMap<string, ScienceRecord> {
  return new Map(records.map((record) => [JSON.stringify(record.task), record]));
}
