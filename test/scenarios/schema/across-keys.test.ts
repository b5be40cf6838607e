import { head, type Refusal, refusesAll } from './refusal.ts';

const acrossKeys: Refusal[] = [
  [
    'an event after the end',
    `${head}film:\n  duration: 60\n  events:\n    - { at: 5, type: humor }\n    - { at: 60, type: humor }\n`,
    7,
    'film.events.1.at: found 60, expected a start before film.duration (60 s)',
  ],
  [
    'an event over the end',
    `${head}film:\n  duration: 60\n  events:\n    - { at: 58, type: humor }\n`,
    6,
    'film.events.0: found an event ending at 61 s, expected an end by film.duration (60 s)',
  ],
  [
    'no sample',
    `${head}film: { duration: 0.4 }\n`,
    3,
    'film.duration: found 0.4 s at 1 Hz, which is no sample, expected film.duration x film.rate of at least 0.5',
  ],
  [
    'a generator that ends first',
    `${head}film:\n  generators:\n    - { rate: 9, from: 20, to: 20 }\n`,
    5,
    'film.generators.0.to: found 20, expected an end after from (20 s)',
  ],
  [
    'a generator past the end',
    `${head}film:\n  generators:\n    - { rate: 9, to: 301 }\n`,
    5,
    'film.generators.0.to: found 301, expected an end by film.duration (300 s)',
  ],
  [
    'a generator that never starts',
    `${head}film:\n  generators:\n    - { rate: 9, from: 300 }\n`,
    5,
    'film.generators.0.from: found 300, expected a start before film.duration (300 s)',
  ],
  [
    'a type twice',
    `${head}film: { generators: [{ types: [humor, humor], rate: 1 }] }\n`,
    3,
    'film.generators.0.types: found [humor, humor], expected each type once',
  ],
  [
    'too large a room',
    `${head}theater: { rows: 101, seatsPerRow: 100 }\n`,
    3,
    'theater.rows: found 101 x 100 = 10100 seats, expected rows x seatsPerRow of at most 10000',
  ],
  [
    'too wide a block',
    `${head}theater:\n  seatsPerRow: 40\n  aisles: [10]\n`,
    5,
    'theater.aisles: found [10], which leaves a block of 30 seats, expected aisles that leave at most 22 seats between two of them',
  ],
  [
    'no aisle in a wide row',
    `${head}theater: { seatsPerRow: 23, aisles: [] }\n`,
    3,
    'theater.aisles: found [], which leaves a block of 23 seats, expected aisles that leave at most 22 seats between two of them',
  ],
  [
    'an aisle beside the row',
    `${head}theater: { seatsPerRow: 8, aisles: [4, 8] }\n`,
    3,
    'theater.aisles: found [4, 8], expected seat numbers below theater.seatsPerRow (8)',
  ],
  [
    'an aisle twice',
    `${head}theater: { aisles: [5, 5] }\n`,
    3,
    'theater.aisles: found [5, 5], expected each seat number once',
  ],
  [
    'two cameras of a name',
    `${head}cameras:\n  - { name: a, position: [0, 5, 0], target: [0, 1, 9] }\n  - { name: a, position: [1, 5, 0], target: [0, 1, 9] }\n`,
    5,
    'cameras.1.name: found "a" again, expected a name no other camera has',
  ],
  [
    'a camera looking at itself',
    `${head}cameras:\n  - { name: a, position: [0, 5, 0], target: [0, 5, 0] }\n`,
    4,
    'cameras.0.target: found the position itself, expected a target elsewhere than position',
  ],
  [
    'weights of nothing',
    `${head}audience:\n  archetypes: { a: { weight: 0 }, b: { weight: 0 } }\n`,
    4,
    'audience.archetypes: found weights that sum to 0, expected at least one weight above 0',
  ],
  [
    'ages the wrong way round',
    `${head}audience: { age: { min: 50, max: 40 } }\n`,
    3,
    'audience.age.min: found 50, expected at most audience.age.max (40)',
  ],
];

refusesAll('a scenario whose keys contradict one another', acrossKeys);
