import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../scenarios/schema/parse.ts';
import { scenarioArbitrary, toYaml } from '../../laws/scenario-arbitrary.ts';

const size = { maxViewers: 30, maxSamples: 60 };
const minimal = 'matinee: 1\ntitle: Least\n';

describe('any valid scenario', () => {
  it('is written and read back as itself', () => {
    fc.assert(
      fc.property(scenarioArbitrary(size), (scenario) => {
        const again = parseScenario(toYaml(scenario), 'some.yaml');
        expect(again).toEqual(scenario);
        expect(JSON.stringify(again)).toBe(JSON.stringify(scenario));
      }),
      { numRuns: 150 },
    );
  });

  it('is read from JSON as well, which is YAML', () => {
    fc.assert(
      fc.property(scenarioArbitrary(size), (scenario) => {
        expect(parseScenario(JSON.stringify(scenario), 'some.json')).toEqual(scenario);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps within the asked size and within its own film and room', () => {
    fc.assert(
      fc.property(scenarioArbitrary(size), ({ audience, theater, film, cameras }) => {
        const viewers = Math.max(1, Math.round(audience.occupancy * theater.rows * theater.seatsPerRow));
        expect(viewers).toBeLessThanOrEqual(size.maxViewers);
        const samples = Math.round(film.duration * film.rate);
        expect(samples).toBeGreaterThanOrEqual(1);
        expect(samples).toBeLessThanOrEqual(size.maxSamples);
        for (const event of film.events) expect(event.at + event.duration).toBeLessThanOrEqual(film.duration);
        expect(new Set(cameras.map((camera) => camera.name)).size).toBe(cameras.length);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the least scenario', () => {
  it('has a default for everything', () => {
    const scenario = parseScenario(minimal, 'least.yaml');
    expect(scenario.title).toBe('Least');
    expect(scenario.seed).toBe(0);
    expect(scenario.film).toMatchObject({ duration: 300, rate: 1, events: [] });
    expect(scenario.film.generators.map(({ types, rate }) => ({ types, rate }))).toEqual([
      { types: ['humor'], rate: 90 },
      { types: ['surprise'], rate: 30 },
    ]);
    expect(scenario.cameras.map((camera) => camera.name)).toEqual([
      'left-front',
      'right-front',
      'left-back',
      'right-back',
    ]);
    expect(Object.keys(scenario.audience.archetypes)).toEqual(['typical', 'expressive', 'reserved', 'jumpy', 'drowsy']);
    expect(scenario.reaction.kernels.laughter).toEqual({ delay: 1.1, onset: 0.5, apex: 0.8, offset: 1.6, exponent: 2 });
  });

  it('takes its id from the file name where that is one', () => {
    expect(parseScenario(minimal, 'some/where/my-film-v2.yaml').id).toBe('my-film-v2');
    expect(parseScenario(minimal, 'some/where/my-film.yaml').id).toBeNull();
    expect(parseScenario(`${minimal}id: other-v3\n`, 'my-film-v2.yaml').id).toBe('other-v3');
  });

  it('is the same from bytes, with a byte-order mark and with carriage returns', () => {
    const expected = parseScenario(minimal, 'a.yaml');
    expect(parseScenario(new TextEncoder().encode(minimal), 'a.yaml')).toEqual(expected);
    expect(parseScenario(new TextEncoder().encode(`\ufeff${minimal}`), 'a.yaml')).toEqual(expected);
    expect(parseScenario(minimal.replaceAll('\n', '\r\n'), 'a.yaml')).toEqual(expected);
  });
});

describe('what is written is kept', () => {
  it('gives no generators to a film with events of its own, and none to one that says so', () => {
    const events = 'film: { events: [{ at: 1, type: humor }] }\n';
    const film = parseScenario(minimal + events, 'a.yaml').film;
    expect(film.generators).toEqual([]);
    expect(film.events).toEqual([{ at: 1, type: 'humor', intensity: 0.7, duration: 3 }]);
    expect(parseScenario(`${minimal}film: { generators: [] }\n`, 'a.yaml').film.generators).toEqual([]);
  });

  it('replaces the archetypes as a whole', () => {
    const text = `${minimal}audience: { archetypes: { calm: { amusement: 0.2 } } }\n`;
    expect(parseScenario(text, 'a.yaml').audience.archetypes).toEqual({
      calm: {
        weight: 1,
        amusement: 0.2,
        laughter: 1,
        surprise: 1,
        fatigue: 1,
        spread: 0.35,
        blink: 1,
        fidget: 1,
        eating: 1,
      },
    });
  });

  it('writes minus zero as zero', () => {
    expect(Object.is(parseScenario(`${minimal}seed: -0\n`, 'a.yaml').seed, 0)).toBe(true);
  });
});
