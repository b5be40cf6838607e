/** Longest stretch of an author's own text that an error repeats, in characters. */
const SHOWN = 60;

/** `text` cut to `length` characters, an ellipsis in place of the rest, never within a surrogate pair. */
export function clip(text: string, length: number = SHOWN): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}...`;
}

/** `text` with every control, format and line-separating character and lone surrogate written as \uXXXX. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}

/** Where a part of a scenario was written: a line of a file, a whole file (`line` null) or a `--set`. */
export type Place = {
  /** The file's name, or the whole `--set key=value`. */
  readonly origin: string;
  readonly line: number | null;
  /** Sorts problems in the order of writing: characters from the start, `--set` after the file. */
  readonly order: number;
};

export type Problem = {
  readonly place: Place;
  /** Dotted path of the key, or what stands for it (`file`, `yaml`). */
  readonly key: string;
  readonly found: string;
  readonly expected: string;
  /** The key or id that was perhaps meant. */
  readonly suggestion?: string | undefined;
};

/**
 * A scenario that cannot be used. The message is one line, `FILE:LINE: KEY: found X, expected Y`, with `; did you mean
 * "Z"?` behind it where something is close; for a `--set` its text stands in place of `FILE:LINE`.
 */
export class ScenarioError extends Error {
  readonly origin: string;
  readonly line: number | null;
  readonly key: string;

  constructor(problem: Problem) {
    const { place, key, found, expected, suggestion } = problem;
    const where = place.line === null ? place.origin : `${place.origin}:${place.line}`;
    const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    super(oneLine(`${where}: ${key}: found ${found}, expected ${expected}${hint}`));
    this.name = 'ScenarioError';
    this.origin = place.origin;
    this.line = place.line;
    this.key = key;
  }
}
