import { codeDigest, contentDigest } from '../cache/digest.ts';
import type { Task } from './task.ts';

/** Parts of the built code that results follow from: what makes the data, the models and the scores. */
const SOURCES = [
  'sim',
  'scenarios',
  'fvae',
  'harness/checkpoint',
  'harness/commands/generate.js',
  'harness/commands/train.js',
  'harness/evaluation',
  'harness/metrics',
  'harness/oracle',
  'harness/science/assess.js',
  'harness/science/unseen.js',
  'harness/training',
];

/** Digits of a digest that are kept. */
const DIGITS = 16;

/** Digest of the built code in `dist` that results follow from. */
export function buildDigest(dist: string): string {
  return codeDigest(dist, SOURCES).slice(0, DIGITS);
}

/** What, besides the task itself, a result follows from: version, build, and the text of the scenario. */
export type Ground = { readonly version: string; readonly build: string; readonly scenario: string };

/** The key of a task's result: another one wherever anything differs that the result follows from. */
export function taskKey(task: Task, ground: Ground): string {
  return contentDigest({ task, ground }).slice(0, DIGITS);
}

/** The key of a dataset: that of the tasks on it, but for what they do with it. */
export function datasetKey({ dataset }: Task, ground: Ground): string {
  return contentDigest({ dataset, ground }).slice(0, DIGITS);
}
