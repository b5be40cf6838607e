import { readFileSync } from 'node:fs';
import { ScenarioError } from '../../../scenarios/schema/error.ts';
import { describeFound, locate, type Tree } from '../../../scenarios/schema/tree.ts';
import { readTree } from '../../../scenarios/schema/yaml.ts';
import { errorCode } from '../../../sim/dataset/fault.ts';
import { UsageError } from '../../fault.ts';
import type { Scene } from './scene.ts';

const LONGEST_TITLE = 80;

/**
 * Scenes from a YAML file: a list of `{ at, title }`, `at` in seconds or as m:ss or h:mm:ss, the first at 0, each until the
 * next begins. Throws UsageError where it cannot be read, ScenarioError naming the line where it is something else.
 */
export function readScenes(path: string, duration: number): readonly Scene[] {
  const tree = readTree(bytesOf(path), { name: path, isFile: true });
  if (tree.kind !== 'list' || tree.items.length === 0) {
    throw fault(tree, 'top level', describeFound(tree), 'a list of scenes, each { at: SECONDS, title: TEXT }');
  }
  const begun = tree.items.map((item, n) => sceneOf(item, n));
  begun.forEach(({ at, place }, n) => {
    const least = n === 0 ? 0 : begun[n - 1].at;
    if (n === 0 && at !== 0) throw fault(place, '0.at', String(at), '0: the first scene begins with the film');
    if (n > 0 && !(at > least && at < duration)) {
      throw fault(place, `${n}.at`, String(at), `a time after ${least} and before ${duration} s, the end of the film`);
    }
  });
  return begun.map(({ at, title }, n) => ({ number: n + 1, title, from: at, to: begun[n + 1]?.at ?? duration }));
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const found = errorCode(error) === 'ENOENT' ? 'no such file' : 'a file that cannot be read';
    throw new UsageError(`--scenes: ${path}: found ${found}, expected a YAML list of scenes`);
  }
}

function sceneOf(item: Tree, n: number): { readonly at: number; readonly title: string; readonly place: Tree } {
  if (item.kind !== 'map') throw fault(item, String(n), describeFound(item), 'a scene, { at: SECONDS, title: TEXT }');
  for (const [key, { tree }] of item.entries) {
    if (key !== 'at' && key !== 'title') throw fault(tree, `${n}.${key}`, 'an unknown key', 'at or title');
  }
  const at = locate(item, ['at']).tree;
  const seconds = at?.kind === 'scalar' ? secondsOf(at.text.trim()) : undefined;
  if (seconds === undefined) throw fault(at ?? item, `${n}.at`, describeFound(at), 'seconds, or a time such as 1:30');
  const named = locate(item, ['title']).tree;
  const title = named === undefined ? `Scene ${n + 1}` : named.kind === 'scalar' ? String(named.value ?? '') : '';
  if (title.trim() === '' || title.length > LONGEST_TITLE) {
    throw fault(named ?? item, `${n}.title`, describeFound(named), `a text of 1 to ${LONGEST_TITLE} characters`);
  }
  return { at: seconds, title, place: at ?? item };
}

/** Seconds of a text such as 90, 1:30 or 0:01:30, with or without quotes. */
function secondsOf(text: string): number | undefined {
  const plain = text.replace(/^(["'])(.*)\1$/, '$2');
  if (!/^(\d{1,3}:){0,2}\d{1,6}(\.\d+)?$/.test(plain)) return undefined;
  return plain.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
}

function fault(tree: Tree, key: string, found: string, expected: string): ScenarioError {
  return new ScenarioError({ place: tree.at, key, found, expected });
}
