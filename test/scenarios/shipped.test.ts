import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type JsonSchema, jsonSchema, jsonText } from '../../scenarios/schema/json-schema.ts';
import { loadScenario, scenarioIds } from '../../scenarios/schema/parse.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../scenarios/${name}`, import.meta.url)), 'utf8');

const viewersOf = ({ audience, theater }: Scenario): number =>
  Math.max(1, Math.round(audience.occupancy * theater.rows * theater.seatsPerRow));

/** Viewers and seconds of every shipped scenario. */
const sizes: Record<string, [viewers: number, seconds: number]> = {
  'back-rows-v1': [200, 900],
  'collinear-v1': [200, 900],
  'contagion-v1': [200, 900],
  'family-film-v1': [353, 5040],
  'full-house-v1': [400, 5400],
  'ideal-v1': [200, 600],
  'jump-scare-v1': [200, 1200],
  'laugh-hides-face-v1': [200, 900],
  'linear-v1': [200, 600],
  'short-v1': [64, 300],
  'slow-laughers-v1': [200, 900],
  'stand-up-v1': [200, 900],
  'strong-face-v1': [200, 600],
};

/** Problems of a value under a JSON Schema, for the keywords that this schema uses. */
function violations(value: unknown, schema: JsonSchema, path: string): string[] {
  const options = schema['anyOf'] as JsonSchema[] | undefined;
  if (options !== undefined)
    return options.some((one) => violations(value, one, path).length === 0) ? [] : [`${path}: none fits`];
  if ('const' in schema) return value === schema['const'] ? [] : [`${path}: const`];
  if ('enum' in schema) return (schema['enum'] as unknown[]).includes(value) ? [] : [`${path}: enum`];
  const type = schema['type'];
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? mapViolations(value, schema, path)
      : [`${path}: no map`];
  if (type === 'array') {
    if (!Array.isArray(value)) return [`${path}: no list`];
    const fixed = schema['prefixItems'] as JsonSchema[] | undefined;
    return value.flatMap((item, index) =>
      violations(item, fixed?.[index] ?? (schema['items'] as JsonSchema), `${path}.${index}`),
    );
  }
  if (type === 'null') return value === null ? [] : [`${path}: not null`];
  if (type === 'number' || type === 'integer') {
    const low = (schema['minimum'] ?? schema['exclusiveMinimum']) as number;
    const inside = typeof value === 'number' && value >= low && value <= (schema['maximum'] as number);
    return inside && value !== schema['exclusiveMinimum'] ? [] : [`${path}: ${String(value)}`];
  }
  if (typeof value !== type) return [`${path}: ${typeof value}`];
  const pattern = schema['pattern'] as string | undefined;
  return pattern === undefined || new RegExp(pattern, 'u').test(value as string) ? [] : [`${path}: pattern`];
}

function mapViolations(value: object, schema: JsonSchema, path: string): string[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const others = schema['additionalProperties'] as JsonSchema | boolean | undefined;
  const missing = ((schema['required'] ?? []) as string[])
    .filter((key) => !(key in value))
    .map((key) => `${path}.${key}: missing`);
  const inner = Object.entries(value).flatMap(([key, item]) => {
    const part = properties[key] ?? others;
    return typeof part !== 'object' ? [`${path}.${key}: unknown`] : violations(item, part, `${path}.${key}`);
  });
  return [...missing, ...inner];
}

describe('the shipped scenarios', () => {
  it('are the thirteen of the project', () => {
    expect(scenarioIds()).toEqual(Object.keys(sizes));
  });

  it.each(Object.entries(sizes))(
    '%s has its id, its size, its header and only keys of the JSON Schema',
    (id, [viewers, seconds]) => {
      const text = read(`${id}.yaml`);
      const lines = text.split('\n');
      expect(lines[0]).toBe('# yaml-language-server: $schema=schema.json');
      expect(lines[1]).toMatch(/^# \S/);
      const scenario = loadScenario(id);
      expect(scenario.id).toBe(id);
      expect(viewersOf(scenario)).toBe(viewers);
      expect(scenario.film.duration).toBe(seconds);
      expect(violations(parse(text), jsonSchema(), id)).toEqual([]);
      expect(violations(scenario, jsonSchema(), id)).toEqual([]);
    },
  );

  it('ideal-v1 has every deviation off, and linear-v1 and strong-face-v1 differ from it by their face only', () => {
    const ideal = loadScenario('ideal-v1');
    const { reaction, nuisance, behavior, sensing } = ideal;
    expect([reaction.idiosyncrasy.sd, reaction.latency.spread, reaction.contagion, reaction.habituation]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([nuisance.blink.rate, nuisance.fidget.rate, nuisance.laughRhythm]).toEqual([0, 0, 0]);
    expect({ ...nuisance.head, time: 0 }).toEqual({ yaw: 0, pitch: 0, roll: 0, sway: 0, time: 0, reaction: 0 });
    expect([behavior.handToFace, behavior.phone, behavior.leaving].map(({ rate }) => rate)).toEqual([0, 0, 0]);
    expect([behavior.eating, behavior.drinking, behavior.lateArrival].map(({ share }) => share)).toEqual([0, 0, 0]);
    expect(behavior.reactionHiding).toBe(0);
    expect(Object.values(ideal.occlusion)).toEqual([false, false, false, false]);
    expect([sensing.noise, sensing.relativeNoise, ...Object.values(sensing.detector)]).toEqual([0, 0, 0, 0, 0]);
    expect(sensing.smallestFace).toBe(1);
    expect(reaction).toMatchObject({ linear: false, saturation: 1.2 });

    const same = (id: string): Partial<Scenario> => {
      const { id: _id, title: _title, description: _description, ...rest } = loadScenario(id);
      return rest;
    };
    const rest = same('ideal-v1');
    expect(same('linear-v1')).toEqual({ ...rest, reaction: { ...reaction, linear: true } });
    expect(same('strong-face-v1')).toEqual({ ...rest, reaction: { ...reaction, saturation: 4 } });
  });

  it('collinear-v1 drives all factors through one kernel by events that coincide', () => {
    const { film, reaction } = loadScenario('collinear-v1');
    expect(film.events).toEqual([]);
    expect(film.generators.map(({ types }) => types)).toEqual([['humor', 'surprise']]);
    expect(reaction.kernels.laughter).toEqual(reaction.kernels.amusement);
    expect(reaction.kernels.surprise).toEqual(reaction.kernels.amusement);
    expect(reaction.kernels.amusement.exponent).toBe(1);
  });
});

describe('schema.json', () => {
  it('is what the schema says (npm run docs renews it)', () => {
    expect(read('schema.json')).toBe(`${jsonText(jsonSchema())}\n`);
  });

  it('is text that reads back as the schema', () => {
    expect(JSON.parse(jsonText(jsonSchema()))).toEqual(jsonSchema());
  });
});
