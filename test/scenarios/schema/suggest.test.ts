import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../../scenarios/schema/json-schema.ts';
import { editDistance, nearest } from '../../../scenarios/schema/suggest.ts';
import { failure, head } from './refusal.ts';

const word = fc.stringMatching(/^[a-e]{0,8}$/);

describe('editDistance', () => {
  it('is 0 only for equal words, symmetric, at least the difference in length and at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('counts known cases', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('titel', 'title')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });
});

describe('nearest', () => {
  it('finds any word of the list again after one slip', () => {
    const list = ['duration', 'rate', 'events', 'generators'];
    const slip = fc.record({
      of: fc.constantFrom(...list),
      at: fc.nat(3),
      kind: fc.constantFrom('drop', 'double', 'swap'),
    });
    fc.assert(
      fc.property(slip, ({ of, at, kind }) => {
        const pair = of.slice(at, at + 2);
        const changed = { drop: pair.slice(1), double: pair[0] + pair, swap: [...pair].reverse().join('') }[kind]!;
        expect(nearest(of.slice(0, at) + changed + of.slice(at + 2), list)).toBe(of);
      }),
    );
  });

  it('offers nothing for words that resemble none', () => {
    expect(nearest('popcorn', ['duration', 'rate'])).toBeUndefined();
    expect(nearest('x', ['at'])).toBeUndefined();
    expect(nearest('a'.repeat(1000), ['a'])).toBeUndefined();
  });
});

describe('an unknown key', () => {
  const sections = Object.entries(jsonSchema()['properties'] as Record<string, { properties?: object }>)
    .filter(([, section]) => section.properties !== undefined)
    .flatMap(([name, section]) => Object.keys(section.properties!).map((key) => [name, key] as const));

  it('with a letter too many is told the key that was meant, in every section', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sections), fc.constantFrom('x', 'q', 'zz'), ([section, key], extra) => {
        const { message } = failure(`${head}${section}: { ${key}${extra}: 1 }\n`);
        expect(message).toContain(`bad.yaml:3: ${section}.${key}${extra}: found an unknown key`);
        expect(message).toContain(`; did you mean "${key}"?`);
      }),
      { numRuns: 100 },
    );
  });
});
