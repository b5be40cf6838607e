import fc from 'fast-check';
import { stringify } from 'yaml';
import { COUNTS, LIMITS } from '../../scenarios/schema/limits.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/schema/schema.ts';
import {
  archetype,
  behavior,
  type Draft,
  finite,
  nuisance,
  occlusion,
  partly,
  reaction,
  sensing,
  shortName,
  within,
} from './scenario-knobs.ts';

/** How large a drawn scenario may be. */
export type ScenarioSize = { readonly maxViewers: number; readonly maxSamples: number };

function roomArbitrary(maxViewers: number): fc.Arbitrary<{ rows: number; seatsPerRow: number; occupancy: number }> {
  // Up to four seats for each viewer, so that near-empty rooms occur.
  const largest = Math.min(COUNTS.seats.max, Math.max(1, 4 * maxViewers));
  return fc
    .integer({ min: 1, max: Math.min(200, largest) })
    .chain((seatsPerRow) =>
      fc.record({
        seatsPerRow: fc.constant(seatsPerRow),
        rows: fc.integer({ min: 1, max: Math.min(200, Math.max(1, Math.floor(largest / seatsPerRow))) }),
        share: finite(0.01, 1),
      }),
    )
    .map(({ rows, seatsPerRow, share }) => {
      const most = Math.min(1, maxViewers / (rows * seatsPerRow));
      return { rows, seatsPerRow, occupancy: share * most };
    });
}

function aislesArbitrary(seatsPerRow: number): fc.Arbitrary<'auto' | number[]> {
  if (seatsPerRow === 1) return fc.constantFrom<('auto' | number[])[]>('auto', []);
  const everyBlockFits = (aisles: readonly number[]): boolean => {
    const edges = [0, ...[...aisles].sort((a, b) => a - b), seatsPerRow];
    return edges.every((edge, index) => index === 0 || edge - edges[index - 1]! <= COUNTS.blockSeats.max);
  };
  const listed = fc
    .uniqueArray(fc.integer({ min: 1, max: seatsPerRow - 1 }), { maxLength: 6 })
    // Where the drawn aisles leave too wide a block, every twentieth seat gets one as well.
    .map((aisles) => {
      if (everyBlockFits(aisles)) return aisles;
      const regular = Array.from({ length: Math.ceil(seatsPerRow / 20) - 1 }, (_, index) => 20 * (index + 1));
      return [...new Set([...aisles, ...regular])];
    });
  return fc.oneof(fc.constant<'auto'>('auto'), listed);
}

const obstacle = fc.record({
  name: shortName,
  x: within('theater.obstacles.*.x', { min: -10, max: 10 }),
  z: within('theater.obstacles.*.z', { min: -5, max: 30 }),
  width: within('theater.obstacles.*.width', { max: 3 }),
  depth: within('theater.obstacles.*.depth', { max: 3 }),
  height: within('theater.obstacles.*.height', { max: 8 }),
});

function theaterArbitrary(room: { rows: number; seatsPerRow: number }): fc.Arbitrary<Draft> {
  const size = { rows: fc.constant(room.rows), seatsPerRow: fc.constant(room.seatsPerRow) };
  const rest = partly({
    seatPitch: within('theater.seatPitch'),
    rowPitch: within('theater.rowPitch'),
    riser: within('theater.riser'),
    firstRow: within('theater.firstRow'),
    stagger: within('theater.stagger'),
    aisles: aislesArbitrary(room.seatsPerRow),
    aisleWidth: within('theater.aisleWidth'),
    screen: partly({
      width: within('theater.screen.width'),
      height: within('theater.screen.height'),
      bottom: within('theater.screen.bottom'),
    }),
    seatBack: partly({
      height: within('theater.seatBack.height'),
      width: within('theater.seatBack.width'),
      thickness: within('theater.seatBack.thickness'),
      behind: within('theater.seatBack.behind'),
    }),
    obstacles: fc.array(obstacle, { maxLength: 4 }),
  });
  // Most rooms need an `aisles` that fits them, which the schema's own default always does.
  return fc.tuple(fc.record(size), rest).map(([fixed, drawn]) => ({ ...fixed, ...drawn }));
}

type Point = [number, number, number];

const cameraPosition: fc.Arbitrary<Point> = fc.tuple(finite(-12, 12), finite(0.5, 15), finite(-2, 20));

/** A target anywhere, or straight below the camera, where "up" in the picture is undefined. */
function targetOf(position: Point): fc.Arbitrary<Point> {
  const anywhere: fc.Arbitrary<Point> = fc.tuple(finite(-10, 10), finite(0, 6), finite(20.5, 40));
  return fc.oneof(
    { weight: 9, arbitrary: anywhere },
    { weight: 1, arbitrary: fc.constant<Point>([position[0], 0, position[2]]) },
  );
}

const cameras = fc
  .uniqueArray(shortName, { minLength: 1, maxLength: 5 })
  .chain((names) => fc.tuple(...names.map((unique) => cameraArbitrary(unique))));

function cameraArbitrary(unique: string): fc.Arbitrary<Draft> {
  return cameraPosition.chain((position) =>
    fc
      .tuple(
        targetOf(position),
        partly({
          fieldOfView: within('cameras.*.fieldOfView'),
          width: within('cameras.*.width'),
          height: within('cameras.*.height'),
        }),
      )
      .map(([target, rest]) => ({ name: unique, position, target, ...rest })),
  );
}

function eventArbitrary(duration: number): fc.Arbitrary<Draft> {
  const longest = Math.min(LIMITS['film.events.*.duration'].max, duration);
  return fc
    .record({
      type: fc.constantFrom('humor', 'surprise'),
      length: within('film.events.*.duration', { max: Math.max(longest, 0.1) }),
      share: finite(0, 1),
      intensity: within('film.events.*.intensity'),
    })
    .map(({ type, length, share, intensity }) => {
      // A hair of room, so that rounding cannot push the end past the film's.
      const at = Math.max(0, share * (duration - length) * (1 - 1e-9));
      return { at, type, intensity, duration: length };
    });
}

function generatorArbitrary(duration: number): fc.Arbitrary<Draft> {
  const stretch = fc
    .tuple(finite(0, 0.6), fc.option(finite(0.7, 1)))
    .map(([from, to]) => ({ from: from * duration, to: to === null ? null : to * duration }));
  const rest = partly({
    types: fc.constantFrom(['humor'], ['surprise'], ['humor', 'surprise'], ['surprise', 'humor']),
    intensity: partly({
      mean: within('film.generators.*.intensity.mean'),
      sd: within('film.generators.*.intensity.sd'),
    }),
    duration: partly({
      mean: within('film.generators.*.duration.mean'),
      sd: within('film.generators.*.duration.sd'),
    }),
    regular: within('film.generators.*.regular'),
  });
  const rate = within('film.generators.*.rate', { max: 1200 });
  return fc.tuple(stretch, rest, rate).map(([bounds, drawn, perHour]) => ({ rate: perHour, ...bounds, ...drawn }));
}

function filmArbitrary(maxSamples: number): fc.Arbitrary<Draft> {
  const length = fc.record({
    samples: fc.integer({ min: 1, max: Math.max(1, maxSamples) }),
    rate: fc.oneof(fc.constant(1), fc.constantFrom(0.1, 0.5, 2, 3, 30), within('film.rate')),
  });
  return length.chain(({ samples, rate }) => {
    const duration = Math.min(LIMITS['film.duration'].max, samples / rate);
    const fits = duration > LIMITS['film.events.*.duration'].min;
    const lists = partly({
      events: fc.array(eventArbitrary(duration), { maxLength: fits ? 8 : 0 }),
      generators: fc.array(generatorArbitrary(duration), { maxLength: 4 }),
    });
    return lists.map((drawn) => ({ duration, rate, ...drawn }));
  });
}

function audienceArbitrary(occupancy: number): fc.Arbitrary<Draft> {
  const age = fc
    .tuple(
      within('audience.age.min'),
      within('audience.age.max'),
      within('audience.age.mean'),
      within('audience.age.sd'),
    )
    .map(([a, b, mean, sd]) => ({ mean, sd, min: Math.min(a, b), max: Math.max(a, b) }));
  const archetypes = fc.dictionary(shortName, archetype, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
  const drawn = partly({ female: within('audience.female'), age, children: within('audience.children'), archetypes });
  return drawn.map((rest) => ({ occupancy, ...rest }));
}

/**
 * Whole valid scenarios, as resolved, that turn every knob over its range, alone and together, with at most so many
 * viewers and samples. Knobs whose far ends only empty the picture (a smallest face of 2000 px) stay below them.
 */
export function scenarioArbitrary(size: ScenarioSize): fc.Arbitrary<Scenario> {
  return roomArbitrary(Math.max(1, size.maxViewers)).chain((room) => {
    const drafts = fc.record(
      {
        matinee: fc.constant(1),
        title: fc.constantFrom('Any screening', 'Über-Film: "x" #1', '- 0x10'),
        id: fc.option(fc.constantFrom('any-v1', 'a-b2-v10')),
        description: fc.constantFrom('', 'One line.', 'Two\nlines.'),
        seed: fc.oneof(fc.constant(0), within('seed')),
        film: filmArbitrary(size.maxSamples),
        theater: theaterArbitrary(room),
        audience: audienceArbitrary(room.occupancy),
        cameras,
        reaction,
        nuisance,
        behavior,
        occlusion,
        sensing,
      },
      { requiredKeys: ['matinee', 'title', 'film', 'theater', 'audience'] },
    );
    return drafts.map((draft) => scenarioSchema.parse(draft));
  });
}

/** The scenario as YAML text, every field written out. */
export function toYaml(scenario: Scenario): string {
  return stringify(scenario, { aliasDuplicateObjects: false, lineWidth: 0 });
}
