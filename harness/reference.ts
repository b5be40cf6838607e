import { type JsonSchema, jsonSchema } from '../scenarios/schema/json-schema.ts';
import { COUNTS, LIMITS, type Limit } from '../scenarios/schema/limits.ts';

/** One key of the language: dotted path (`*` for an index or a name), type, default, limits, meaning. */
export type ReferenceRow = {
  readonly path: string;
  readonly type: string;
  readonly default: string;
  readonly limits: string;
  readonly text: string;
};

/** The limit of a number's key: its own, or that of its pattern (a kernel's keys share theirs). */
export function limitOf(path: string): Limit | undefined {
  const pattern = path.replace(/^(reaction\.kernels)\.[a-z]+\./, '$1.*.');
  const table: Readonly<Record<string, Limit>> = LIMITS;
  return table[pattern] ?? table[pattern.replace(/\.\*$/, '')];
}

const children = (schema: JsonSchema, key: string): JsonSchema => (schema[key] ?? {}) as JsonSchema;

function typeOf(schema: JsonSchema): string {
  const options = (schema['anyOf'] ?? []) as JsonSchema[];
  if (options.length > 0) return options.map(typeOf).join(' or ');
  if (schema['const'] !== undefined) return `\`${String(schema['const'])}\``;
  if (schema['enum'] !== undefined)
    return (schema['enum'] as unknown[]).map((item) => `\`${String(item)}\``).join(' or ');
  if (schema['prefixItems'] !== undefined) return `list of ${(schema['prefixItems'] as unknown[]).length} numbers`;
  if (schema['type'] === 'array') {
    const item = children(schema, 'items');
    return item['properties'] === undefined ? `list of ${typeOf(item)}` : 'list of maps';
  }
  const names: Record<string, string> = {
    object: 'map',
    integer: 'whole number',
    string: 'text',
    boolean: 'true or false',
  };
  const type = String(schema['type']);
  return names[type] ?? type;
}

function limitsOf(path: string, schema: JsonSchema): string {
  const limit = limitOf(path);
  if (limit !== undefined && schema['type'] !== 'object') {
    const unit = limit.unit === '' ? '' : ` ${limit.unit}`;
    return limit.open ? `above ${limit.min}, to ${limit.max}${unit}` : `${limit.min} to ${limit.max}${unit}`;
  }
  if (schema['maxItems'] !== undefined)
    return `${String(schema['minItems'] ?? 0)} to ${String(schema['maxItems'])} items`;
  if (schema['maxLength'] !== undefined) return `up to ${String(schema['maxLength'])} characters`;
  return '';
}

/** A default as YAML in one line; for an archetype's or camera's whole map only what it holds. */
function defaultOf(schema: JsonSchema, required: boolean): string {
  if (required) return '*required*';
  const value = schema['default'];
  if (value === undefined) return '';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.keys(value).join(', ');
  return `\`${JSON.stringify(value)}\``;
}

/** Rows of a map's keys and of everything below them, in the order of the language. */
function rowsOf(schema: JsonSchema, prefix: string): ReferenceRow[] {
  const required = (schema['required'] ?? []) as string[];
  return Object.entries(children(schema, 'properties')).flatMap(([key, part]) => {
    const path = prefix + key;
    const one = part as JsonSchema;
    const row: ReferenceRow = {
      path,
      type: typeOf(one),
      default: defaultOf(one, required.includes(key)),
      limits: limitsOf(path, one),
      text: String(one['description'] ?? ''),
    };
    const inner = one['type'] === 'array' ? children(one, 'items') : children(one, 'additionalProperties');
    return [row, ...rowsOf(one, `${path}.`), ...rowsOf(inner, `${path}.*.`)];
  });
}

/** Every key of the scenario language, in its order. */
export function referenceRows(): ReferenceRow[] {
  return rowsOf(jsonSchema(), '');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(rows: readonly ReferenceRow[]): string {
  const lines = rows.map((row) => {
    const cells = [`\`${row.path}\``, row.type, row.default, row.limits, row.text].map(cell);
    return `| ${cells.join(' | ')} |`;
  });
  return ['| key | type | default | limits | meaning |', '|---|---|---|---|---|', ...lines].join('\n');
}

function archetypeTable(schema: JsonSchema): string {
  const map = children(children(children(children(schema, 'properties'), 'audience'), 'properties'), 'archetypes');
  const archetypes = Object.entries(children(map, 'default')) as [string, Record<string, number>][];
  const keys = Object.keys(archetypes[0]![1]);
  const lines = archetypes.map(([name, values]) => `| ${[name, ...keys.map((key) => values[key])].join(' | ')} |`);
  return [`| archetype | ${keys.join(' | ')} |`, `|---|${keys.map(() => '---|').join('')}`, ...lines].join('\n');
}

const INTRODUCTION = `# Scenario reference

Generated from the schema by \`npm run docs\`; do not edit.

A scenario is one YAML 1.2 document in UTF-8. The least one is two lines:

\`\`\`yaml
matinee: 1
title: My screening
\`\`\`

Every other key has a default. A key that is not listed here is an error, and so is a second key of the same name.
Anchors, aliases, tags, directives and further documents are not supported. In the paths below \`*\` stands for a list
index or a name of your own. "Default assumed" means that no measurement was found behind a figure: it is a guess that
you may turn. With \`# yaml-language-server: $schema=schema.json\` in the first line, the path being that of
\`scenarios/schema.json\`, editors complete and check a scenario while you type.

Anything wrong is told in one line, the first problem of the file only, and the command's exit status is 2:

\`\`\`
my.yaml:4: film.duraton: found an unknown key, expected one of the keys duration, rate, events, generators; did you mean "duration"?
my.yaml:9: theater.rows: found -3, expected a whole number from 1 to 200
\`\`\`

\`--set key=value\` changes one value on top of a file: the key is a path as below with an index in place of \`*\`
(\`--set cameras.0.fieldOfView=30\`), the value is YAML (\`--set 'film.events=[{at: 9, type: humor}]'\`). Where the path
leads into a list or map that the file leaves to its default, the default stays and only the part named changes. Errors
about it begin with the \`--set\` instead of file and line.

World coordinates are in metres, from the floor below the middle of the screen: x to the right as the viewers see it, y
up, z from the screen into the audience.`;

const CROSS_CHECKS = `## Checks across keys

- An event starts and ends within the film; a generator's stretch lies within the film, and \`to\` comes after \`from\`.
- \`film.duration\` x \`film.rate\` rounds to at least one sample.
- \`theater.rows\` x \`theater.seatsPerRow\` is at most ${COUNTS.seats.max}; aisles leave at most ${COUNTS.blockSeats.max} seats between two of them.
- Names of cameras differ; a camera looks at something other than its own position.
- \`audience.age.min\` is at most \`audience.age.max\`; the archetypes' weights do not sum to 0.`;

/** The scenario reference as Markdown: introduction, a table for each section, defaults, limits. */
export function renderReference(): string {
  const schema = jsonSchema();
  const rows = referenceRows();
  const sections = Object.entries(children(schema, 'properties')).filter(
    ([, part]) => (part as JsonSchema)['type'] === 'object' || (part as JsonSchema)['type'] === 'array',
  );
  const names = sections.map(([name]) => name);
  const top = rows.filter((row) => !row.path.includes('.') && !names.includes(row.path));
  const parts = sections.map(([name, part]) => {
    const inner = rows.filter((row) => row.path.startsWith(`${name}.`));
    const extra = name === 'audience' ? `\n\nThe default archetypes:\n\n${archetypeTable(schema)}` : '';
    return `## ${name}\n\n${String((part as JsonSchema)['description'])}\n\n${table(inner)}${extra}`;
  });
  const counts = Object.values(COUNTS).map((count) => `| ${count.text} | ${count.max} |`);
  const countTable = ['| at most | |', '|---|---|', ...counts].join('\n');
  const limits = `## Limits on counts and lengths\n\n${countTable}`;
  return `${[INTRODUCTION, `## Top level\n\n${table(top)}`, ...parts, CROSS_CHECKS, limits].join('\n\n')}\n`;
}
