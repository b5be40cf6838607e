import type { Archetype, Scenario } from '../../scenarios/schema/schema.ts';
import type { Identity } from '../face/identity.ts';
import type { Sequence } from '../random/stream.ts';
import { sequence, stream } from '../random/stream.ts';
import type { Seat } from '../theater/seats.ts';
import { type Body, drawBody, drawIdentity } from './anthropometry.ts';
import { takenSeats } from './seating.ts';
import { drawSensitivities } from './sensitivity.ts';

/** What a viewer does besides reacting, as drawn for this screening. */
export type Habits = {
  /** Blinks per minute. */
  readonly blinkRate: number;
  /** Multiplies the rates of fidgets and of hands to the face. */
  readonly fidget: number;
  readonly eats: boolean;
  readonly drinks: boolean;
  /** Seconds after the film's start; 0 = in time. */
  readonly arrives: number;
};

/** The draws behind a viewer's name and home: a seed, and a share 0..1 of all homes. */
export type PersonDraw = { readonly seed: number; readonly home: number };

/** One member of the audience. */
export type Viewer = {
  readonly index: number;
  readonly seat: Seat;
  readonly age: number;
  readonly sex: 0 | 1;
  /** What `drawPerson` makes a name and a home region of. */
  readonly person: PersonDraw;
  readonly archetype: string;
  /** U*: K sensitivities. */
  readonly sensitivity: Float32Array;
  /** Seconds added to everyone's delay; negative reacts early. */
  readonly latency: number;
  /** How fast this viewer habituates, mean 1. */
  readonly habituation: number;
  readonly habits: Habits;
  readonly body: Body;
  readonly identity: Identity;
};

/** The number of viewers a scenario seats. */
export function viewerCount(scenario: Scenario): number {
  const seats = scenario.theater.rows * scenario.theater.seatsPerRow;
  return Math.max(1, Math.round(scenario.audience.occupancy * seats));
}

/** The audience of a scenario, ordered by seat; a viewer depends on the seed and the seat, not on who else came. */
export function castAudience(scenario: Scenario, seats: readonly Seat[]): Viewer[] {
  const taken = takenSeats(stream(scenario.seed, 'seating'), seats.length, viewerCount(scenario));
  const source = stream(scenario.seed, 'audience');
  return taken.map((seat, index) => drawViewer(scenario, index, seats[seat], sequence(source, seat)));
}

/** One viewer for a seat, from the viewer's own sequence of draws. */
export function drawViewer(scenario: Scenario, index: number, seat: Seat, draws: Sequence): Viewer {
  const { audience, reaction, nuisance, behavior } = scenario;
  const sex = draws.uniform() < audience.female ? 0 : 1;
  const age = drawAge(scenario, draws);
  const [archetypeName, archetype] = drawArchetype(audience.archetypes, draws.uniform());
  const person: PersonDraw = { seed: Math.floor(draws.uniform() * 4294967296), home: draws.uniform() };
  const sensitivity = drawSensitivities(draws, archetype, reaction.correlation);
  // The young react more (iScience 2024 109843 finds closer synchrony in younger viewers; the slope is assumed).
  const youth = Math.exp(-0.004 * (age - 38));
  for (let k = 0; k < 3; k += 1) sensitivity[k] = Math.fround(sensitivity[k] * youth);
  const blinkSpread = nuisance.blink.spread;
  return {
    index,
    seat,
    age,
    sex,
    person,
    archetype: archetypeName,
    sensitivity,
    latency: reaction.latency.spread * draws.normal(),
    habituation: draws.exponential(),
    habits: {
      // Log-normal across people with the mean asked for (Bentivoglio 1997).
      blinkRate:
        nuisance.blink.rate *
        archetype.blink *
        Math.exp(blinkSpread * draws.normal() - (blinkSpread * blinkSpread) / 2),
      fidget: archetype.fidget,
      eats: draws.uniform() < Math.min(1, behavior.eating.share * archetype.eating),
      drinks: draws.uniform() < behavior.drinking.share,
      arrives: drawArrival(behavior.lateArrival, draws),
    },
    body: drawBody(draws, sex, age),
    identity: drawIdentity(draws, sex, age),
  };
}

function drawAge(scenario: Scenario, draws: Sequence): number {
  const { age, children } = scenario.audience;
  const child = draws.uniform() < children;
  const share = draws.uniform();
  const value = child ? 6 + Math.floor(share * 10) : age.mean + age.sd * draws.normal();
  if (child) return value;
  return Math.round(Math.min(age.max, Math.max(age.min, value)));
}

function drawArchetype(archetypes: Readonly<Record<string, Archetype>>, share: number): [string, Archetype] {
  // Sorted by name, so that the order in which a file lists them does not matter.
  const entries = Object.entries(archetypes).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = entries.reduce((sum, [, archetype]) => sum + archetype.weight, 0);
  let rest = share * total;
  for (const entry of entries) {
    rest -= entry[1].weight;
    if (rest < 0) return entry;
  }
  return entries[entries.length - 1];
}

function drawArrival(lateArrival: Scenario['behavior']['lateArrival'], draws: Sequence): number {
  const late = draws.uniform() < lateArrival.share;
  const delay = draws.exponential() * lateArrival.mean;
  return late ? delay : 0;
}
