import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../scenarios/schema/parse.ts';
import { castAudience, drawViewer, type Viewer } from '../../../sim/audience/cast.ts';
import { drawPerson } from '../../../sim/audience/person.ts';
import { sequence, stream } from '../../../sim/random/stream.ts';
import { theaterSeats } from '../../../sim/theater/seats.ts';

const scenario = parseScenario('matinee: 1\ntitle: audience\n', 'audience.yaml');
const [seat] = theaterSeats(scenario.theater);

/** N = 20,000 viewers, each from a sequence of its own. */
const population: Viewer[] = Array.from({ length: 20_000 }, (_, n) =>
  drawViewer(scenario, n, seat, sequence(stream(n, 'population'), 0)),
);
const men = population.filter((viewer) => viewer.sex === 1);
const women = population.filter((viewer) => viewer.sex === 0);

function statistics(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
  return { mean, sd };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [p, q] = [statistics(a), statistics(b)];
  return a.reduce((sum, value, n) => sum + (value - p.mean) * (b[n] - q.mean), 0) / (a.length - 1) / p.sd / q.sd;
}

describe('the drawn population (N = 20,000)', () => {
  // ANSUR II: mean and SD in mm.
  const measures = [
    ['bizygomatic breadth', (v: Viewer) => v.identity.faceWidth, [142.6, 6.2], [133.8, 5.6]],
    ['face height', (v: Viewer) => v.identity.faceHeight, [122.6, 6.7], [113.1, 6.1]],
    ['inter-pupillary distance', (v: Viewer) => v.identity.interpupillary, [64.0, 3.4], [61.7, 3.6]],
    ['head breadth', (v: Viewer) => v.identity.headBreadth, [154.3, 5.5], [147.8, 5.2]],
    ['head length', (v: Viewer) => v.identity.headLength, [199.5, 7.0], [189.8, 7.4]],
    ['eye height, sitting', (v: Viewer) => 1000 * v.body.eyeHeightSitting, [804.5, 33.2], [747.7, 30.4]],
    ['shoulder breadth', (v: Viewer) => 1000 * v.body.shoulderBreadth, [510.4, 32.5], [450.3, 28.7]],
  ] as const;

  it.each(measures)('has the mean and SD of %s', (_name, measure, male, female) => {
    for (const [group, [mean, sd]] of [
      [men, male],
      [women, female],
    ] as const) {
      const adults = group.filter((viewer) => viewer.age >= 18).map(measure);
      const found = statistics(adults);
      expect(Math.abs(found.mean - mean)).toBeLessThan((4 * sd) / Math.sqrt(adults.length) + 0.001 * mean);
      expect(Math.abs(found.sd / sd - 1)).toBeLessThan(0.04);
    }
  });

  it.each([
    ['bizygomatic breadth and inter-pupillary distance', 'faceWidth', 'interpupillary', 0.44, 0.48],
    ['bizygomatic breadth and face height', 'faceWidth', 'faceHeight', 0.19, 0.21],
    ['face height and inter-pupillary distance', 'faceHeight', 'interpupillary', 0.16, 0.23],
  ] as const)('has the correlation of %s', (_name, a, b, male, female) => {
    for (const [group, expected] of [
      [men, male],
      [women, female],
    ] as const) {
      const adults = group.filter((viewer) => viewer.age >= 18);
      const found = correlation(
        adults.map((viewer) => viewer.identity[a]),
        adults.map((viewer) => viewer.identity[b]),
      );
      expect(Math.abs(found - expected)).toBeLessThan(0.04);
    }
  });

  it('has sensitivities >= 0 with the means of the archetypes and the correlation of the knob', () => {
    const typical = population.filter((viewer) => viewer.archetype === 'typical');
    const { amusement, laughter } = scenario.audience.archetypes.typical;
    // The young react more: at the mean age the archetype's own mean is met.
    const aged = typical.filter((viewer) => Math.abs(viewer.age - 38) <= 2);
    expect(statistics(aged.map((viewer) => viewer.sensitivity[0])).mean / amusement).toBeCloseTo(1, 1);
    expect(statistics(aged.map((viewer) => viewer.sensitivity[1])).mean / laughter).toBeCloseTo(1, 1);
    const logs = (k: number): number[] => aged.map((viewer) => Math.log(viewer.sensitivity[k]));
    expect(Math.abs(correlation(logs(0), logs(1)) - scenario.reaction.correlation)).toBeLessThan(0.12);
    for (const viewer of population) for (const value of viewer.sensitivity) expect(value).toBeGreaterThanOrEqual(0);
    const share = typical.length / population.length;
    expect(Math.abs(share - scenario.audience.archetypes.typical.weight)).toBeLessThan(0.015);
  });

  it('blinks log-normally at the mean rate asked for', () => {
    const rates = population
      .filter((viewer) => viewer.archetype === 'typical')
      .map((viewer) => viewer.habits.blinkRate);
    expect(Math.abs(statistics(rates).mean / 17 - 1)).toBeLessThan(0.04);
    const logs = rates.map(Math.log);
    expect(Math.abs(statistics(logs).sd - scenario.nuisance.blink.spread)).toBeLessThan(0.02);
  });

  it('has the ages, the genders and the names it should', () => {
    expect(Math.abs(women.length / population.length - 0.5)).toBeLessThan(0.015);
    const ages = population.map((viewer) => viewer.age);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(scenario.audience.age.min);
    expect(Math.max(...ages)).toBeLessThanOrEqual(scenario.audience.age.max);
    expect(new Set(population.map((viewer) => drawPerson(viewer).name)).size).toBeGreaterThan(10_000);
    for (const viewer of population.slice(0, 200)) {
      const { name, region } = drawPerson(viewer);
      expect(name).toMatch(/\S+ \S+/);
      expect(region.length).toBeGreaterThan(0);
    }
  });
});

describe('castAudience', () => {
  it('seats as many as the occupancy says, each in a seat of their own, by seat', () => {
    const seats = theaterSeats(scenario.theater);
    const viewers = castAudience(scenario, seats);
    expect(viewers).toHaveLength(352);
    const taken = viewers.map((viewer) => viewer.seat.index);
    expect(new Set(taken).size).toBe(taken.length);
    expect([...taken].sort((a, b) => a - b)).toEqual(taken);
  });

  it('keeps who sits where when more come', () => {
    const seats = theaterSeats(scenario.theater);
    const few = castAudience({ ...scenario, audience: { ...scenario.audience, occupancy: 0.3 } }, seats);
    const all = new Map(castAudience(scenario, seats).map((viewer) => [viewer.seat.index, viewer]));
    for (const viewer of few) expect(all.get(viewer.seat.index)?.person).toEqual(viewer.person);
  });

  it('makes children smaller', () => {
    const young = { ...scenario, audience: { ...scenario.audience, children: 1 } };
    const viewers = castAudience(young, theaterSeats(young.theater));
    const mean = statistics(viewers.map((viewer) => viewer.body.eyeHeightSitting)).mean;
    expect(mean).toBeLessThan(0.72);
    for (const viewer of viewers) expect(viewer.age).toBeLessThan(16);
  });
});
