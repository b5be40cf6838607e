import { Composer, type CST, type Document, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import { clip, type Place, type Problem, ScenarioError } from './error.ts';
import { COUNTS } from './limits.ts';
import { type Entry, keyText, pathText, type ScalarValue, type Tree } from './tree.ts';

/** Where a text comes from: a file, whose lines count, or a `--set`, which is one line. */
export type Origin = { readonly name: string; readonly isFile: boolean };

type Reading = { readonly origin: Origin; readonly text: string; readonly lines: LineCounter };

function placeOf(reading: Reading, offset: number): Place {
  if (!reading.origin.isFile) return { origin: reading.origin.name, line: null, order: Number.MAX_SAFE_INTEGER };
  return { origin: reading.origin.name, line: Math.max(1, reading.lines.linePos(offset).line), order: offset };
}

function fail(reading: Reading, offset: number, problem: Omit<Problem, 'place'>): never {
  throw new ScenarioError({ place: placeOf(reading, offset), ...problem });
}

function startOf(origin: Origin): Place {
  return { origin: origin.name, line: origin.isFile ? 1 : null, order: 0 };
}

/** The text of the bytes, which have to be UTF-8 of at most 1 MiB. */
function decode(source: string | Uint8Array, origin: Origin): string {
  const whole = (found: string, expected: string): ScenarioError =>
    new ScenarioError({ place: startOf(origin), key: 'file', found, expected });
  if (source.length > COUNTS.fileBytes.max) {
    const unit = typeof source === 'string' ? 'characters' : 'bytes';
    throw whole(`${source.length} ${unit}`, `a scenario of at most ${COUNTS.fileBytes.max} bytes`);
  }
  if (typeof source === 'string') return source;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    throw whole('bytes that are not UTF-8', 'a YAML text in UTF-8');
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

function refuseUnprintable(text: string, origin: Origin): void {
  const index = text.search(UNPRINTABLE);
  if (index < 0) return;
  const code = text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0');
  const line = origin.isFile ? text.slice(0, index).split('\n').length : null;
  const place = { origin: origin.name, line, order: index };
  throw new ScenarioError({ place, key: 'file', found: `the character U+${code}`, expected: 'a YAML text in UTF-8' });
}

/** The lexemes of the text; a flood of them is refused before the slower steps see it. */
function lex(reading: Reading): string[] {
  const lexemes: string[] = [];
  for (const lexeme of new Lexer().lex(reading.text)) {
    lexemes.push(lexeme);
    if (lexemes.length <= COUNTS.lexemes.max) continue;
    const found = `more than ${COUNTS.lexemes.max} names, values, marks and gaps`;
    throw new ScenarioError({ place: startOf(reading.origin), key: 'file', found, expected: 'fewer than that' });
  }
  return lexemes;
}

/** Concrete syntax tokens. Nesting is measured as they come, since the steps after this one recurse into it. */
function tokenize(reading: Reading): CST.Token[] {
  const parser = new Parser(reading.lines.addNewLine);
  // The parser tells of line ends only when it lexes by itself, and never of the first line's start then.
  reading.lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  for (const lexeme of lex(reading)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The stack holds the document, then a collection and an item being built at each level.
    if (parser.stack.length > 2 * COUNTS.depth.max + 4) {
      const expected = `at most ${COUNTS.depth.max} levels`;
      fail(reading, parser.offset, { key: 'yaml', found: 'deeper nesting', expected });
    }
    const top = parser.stack[parser.stack.length - 1];
    if (top?.type === 'block-map' && top.items.length > COUNTS.keys.max) {
      const expected = `at most ${COUNTS.keys.max} keys`;
      fail(reading, parser.offset, { key: 'yaml', found: 'a map of more keys', expected });
    }
  }
  for (const token of parser.end()) tokens.push(token);
  for (const token of tokens) {
    if (token.type !== 'directive') continue;
    fail(reading, token.offset, { key: 'yaml', found: clip(token.source), expected: 'no YAML directives' });
  }
  return tokens;
}

/** The line in which `offset` lies, cut short, for errors about syntax. */
function snippet(text: string, offset: number): string {
  if (offset >= text.trimEnd().length) return 'the end of the text';
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text
    .slice(from, from + 200)
    .split(/\r?\n/, 1)[0]!
    .trim();
  return line === '' ? 'an empty line' : JSON.stringify(clip(line, 40));
}

function compose(reading: Reading): Document.Parsed {
  const composer = new Composer({
    uniqueKeys: false,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    merge: false,
  });
  let first: Document.Parsed | undefined;
  for (const document of composer.compose(tokenize(reading), true, reading.text.length)) {
    if (first !== undefined) {
      fail(reading, document.range[0], { key: 'yaml', found: 'a second document', expected: 'one document a file' });
    }
    first = document;
    const error = document.errors[0];
    if (error === undefined) continue;
    // What is never closed is noticed at the end of the text: the last line with something on it is meant.
    const offset = Math.min(error.pos[0], reading.text.trimEnd().length);
    const message = clip(error.message.replace(/\s+/g, ' '), 120);
    fail(reading, offset, { key: 'yaml', found: snippet(reading.text, offset), expected: `valid YAML (${message})` });
  }
  return first!;
}

function scalarTree(value: unknown, source: string | undefined, at: Place): Tree {
  const plain = value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
  const scalar: ScalarValue = plain ? value : String(value);
  // Minus zero would not survive the way through JSON.
  return { kind: 'scalar', value: scalar === 0 ? 0 : scalar, text: source ?? '', at };
}

type Walk = { readonly reading: Reading; readonly path: PropertyKey[] };

function walkKey(walk: Walk, key: unknown, entries: Map<string, Entry>, offset: number): string {
  const { reading, path } = walk;
  const refuse = (found: string, expected: string): never =>
    fail(reading, offset, { key: pathText(path), found, expected });
  if (!isScalar(key)) return refuse('a key that is no plain word', 'a plain word as key');
  if (key.anchor !== undefined || key.tag !== undefined)
    return refuse('an anchor or tag on a key', 'a plain word as key');
  const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
  if (name === '' || name === '__proto__')
    return refuse(name === '' ? 'an empty key' : keyText(name), 'a plain word as key');
  if (entries.has(name)) return refuse(`the key ${keyText(name)} again`, 'every key once');
  return name;
}

function walkNode(walk: Walk, node: unknown, fallback: number): Tree {
  const { reading, path } = walk;
  if (node === null || node === undefined) return scalarTree(null, '', placeOf(reading, fallback));
  const range = (node as { range?: [number, number, number] | null }).range;
  const offset = range?.[0] ?? fallback;
  const at = placeOf(reading, offset);
  const refuse = (found: string, expected: string): never =>
    fail(reading, offset, { key: pathText(path), found, expected });
  if (isAlias(node))
    return refuse(`the alias *${clip(node.source, 40)}`, 'the value itself (aliases are not supported)');
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return refuse('something else', 'a scalar, a list or a map');
  if (node.anchor !== undefined)
    return refuse(`the anchor &${clip(node.anchor, 40)}`, 'no anchors (aliases are not supported)');
  if (node.tag !== undefined) return refuse(`the tag ${clip(node.tag, 40)}`, 'no tags');
  if (isScalar(node)) return scalarTree(node.value, node.source, at);
  if (path.length >= COUNTS.depth.max) return refuse('deeper nesting', `at most ${COUNTS.depth.max} levels`);
  if (isSeq(node)) {
    const items = node.items.map((item, index) => walkNode({ reading, path: [...path, index] }, item, offset));
    return { kind: 'list', items, at };
  }
  const entries = new Map<string, Entry>();
  for (const pair of node.items) {
    const keyRange = (pair.key as { range?: [number, number, number] | null } | null)?.range;
    const keyOffset = keyRange?.[0] ?? offset;
    const name = walkKey(walk, pair.key, entries, keyOffset);
    const tree = walkNode({ reading, path: [...path, name] }, pair.value, keyOffset);
    entries.set(name, { at: placeOf(reading, keyOffset), tree });
  }
  return { kind: 'map', entries, at };
}

/**
 * The tree of a YAML text: one document in UTF-8, scalars, lists and maps only. Throws a ScenarioError for syntax
 * errors and for what a scenario has no use for and an attack has: anchors, aliases, tags, directives, several
 * documents, repeated keys, control characters, more than 32 levels, more than 1 MiB.
 */
export function readTree(source: string | Uint8Array, origin: Origin): Tree {
  const text = decode(source, origin);
  refuseUnprintable(text, origin);
  const reading: Reading = { origin, text, lines: new LineCounter() };
  return walkNode({ reading, path: [] }, compose(reading).contents, 0);
}
