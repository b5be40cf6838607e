import { clip, type Place } from './error.ts';

export type ScalarValue = string | number | boolean | null;

/** A parsed file: plain values of which each knows where it was written. */
export type Tree =
  | { readonly kind: 'scalar'; readonly value: ScalarValue; readonly text: string; readonly at: Place }
  | { readonly kind: 'list'; readonly items: Tree[]; readonly at: Place }
  | { readonly kind: 'map'; readonly entries: Map<string, Entry>; readonly at: Place };

export type Entry = { readonly at: Place; readonly tree: Tree };

/** The tree as plain objects, arrays and scalars. */
export function toValue(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toValue);
  const out: Record<string, unknown> = {};
  for (const [key, entry] of tree.entries) out[key] = toValue(entry.tree);
  return out;
}

/** A tree whose every part stands at `at`, from plain objects, arrays and scalars. */
export function fromValue(value: unknown, at: Place): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => fromValue(item, at)), at };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [key, { at, tree: fromValue(item, at) }] as const);
    return { kind: 'map', entries: new Map(entries), at };
  }
  return { kind: 'scalar', value: value as ScalarValue, text: String(value), at };
}

/** The part at `path`, or undefined, with the place of its key or of the nearest part above that exists. */
export function locate(root: Tree, path: readonly PropertyKey[]): { tree: Tree | undefined; at: Place } {
  let tree = root;
  let at = root.at;
  for (const step of path) {
    if (tree.kind === 'map') {
      const entry = tree.entries.get(String(step));
      if (entry === undefined) return { tree: undefined, at };
      ({ at, tree } = entry);
    } else if (tree.kind === 'list') {
      const item = tree.items[Number(step)];
      if (item === undefined) return { tree: undefined, at };
      tree = item;
      at = item.at;
    } else return { tree: undefined, at };
  }
  return { tree, at: tree.kind === 'scalar' && tree.value !== null ? tree.at : at };
}

/** What stands there, as said after "found": short, whatever the size of the thing. */
export function describeFound(tree: Tree | undefined): string {
  if (tree === undefined) return 'nothing';
  if (tree.kind === 'map') return tree.entries.size === 0 ? 'an empty map' : 'a map';
  if (tree.kind === 'list') {
    const scalars = tree.items.length <= 8 && tree.items.every((item) => item.kind === 'scalar');
    if (tree.items.length === 0) return 'an empty list';
    if (!scalars) return `a list of ${tree.items.length}`;
    return clip(`[${tree.items.map(describeFound).join(', ')}]`);
  }
  if (typeof tree.value === 'string') return JSON.stringify(clip(tree.value));
  if (tree.value === null && tree.text.trim() === '') return 'nothing';
  return clip(tree.text);
}

/** A key as it stands in a dotted path: as it is when it is a plain word, quoted and cut otherwise. */
export function keyText(key: PropertyKey): string {
  const text = String(key);
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : JSON.stringify(clip(text, 40));
}

/** A path as dotted text, `top level` for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'top level' : clip(path.map(keyText).join('.'), 200);
}
