import { UsageError } from '../../fault.ts';

/** Places in a command line that are replaced by the path of a folder. */
export const PLACES = ['input', 'output', 'state'] as const;

/** A program and its arguments, places not yet replaced. */
export type CommandLine = { readonly words: readonly string[]; readonly keepsState: boolean };

/**
 * The words of a command line: parted by spaces; '...' takes everything as it is, "..." all but \" and \\, and elsewhere \ takes
 * the next character as it is. There is no shell: no variables, patterns, pipes or redirections. Throws UsageError for an
 * open quote, no program, and one that lacks {input} or {output} or has another place.
 */
export function parseCommandLine(text: string): CommandLine {
  const fault = (found: string, expected: string): UsageError =>
    new UsageError(`cmd: found ${found} in ${JSON.stringify(text)}, expected ${expected}`);
  const words: string[] = [];
  let word: string | null = null;
  const part = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(\s+)|([^\s'"\\]+)|./gs;
  for (const [found, single, double, escaped, space, plain] of text.matchAll(part)) {
    if (space !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const own: string | undefined = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain;
    if (own === undefined) throw fault(found === '\\' ? 'a \\ at the end' : `${found} without its other`, 'both');
    word = (word ?? '') + own;
  }
  if (word !== null) words.push(word);
  if (words.length === 0 || words[0] === '') throw fault('no program', 'a program and its arguments');
  const places = words.flatMap((one) => [...one.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name));
  const unknown = places.find((name) => !(PLACES as readonly string[]).includes(name));
  if (unknown !== undefined) throw fault(`{${unknown}}`, '{input}, {output} and, if wanted, {state}');
  for (const name of ['input', 'output']) if (!places.includes(name)) throw fault(`no {${name}}`, 'one');
  return { words, keepsState: places.includes('state') };
}

/** The words with every place replaced. */
export function placed(
  { words }: CommandLine,
  folders: Readonly<Record<(typeof PLACES)[number], string>>,
): readonly string[] {
  return words.map((word) =>
    word.replace(/\{(input|output|state)\}/g, (_, name: keyof typeof folders) => folders[name]),
  );
}
