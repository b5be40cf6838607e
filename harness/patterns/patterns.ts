import { mcar } from './mcar.ts';
import type { Pattern } from './pattern.ts';

/** Patterns of added missingness by their names. */
export const PATTERNS: Readonly<Record<string, Pattern>> = Object.fromEntries(
  [mcar].map((pattern) => [pattern.name, pattern]),
);
