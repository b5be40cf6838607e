import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../scenarios/schema/parse.ts';
import type { FilmEvent } from '../../../scenarios/schema/schema.ts';
import { courseAt, exposureCourses, factorCourses, stimulusCourse } from '../../../sim/script/courses.ts';
import { filmEvents } from '../../../sim/script/events.ts';
import { response, responseLength } from '../../../sim/script/kernel.ts';

const scenario = parseScenario('matinee: 1\ntitle: script\nfilm: {duration: 600}\n', 'script.yaml');

const kernels = fc.record({
  delay: fc.double({ min: 0, max: 5, noNaN: true }),
  onset: fc.double({ min: 0.05, max: 5, noNaN: true }),
  apex: fc.double({ min: 0.05, max: 5, noNaN: true }),
  offset: fc.double({ min: 0.05, max: 10, noNaN: true }),
});
const events: fc.Arbitrary<FilmEvent[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 100, noNaN: true }),
    type: fc.constantFrom('humor' as const, 'surprise' as const),
    intensity: fc.double({ min: 0, max: 1, noNaN: true }),
    duration: fc.double({ min: 0.1, max: 20, noNaN: true }),
  }),
  { maxLength: 8 },
);

describe('response', () => {
  it('lies in 0..1, is nothing before the delay and after its length, and has no steps or corners', () => {
    fc.assert(
      fc.property(kernels, fc.double({ min: 0.1, max: 20, noNaN: true }), (kernel, duration) => {
        expect(response(kernel, duration, kernel.delay)).toBe(0);
        expect(response(kernel, duration, responseLength(kernel, duration) + 1e-9)).toBe(0);
        const plateau = kernel.delay + kernel.onset + Math.max(kernel.apex, duration) / 2;
        expect(response(kernel, duration, plateau)).toBe(1);
        const h = 1e-4 * Math.min(kernel.onset, kernel.offset);
        const steepest = 1.5 / kernel.onset + 0.4 / kernel.offset;
        const bend = 6 / kernel.onset ** 2 + 1 / kernel.offset ** 2;
        const end = kernel.delay + kernel.onset + Math.max(kernel.apex, duration);
        for (const t of [kernel.delay, kernel.delay + kernel.onset, end, end + kernel.offset, plateau]) {
          const at = (s: number): number => response(kernel, duration, t + s * h);
          expect(at(0)).toBeGreaterThanOrEqual(0);
          expect(at(0)).toBeLessThanOrEqual(1);
          expect(Math.abs(at(1) - at(0))).toBeLessThanOrEqual(steepest * h * 1.01 + 1e-12);
          expect(Math.abs(at(1) - 2 * at(0) + at(-1))).toBeLessThanOrEqual(bend * h * h * 1.1 + 1e-12);
        }
      }),
    );
  });
});

describe('factorCourses', () => {
  it('adds up: the courses of all events are the sum over single events', () => {
    fc.assert(
      fc.property(events, (list) => {
        const whole = factorCourses(scenario.reaction, list, 150, 1).factors;
        const sum = new Float64Array(whole.length);
        for (const event of list) {
          const one = factorCourses(scenario.reaction, [event], 150, 1).factors;
          for (let n = 0; n < sum.length; n += 1) sum[n] += one[n];
        }
        for (let n = 0; n < sum.length; n += 1) if (n % 4 !== 3) expect(whole[n]).toBeCloseTo(sum[n], 5);
      }),
      { numRuns: 40 },
    );
  });

  it('answers humor with amusement and laughter only, surprise with surprise only, never below 0', () => {
    const at = (type: FilmEvent['type']): Float64Array =>
      factorCourses(scenario.reaction, [{ at: 10, type, intensity: 0.8, duration: 3 }], 60, 1).factors;
    const most = (values: Float64Array, k: number): number => Math.max(...values.filter((_value, n) => n % 4 === k));
    const humor = at('humor');
    const surprise = at('surprise');
    expect(most(humor, 0)).toBeCloseTo(0.8, 3);
    expect(most(humor, 1)).toBeCloseTo(0.64, 3);
    expect(most(humor, 2)).toBe(0);
    expect(most(surprise, 2)).toBeGreaterThan(0.5);
    expect(most(surprise, 0)).toBe(0);
    for (const value of [...humor, ...surprise]) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('is single precision at the samples and the same on a finer grid', () => {
    const list = filmEvents(scenario.film, 5);
    const coarse = factorCourses(scenario.reaction, list, 600, 1);
    const fine = factorCourses(scenario.reaction, list, 4800, 8);
    for (let t = 0; t < 600; t += 7) {
      for (let k = 0; k < 4; k += 1) {
        expect(Math.fround(coarse.factors[t * 4 + k])).toBe(coarse.factors[t * 4 + k]);
        expect(courseAt(fine, k, t)).toBeCloseTo(coarse.factors[t * 4 + k], 6);
      }
    }
  });

  it('fatigue rises while nothing happens and is relieved by events', () => {
    const calm = factorCourses(scenario.reaction, [], 600, 1).factors;
    for (let t = 1; t < 600; t += 1) expect(calm[t * 4 + 3]).toBeGreaterThan(calm[(t - 1) * 4 + 3]);
    const lively = factorCourses(scenario.reaction, [{ at: 300, type: 'humor', intensity: 1, duration: 5 }], 600, 1);
    expect(lively.factors[303 * 4 + 3]).toBeLessThan(calm[303 * 4 + 3]);
  });
});

describe('stimulusCourse', () => {
  it('is the intensity of the strongest event while it lasts, and 0 elsewhere', () => {
    const list: FilmEvent[] = [
      { at: 2, type: 'humor', intensity: 0.5, duration: 4 },
      { at: 4, type: 'humor', intensity: 0.25, duration: 4 },
      { at: 5, type: 'surprise', intensity: 1, duration: 1 },
    ];
    const course = stimulusCourse(list, 10, 1);
    expect([...course.filter((_v, n) => n % 2 === 0)]).toEqual([0, 0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0, 0]);
    expect([...course.filter((_v, n) => n % 2 === 1)]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });
});

describe('filmEvents', () => {
  it('places events at the rate asked for, inside the film, in order, the same for the same seed', () => {
    const film = { ...scenario.film, duration: 28_800 };
    const made = filmEvents(film, 1);
    const humor = made.filter((event) => event.type === 'humor');
    expect(Math.abs(humor.length / (90 * 8) - 1)).toBeLessThan(0.15);
    expect(filmEvents(film, 1)).toEqual(made);
    expect(filmEvents(film, 2)).not.toEqual(made);
    for (let n = 0; n < made.length; n += 1) {
      expect(made[n].at + made[n].duration).toBeLessThanOrEqual(28_800 + 1e-9);
      if (n > 0) expect(made[n].at).toBeGreaterThanOrEqual(made[n - 1].at);
      expect(made[n].intensity).toBeGreaterThan(0);
      expect(made[n].intensity).toBeLessThanOrEqual(1);
    }
  });

  it('spaces events equally when regular is 1, and gives each type of a generator the same events', () => {
    const [generator] = scenario.film.generators;
    const film = {
      ...scenario.film,
      generators: [{ ...generator, rate: 60, regular: 1, types: ['humor' as const, 'surprise' as const] }],
    };
    const made = filmEvents(film, 9);
    const times = made.filter((event) => event.type === 'humor').map((event) => event.at);
    for (let n = 1; n < times.length; n += 1) expect(times[n] - times[n - 1]).toBeCloseTo(60, 9);
    const strip = (type: string) =>
      made.filter((event) => event.type === type).map(({ at, intensity, duration }) => ({ at, intensity, duration }));
    expect(strip('humor')).toEqual(strip('surprise'));
  });
});

describe('exposureCourses', () => {
  it('starts at nothing and follows what has been asked for, not what comes', () => {
    const courses = factorCourses(scenario.reaction, [{ at: 50, type: 'humor', intensity: 1, duration: 3 }], 200, 1);
    const exposure = exposureCourses(courses);
    for (let t = 0; t <= 50; t += 1) expect(exposure[t * 4]).toBe(0);
    expect(exposure[70 * 4]).toBeGreaterThan(exposure[52 * 4]);
    expect(exposure[199 * 4]).toBeLessThan(exposure[70 * 4]);
  });
});
