import { UsageError } from '../fault.ts';
import type { Parsed } from '../options.ts';

/** The words of an option that takes several, parted by commas; undefined where it is not given. Throws UsageError for a word twice. */
function wordsOf(args: Parsed, name: string): readonly string[] | undefined {
  const text = args.values[name];
  if (typeof text !== 'string') return undefined;
  const words = text.split(',').map((word) => word.trim());
  const twice = words.find((word, at) => words.indexOf(word) < at);
  if (twice !== undefined) throw new UsageError(`--${name}: found ${JSON.stringify(twice)} twice, expected it once`);
  return words;
}

/** What an option lists, of the names that there are; `all` stands for all of them. Throws UsageError for another name. */
export function namesOf(args: Parsed, name: string, known: readonly string[]): readonly string[] | undefined {
  const words = wordsOf(args, name);
  if (words?.length === 1 && words[0] === 'all') return known;
  const other = words?.find((word) => !known.includes(word));
  if (other !== undefined) {
    throw new UsageError(`--${name}: found ${JSON.stringify(other)}, expected all or some of ${known.join(', ')}`);
  }
  return words;
}

/** Shares that an option lists, ascending. Throws UsageError for what is no number from `min` to `max`. */
export function sharesOf(args: Parsed, name: string, min: number, max: number): readonly number[] | undefined {
  const values = wordsOf(args, name)?.map((word) => {
    const value = /^\d*\.?\d+$/.test(word) ? Number(word) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new UsageError(`--${name}: found ${JSON.stringify(word)}, expected numbers from ${min} to ${max}`);
    }
    return value;
  });
  return values === undefined ? undefined : ascending(name, values);
}

/** Whole numbers that an option lists, ascending; `all`, where it may stand for null, last. Throws UsageError for others. */
export function countsOf(
  args: Parsed,
  name: string,
  min: number,
  max: number,
  all: boolean,
): readonly (number | null)[] | undefined {
  const words = wordsOf(args, name);
  const numbers = words
    ?.filter((word) => !(all && word === 'all'))
    .map((word) => {
      const value = /^\d{1,10}$/.test(word) ? Number(word) : Number.NaN;
      if (!(value >= min && value <= max)) {
        const expected = `whole numbers from ${min} to ${max}${all ? ', or all' : ''}`;
        throw new UsageError(`--${name}: found ${JSON.stringify(word)}, expected ${expected}`);
      }
      return value;
    });
  if (words === undefined || numbers === undefined) return undefined;
  const sorted = ascending(name, numbers);
  return numbers.length < words.length ? [...sorted, null] : sorted;
}

function ascending(name: string, values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const twice = sorted.find((value, at) => at > 0 && value === sorted[at - 1]);
  if (twice !== undefined) throw new UsageError(`--${name}: found ${twice} twice, expected it once`);
  return sorted;
}
