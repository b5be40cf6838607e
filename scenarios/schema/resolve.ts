import { basename, extname } from 'node:path';
import type { z } from 'zod';
import { type Place, type Problem, ScenarioError } from './error.ts';
import { keysOfMessage } from './field.ts';
import { LIMITS } from './limits.ts';
import { ID_PATTERN, type Scenario, scenarioSchema } from './schema.ts';
import { applySet } from './set.ts';
import { nearest } from './suggest.ts';
import { describeFound, keyText, locate, pathText, type Tree, toValue } from './tree.ts';
import { readTree } from './yaml.ts';

/** The one other place in the language where a key of this name lives, as a path. */
function elsewhere(key: string): string | undefined {
  const found = Object.keys(LIMITS).filter((name) => !name.includes('*') && name.endsWith(`.${key}`));
  return found.length === 1 ? found[0] : undefined;
}

/** An issue with the path it is about: an issue about several unknown keys stands once for each of them. */
type Located = { readonly issue: z.core.$ZodIssue; readonly path: readonly PropertyKey[]; readonly place: Place };

function locateIssue(tree: Tree, issue: z.core.$ZodIssue): Located[] {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return keys.map((key) => {
    const path = key === undefined ? issue.path : [...issue.path, key];
    const { tree: part, at } = locate(tree, path);
    // A missing key comes last, since a misspelt one often explains it.
    return { issue, path, place: part === undefined ? { ...at, order: Number.POSITIVE_INFINITY } : at };
  });
}

/** The problem in an author's terms; the schema's messages are the text behind "expected". */
function problemOf(tree: Tree, { issue, path, place }: Located): Problem {
  const common = { place, key: pathText(path), expected: issue.message };
  const last = path[path.length - 1];
  if (issue.code === 'unrecognized_keys') {
    const suggestion = nearest(String(last), keysOfMessage(issue.message)) ?? elsewhere(String(last));
    return { ...common, found: 'an unknown key', suggestion };
  }
  if (issue.code === 'invalid_key') return { ...common, found: `the name ${keyText(last ?? '')}` };
  const params = issue.code === 'custom' ? issue.params : undefined;
  const found = params?.['found'];
  return { ...common, found: typeof found === 'string' ? found : describeFound(locate(tree, path).tree) };
}

/** The scenario that a tree means; throws a ScenarioError about the problem that is written first. */
function resolve(tree: Tree): Scenario {
  const result = scenarioSchema.safeParse(toValue(tree));
  if (result.success) return result.data;
  const located = result.error.issues.flatMap((issue) => locateIssue(tree, issue));
  const first = located.reduce((a, b) => (b.place.order < a.place.order ? b : a));
  throw new ScenarioError(problemOf(tree, first));
}

/** The id that a file's name gives, or null where it is no versioned id. */
function idOfFile(file: string): string | null {
  const name = basename(file, extname(file));
  return ID_PATTERN.test(name) && name.length <= 100 ? name : null;
}

/**
 * The resolved scenario of a YAML text. `file` is the name for errors and for the default id; `sets` are `key=value`
 * texts applied on top, in order. Throws a ScenarioError, one line, about the first problem.
 */
export function parseScenario(text: string | Uint8Array, file: string, sets: readonly string[] = []): Scenario {
  let tree = readTree(text, { name: file, isFile: true });
  if (tree.kind === 'scalar' && tree.value === null) {
    const place = { origin: file, line: 1, order: 0 };
    throw new ScenarioError({
      place,
      key: 'file',
      found: 'nothing',
      expected: 'a scenario (matinee: 1, then a title)',
    });
  }
  for (const set of sets) tree = applySet(tree, set, resolve);
  const scenario = resolve(tree);
  return { ...scenario, id: scenario.id ?? idOfFile(file) };
}
