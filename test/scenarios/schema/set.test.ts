import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario, ScenarioError } from '../../../scenarios/schema/parse.ts';

const text =
  'matinee: 1\ntitle: Set\nfilm:\n  duration: 600\n  events:\n    - { at: 5, type: humor }\n    - { at: 500, type: surprise }\n';

function refused(...sets: string[]): string {
  try {
    parseScenario(text, 'set.yaml', sets);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

describe('--set', () => {
  it('is the same as writing the value into the file', () => {
    const rate = fc.double({ min: 0.1, max: 30, noNaN: true });
    const seed = fc.integer({ min: 0, max: 4294967295 });
    fc.assert(
      fc.property(rate, seed, fc.boolean(), (hertz, number, people) => {
        const sets = [`film.rate=${hertz}`, `seed=${number}`, `occlusion.people=${people}`];
        const written = `${text.replace('film:', `film:\n  rate: ${hertz}`)}seed: ${number}\nocclusion: { people: ${people} }\n`;
        expect(parseScenario(text, 'set.yaml', sets)).toEqual(parseScenario(written, 'set.yaml'));
      }),
      { numRuns: 50 },
    );
  });

  it('reaches items of a list by index and leaves the others alone', () => {
    const { events } = parseScenario(text, 'set.yaml', ['film.events.1.intensity=0.1']).film;
    expect(events).toEqual([
      { at: 5, type: 'humor', intensity: 0.7, duration: 3 },
      { at: 500, type: 'surprise', intensity: 0.1, duration: 3 },
    ]);
  });

  it('takes whole lists and maps', () => {
    const sets = ['film.events=[{at: 1, type: humor}]', 'audience.archetypes={calm: {weight: 2}}'];
    const scenario = parseScenario(text, 'set.yaml', sets);
    expect(scenario.film.events).toHaveLength(1);
    expect(Object.keys(scenario.audience.archetypes)).toEqual(['calm']);
  });

  it('applies one after another, the last one winning', () => {
    expect(parseScenario(text, 'set.yaml', ['seed=1', 'seed=2']).seed).toBe(2);
  });

  it('mends a file', () => {
    expect(parseScenario('matinee: 1\nseed: -4\n', 'a.yaml', ['seed=4', 'title=Mended']).seed).toBe(4);
  });

  it('changes a part of what the file leaves to default and keeps the rest of it', () => {
    const base = parseScenario(text, 'set.yaml');
    const cameras = parseScenario(text, 'set.yaml', ['cameras.2.fieldOfView=20']).cameras;
    expect(cameras).toEqual(
      base.cameras.map((camera, index) => (index === 2 ? { ...camera, fieldOfView: 20 } : camera)),
    );
    const { archetypes } = parseScenario(text, 'set.yaml', ['audience.archetypes.drowsy.weight=0.5']).audience;
    expect(archetypes).toEqual({
      ...base.audience.archetypes,
      drowsy: { ...base.audience.archetypes['drowsy'], weight: 0.5 },
    });
    const wide = parseScenario(text, 'set.yaml', ['theater.seatsPerRow=40', 'theater.aisles.0=21']);
    expect(wide.theater.aisles).toEqual([21]);
  });

  it('computes the default cameras from the room as set', () => {
    const scenario = parseScenario(text, 'set.yaml', ['theater.rows=8', 'theater.seatsPerRow=8']);
    expect(scenario.cameras).toEqual(
      parseScenario(`${text}theater: { rows: 8, seatsPerRow: 8 }\n`, 'set.yaml').cameras,
    );
  });
});

describe('a --set that cannot be is refused', () => {
  const cases: [set: string, message: string][] = [
    ['film.rate=fast', 'film.rate: found "fast", expected a number from 0.1 to 30 Hz'],
    [
      'film.duraton=60',
      'film.duraton: found an unknown key, expected one of the keys duration, rate, events, generators; did you mean "duration"?',
    ],
    ['film.events.7.at=1', 'film.events: found the index 7, expected an index from 0 to 1'],
    ['film.events.last.at=1', 'film.events: found the index last, expected an index from 0 to 1'],
    ['theater.obstacles.0.x=1', 'theater.obstacles: found the index 0, expected a list with items to set'],
    ['title.main=x', 'title: found "Set", expected a map or a list to set main in'],
    ['film.duration', 'set: found no =, expected KEY=VALUE such as film.duration=60'],
    ['=60', 'set: found a key with an empty or unusable part, expected KEY=VALUE such as film.duration=60'],
    ['film..rate=1', 'set: found a key with an empty or unusable part, expected KEY=VALUE such as film.duration=60'],
    [
      '__proto__.seed=1',
      'set: found a key with an empty or unusable part, expected KEY=VALUE such as film.duration=60',
    ],
    ['film.rate=', 'film.rate: found nothing, expected a number from 0.1 to 30 Hz'],
    ['film.rate=[1', 'yaml: found the end of the text, expected valid YAML ('],
    ['film.rate=*a', 'top level: found the alias *a, expected the value itself'],
    ['seed=.nan', 'seed: found .nan, expected a whole number from 0 to 4294967295'],
  ];

  it.each(cases)('%s', (set, message) => {
    const beginning = `--set ${set}: ${message}`;
    expect(refused(set).slice(0, beginning.length)).toBe(beginning);
    expect(refused(set)).not.toContain('\n');
  });

  it('with the place in the file when it is the file that no longer fits', () => {
    expect(refused('film.duration=60')).toBe(
      'set.yaml:7: film.events.1.at: found 500, expected a start before film.duration (60 s)',
    );
  });

  it('in one bounded line, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
        const message = refused(`film.rate=x${value}`);
        expect(message).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(message.length).toBeLessThan(1800);
      }),
      { numRuns: 200 },
    );
  });
});
