import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Task } from './task.ts';

/** Parts of the built code that results follow from: what makes the data, the models and the scores. */
const SOURCES = ['sim', 'scenarios', 'fvae', 'harness/evaluation', 'harness/metrics', 'harness/oracle'];

/** Digits of a digest that are kept. */
const DIGITS = 16;

/** Digest of the built code in `dist` that results follow from; rendering, declarations and source maps have no say. */
export function buildDigest(dist: string): string {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => scriptsUnder(join(dist, source))).sort()) {
    const name = relative(dist, path).split(sep).join('/');
    if (name.startsWith('sim/render/')) continue;
    hash.update(name).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex').slice(0, DIGITS);
}

function scriptsUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return scriptsUnder(path);
    return entry.name.endsWith('.js') ? [path] : [];
  });
}

/** What, besides the task itself, a result follows from: version, build, and the text of the scenario. */
export type Ground = { readonly version: string; readonly build: string; readonly scenario: string };

/** The key of a task's result: another one wherever anything differs that the result follows from. */
export function taskKey(task: Task, ground: Ground): string {
  return digestOf({ task, ground });
}

/** The key of a dataset: that of the tasks on it, but for what they do with it. */
export function datasetKey({ dataset }: Task, ground: Ground): string {
  return digestOf({ dataset, ground });
}

function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, DIGITS);
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
