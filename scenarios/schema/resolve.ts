import { basename, extname } from 'node:path';
import { checkTree } from './check.ts';
import { ScenarioError } from './error.ts';
import { LIMITS } from './limits.ts';
import { ID_PATTERN, type Scenario, scenarioSchema } from './schema.ts';
import { applySet } from './set.ts';
import type { Tree } from './tree.ts';
import { readTree } from './yaml.ts';

/** The one other place in the language where a key of this name lives, as a path. */
function elsewhere(key: string): string | undefined {
  const found = Object.keys(LIMITS).filter((name) => !name.includes('*') && name.endsWith(`.${key}`));
  return found.length === 1 ? found[0] : undefined;
}

/** The scenario that a tree means; throws a ScenarioError about the problem that is written first. */
function resolve(tree: Tree): Scenario {
  return checkTree(scenarioSchema, tree, elsewhere);
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
