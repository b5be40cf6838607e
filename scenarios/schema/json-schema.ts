import { z } from 'zod';
import { scenarioSchema } from './schema.ts';

/** A JSON Schema or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Leaves out `default: {}`, which only says that a section may be left out. */
function withoutEmptyDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyDefaults);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, item]) => !(key === 'default' && JSON.stringify(item) === '{}'));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutEmptyDefaults(item)]));
}

/** JSON Schema (draft 2020-12) of what an author may write; checks across fields are not in it. */
export function jsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' }) as JsonSchema;
  const { $schema, ...rest } = withoutEmptyDefaults(schema) as JsonSchema;
  return { $schema, title: 'Matinee scenario', ...rest };
}

/** The value as JSON text, two spaces a level, lists of scalars in one line, as the project's formatter leaves it. */
export function jsonText(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const scalars = Object.values(value).every((item) => typeof item !== 'object' || item === null);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (scalars) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    return `[\n${value.map((item) => inner + jsonText(item, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${jsonText(item, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
