import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure, ScienceRecord } from './record.ts';
import type { Task } from './task.ts';

/** What is kept of a science run in its work folder. */
export type Store = {
  /** A JSON value kept under a name; null where there is none or it is not whole. */
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  remove(name: string): void;
  /** Every record, in the order of writing. */
  records(): readonly ScienceRecord[];
  failures(): readonly Failure[];
};

/**
 * The store in a folder: one JSON file a value, written under a temporary name and renamed, so that whatever is there is
 * whole. Names may contain `/`; records stand under `results/`, failures under `failures/`.
 */
export function openStore(folder: string): Store {
  const path = (name: string): string => join(folder, `${name}.json`);
  const read = (name: string): unknown => {
    try {
      return JSON.parse(readFileSync(path(name), 'utf8')) as unknown;
    } catch {
      return null;
    }
  };
  const all = (part: string): unknown[] => {
    const under = join(folder, part);
    if (!existsSync(under)) return [];
    const names = readdirSync(under).filter((name) => name.endsWith('.json'));
    const times = new Map(names.map((name) => [name, statSync(join(under, name)).mtimeMs]));
    names.sort((a, b) => (times.get(a) as number) - (times.get(b) as number) || (a < b ? -1 : 1));
    return names.flatMap((file) => {
      const value = read(`${part}/${file.slice(0, -'.json'.length)}`);
      return value === null ? [] : [value];
    });
  };
  return {
    read,
    write(name, value) {
      const file = path(name);
      mkdirSync(dirname(file), { recursive: true });
      const temp = `${file}.tmp-${process.pid}`;
      writeFileSync(temp, `${JSON.stringify(value)}\n`);
      renameSync(temp, file);
    },
    remove(name) {
      rmSync(path(name), { force: true });
    },
    records: () => all('results').map((value) => value as ScienceRecord),
    failures: () => all('failures').map((value) => value as Failure),
  };
}

/** The last written record of each task that has any, in the order of the tasks, whatever build it is of. */
export function recordsOf(tasks: readonly Task[], records: readonly ScienceRecord[]): readonly ScienceRecord[] {
  const last = new Map(records.map((record) => [JSON.stringify(record.task), record]));
  return tasks.flatMap((task) => last.get(JSON.stringify(task)) ?? []);
}
