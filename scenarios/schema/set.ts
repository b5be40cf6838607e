import { type Place, ScenarioError } from './error.ts';
import { describeFound, type Entry, fromValue, keyText, locate, pathText, type Tree } from './tree.ts';
import { readTree } from './yaml.ts';

/** Parts that are given as a whole or not at all; setting something inside one starts from its default. */
const WHOLE_PARTS = [
  'cameras',
  'film.events',
  'film.generators',
  'audience.archetypes',
  'theater.aisles',
  'theater.obstacles',
];

type Assignment = { readonly place: Place; readonly path: readonly string[]; readonly value: Tree };

function parseAssignment(text: string): Assignment {
  const origin = { name: `--set ${text.length > 120 ? `${text.slice(0, 120)}...` : text}`, isFile: false };
  const place: Place = { origin: origin.name, line: null, order: Number.MAX_SAFE_INTEGER };
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(equals, 0)).split('.');
  if (equals < 1 || path.length > 32 || path.some((key) => key.trim() === '' || key === '__proto__')) {
    throw new ScenarioError({
      place,
      key: 'set',
      found: equals < 0 ? 'no =' : 'a key with an empty or unusable part',
      expected: 'KEY=VALUE such as film.duration=60',
    });
  }
  return { place, path, value: readTree(text.slice(equals + 1), origin) };
}

/** A map's entries with one replaced, in the same order, or with one appended. */
function withEntry(entries: Map<string, Entry>, key: string, entry: Entry): Map<string, Entry> {
  return new Map(entries).set(key, entry);
}

function assign(tree: Tree | undefined, depth: number, assignment: Assignment): Tree {
  const { path, place, value } = assignment;
  const key = path[depth];
  if (key === undefined) return value;
  if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) {
    const inner = assign(undefined, depth + 1, assignment);
    return { kind: 'map', entries: new Map([[key, { at: place, tree: inner }]]), at: place };
  }
  const refuse = (expected: string): never => {
    const found = tree.kind === 'scalar' ? describeFound(tree) : `the index ${keyText(key)}`;
    throw new ScenarioError({ place, key: pathText(path.slice(0, depth)), found, expected });
  };
  if (tree.kind === 'scalar') return refuse(`a map or a list to set ${keyText(key)} in`);
  if (tree.kind === 'map') {
    const inner = assign(tree.entries.get(key)?.tree, depth + 1, assignment);
    return { ...tree, entries: withEntry(tree.entries, key, { at: place, tree: inner }) };
  }
  const index = /^(0|[1-9][0-9]{0,6})$/.test(key) ? Number(key) : -1;
  if (index < 0 || index >= tree.items.length) {
    const items = tree.items.length;
    return refuse(items === 0 ? 'a list with items to set' : `an index from 0 to ${items - 1}`);
  }
  return { ...tree, items: tree.items.map((item, at) => (at === index ? assign(item, depth + 1, assignment) : item)) };
}

/**
 * The tree with `text`, a `key=value`, applied: the key is a dotted path, list items by index, and the value is YAML.
 * `resolve` gives the whole scenario that a tree means; from it come lists and maps that the file leaves to default
 * when a part of one is set. Throws a ScenarioError that begins with `--set key=value`.
 */
export function applySet(tree: Tree, text: string, resolve: (tree: Tree) => unknown): Tree {
  const assignment = parseAssignment(text);
  const { path, place } = assignment;
  const whole = WHOLE_PARTS.map((name) => name.split('.')).find(
    (part) => part.length < path.length && part.every((key, index) => key === path[index]),
  );
  if (whole === undefined) return assign(tree, 0, assignment);
  const present = locate(tree, whole).tree;
  if (present !== undefined && (present.kind !== 'scalar' || present.value !== 'auto'))
    return assign(tree, 0, assignment);
  const resolved = locate(fromValue(resolve(tree), place), whole).tree;
  const filled = assign(tree, 0, { place, path: whole, value: resolved! });
  return assign(filled, 0, assignment);
}
