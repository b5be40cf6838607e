import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DatasetFault, errorCode, readFault } from '../../sim/dataset/fault.ts';
import { UsageError } from '../fault.ts';
import { MEASURED_FORMAT, type Measured } from './measured.ts';

const value = z.number().nullable();
const byName = <S extends z.ZodType>(inner: S) => z.record(z.string(), inner);

const datasetSchema = z.strictObject({
  data: z.string(),
  viewers: z.number(),
  samples: z.number(),
  yardsticks: byName(z.array(z.number())),
  values: byName(byName(z.array(value))),
});

const measuredSchema = z.strictObject({
  format: z.literal(MEASURED_FORMAT),
  suite: z.string(),
  versions: byName(z.string()),
  fits: z.number().int(),
  models: byName(byName(z.number())),
  metrics: byName(z.string()),
  scenarios: byName(z.strictObject({ setting: z.string(), datasets: byName(datasetSchema) })),
});

/**
 * The text of a baseline file: JSON with sorted keys, a line a model, metric and dataset, so that what has changed shows in a
 * comparison of lines.
 */
export function baselineText(measured: Measured): string {
  return `${jsonLines(measured, '')}\n`;
}

function jsonLines(given: unknown, indent: string): string {
  if (typeof given !== 'object' || given === null) return JSON.stringify(given);
  if (Array.isArray(given)) return `[${given.map((item) => JSON.stringify(item)).join(', ')}]`;
  const inner = `${indent}  `;
  const entries = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, part]) => `${inner}${JSON.stringify(key)}: ${jsonLines(part, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** What the text of a baseline file says. Throws UsageError naming `file` and the place that is wrong. */
export function parseBaseline(text: string, file: string): Measured {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file}: found no JSON, expected a baseline of matinee regress update`);
  }
  const result = measuredSchema.safeParse(json);
  if (result.success) return result.data as Measured;
  const [issue] = result.error.issues;
  const place = issue.path.length === 0 ? 'top level' : issue.path.map(String).join('.');
  const what = issue.message.replace(/\s+/g, ' ').slice(0, 200);
  throw new UsageError(`${file}: ${place}: ${what}; expected a baseline of matinee regress update`);
}

/** The baseline in a file. Throws UsageError for one that is not there or is none. */
export function readBaseline(file: string): Measured {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      throw new UsageError(`${file}: found no such file, expected a baseline: matinee regress update makes it`);
    }
    throw errorCode(error) === 'EISDIR'
      ? new DatasetFault('usage', `${file}: found a folder, expected a file`)
      : readFault(error, file);
  }
  return parseBaseline(text, file);
}
