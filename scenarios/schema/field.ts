import { z } from 'zod';
import { COUNTS, LIMITS, type Limit, type LimitName } from './limits.ts';

/** Where a default comes from: a free choice of the author, an assumption of this project, or a named source. */
export type Source = 'choice' | 'assumed' | { readonly source: string };

/** One sentence or more: what a field means, its unit, and where its default comes from. */
export function fieldText(text: string, unit: string, from: Source): string {
  const withUnit = unit === '' ? `${text}.` : `${text} (${unit}).`;
  if (from === 'choice') return withUnit;
  return from === 'assumed' ? `${withUnit} Default assumed.` : `${withUnit} Source: ${from.source}.`;
}

/** What a limit expects, as it stands after "expected" in an error. */
export function expectedNumber(limit: Limit): string {
  const kind = limit.integer ? 'a whole number' : 'a number';
  const range = limit.open ? `above ${limit.min} and at most ${limit.max}` : `from ${limit.min} to ${limit.max}`;
  return `${kind} ${range}${limit.unit === '' ? '' : ` ${limit.unit}`}`;
}

/** A number within the limit of that name. Its messages are the text after "expected". */
export function quantity(name: LimitName, text: string, from: Source, orElse = ''): z.ZodNumber {
  const limit: Limit = LIMITS[name];
  const error = expectedNumber(limit) + orElse;
  const base = limit.integer ? z.number({ error }).int({ error }) : z.number({ error });
  const bounded = limit.open ? base.gt(limit.min, { error }) : base.gte(limit.min, { error });
  return bounded.lte(limit.max, { error }).describe(fieldText(text, limit.unit, from));
}

/** true or false. */
export function flag(text: string): z.ZodBoolean {
  return z.boolean({ error: 'true or false' }).describe(`${text}.`);
}

const KEY_LIST = 'one of the keys ';

/** The keys that a strict map's message about an unknown key lists; empty for any other message. */
export function keysOfMessage(message: string): readonly string[] {
  return message.startsWith(KEY_LIST) ? message.slice(KEY_LIST.length).split(', ') : [];
}

/** A map that refuses keys outside `shape`. */
export function strictMap<S extends z.core.$ZodShape>(shape: S, text: string) {
  const keys = Object.keys(shape).join(', ');
  return z
    .strictObject(shape, {
      error: (issue) => (issue.code === 'unrecognized_keys' ? KEY_LIST + keys : `a map with the keys ${keys}`),
    })
    .describe(`${text}.`);
}

/** A short name in lower case, fit for file names and tables. */
export function shortName(text: string) {
  const error = `a name of lower-case letters, digits and hyphens, a letter first, at most ${COUNTS.nameCharacters.max} characters`;
  const pattern = new RegExp(`^[a-z][a-z0-9-]{0,${COUNTS.nameCharacters.max - 1}}$`);
  return z.string({ error }).regex(pattern, { error }).describe(`${text}.`);
}

/** What a cross-field check adds to an issue so that the error can say what was found. */
export type CrossFault = { code: 'custom'; path: (string | number)[]; message: string; params: { found: string } };

/** An issue of a cross-field check: `found` and `expected` become the two halves of the error. */
export function crossFault(path: (string | number)[], found: string, expected: string): CrossFault {
  return { code: 'custom', path, message: expected, params: { found } };
}
