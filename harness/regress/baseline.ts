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
  fits: z.number().int().min(1),
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

/**
 * What the text of a baseline file says: of every model and metric a value, or null, for each of its fits. Throws UsageError
 * naming `file` and the place that is wrong.
 */
export function parseBaseline(text: string, file: string): Measured {
  const measured = parseMeasured(text, file);
  refuseMissing(measured, file);
  return measured;
}

/** The same of a file in which models may have fewer values than others. */
function parseMeasured(text: string, file: string): Measured {
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

/** Refuses rows of more or fewer values than fits: what is not there could be neither better nor worse. */
function refuseMissing({ fits, scenarios }: Measured, file: string): void {
  for (const [scenario, { datasets }] of Object.entries(scenarios)) {
    for (const [dataset, { values }] of Object.entries(datasets)) {
      for (const [model, metrics] of Object.entries(values)) {
        for (const [metric, { length }] of Object.entries(metrics)) {
          if (length === fits) continue;
          const row = `${scenario}, dataset ${dataset}, ${model}, ${metric}`;
          throw new UsageError(`${file}: ${row}: found ${length} value(s), expected ${fits}: one a fit, or null`);
        }
      }
    }
  }
}

/** The baseline in a file. Throws UsageError for one that is not there or is none. */
export function readBaseline(file: string): Measured {
  return parseBaseline(textOf(file), file);
}

/** The pool of fits in a file of the same format, in which models may have fewer fits than others. Throws as readBaseline. */
export function readPool(file: string): Measured {
  return parseMeasured(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      throw new UsageError(`${file}: found no such file, expected a baseline: matinee regress update makes it`);
    }
    throw errorCode(error) === 'EISDIR'
      ? new DatasetFault('usage', `${file}: found a folder, expected a file`)
      : readFault(error, file);
  }
}
