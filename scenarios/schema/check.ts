import type { z } from 'zod';
import { type Place, type Problem, ScenarioError } from './error.ts';
import { keysOfMessage } from './field.ts';
import { nearest } from './suggest.ts';
import { describeFound, keyText, locate, pathText, type Tree, toValue } from './tree.ts';

/** The one other place in a language where a key of this name lives, as a path. */
export type Elsewhere = (key: string) => string | undefined;

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
function problemOf(tree: Tree, { issue, path, place }: Located, elsewhere: Elsewhere): Problem {
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

/**
 * What a tree means by a schema whose messages are the text behind "expected". Throws a ScenarioError about the problem that
 * is written first.
 */
export function checkTree<S extends z.ZodType>(
  schema: S,
  tree: Tree,
  elsewhere: Elsewhere = () => undefined,
): z.output<S> {
  const result = schema.safeParse(toValue(tree));
  if (result.success) return result.data;
  const located = result.error.issues.flatMap((issue) => locateIssue(tree, issue));
  const first = located.reduce((a, b) => (b.place.order < a.place.order ? b : a));
  throw new ScenarioError(problemOf(tree, first, elsewhere));
}
