import { head, type Refusal, refusesAll } from './refusal.ts';

const wrongKeys: Refusal[] = [
  [
    'an unknown section',
    `${head}audince: {}\n`,
    3,
    'audince: found an unknown key, expected one of the keys matinee, title, id, description, seed, film, theater, cameras, audience, reaction, nuisance, behavior, occlusion, sensing; did you mean "audience"?',
  ],
  [
    'an unknown key',
    `${head}film:\n  rate: 1\n  duraton: 60\n`,
    5,
    'film.duraton: found an unknown key, expected one of the keys duration, rate, events, generators; did you mean "duration"?',
  ],
  [
    'British spelling',
    `${head}behaviour: {}\n`,
    3,
    'behaviour: found an unknown key, expected one of the keys matinee, title, id, description, seed, film, theater, cameras, audience, reaction, nuisance, behavior, occlusion, sensing; did you mean "behavior"?',
  ],
  [
    'a key in another case',
    `${head}theater: { seatsperrow: 4 }\n`,
    3,
    'theater.seatsperrow: found an unknown key, expected one of the keys rows, seatsPerRow, seatPitch, rowPitch, riser, firstRow, stagger, aisles, aisleWidth, screen, seatBack, obstacles; did you mean "seatsPerRow"?',
  ],
  [
    'a key of another section',
    `${head}sensing: { occupancy: 1 }\n`,
    3,
    'sensing.occupancy: found an unknown key, expected one of the keys noise, relativeNoise, hiddenNoise, smallestFace, largestYaw, largestPitch, enoughLandmarks, detector; did you mean "audience.occupancy"?',
  ],
  [
    'a key in a list item',
    `${head}film:\n  events:\n    - at: 1\n      type: humor\n      strength: 1\n`,
    7,
    'film.events.0.strength: found an unknown key, expected one of the keys at, type, intensity, duration',
  ],
  [
    'a misspelt required key',
    `matinee: 1\ntitel: Bad\n`,
    2,
    'titel: found an unknown key, expected one of the keys matinee, title, id, description, seed, film, theater, cameras, audience, reaction, nuisance, behavior, occlusion, sensing; did you mean "title"?',
  ],
  [
    'a name of every object',
    `${head}film: { constructor: 1 }\n`,
    3,
    'film.constructor: found an unknown key, expected one of the keys duration, rate, events, generators',
  ],
  ['the prototype', `${head}__proto__: { seed: 1 }\n`, 3, 'top level: found __proto__, expected a plain word as key'],
  [
    'a merge key',
    `${head}film:\n  <<: { rate: 2 }\n`,
    4,
    'film."<<": found an unknown key, expected one of the keys duration, rate, events, generators',
  ],
  ['no title', 'seed: 1\nmatinee: 1\n', 1, 'title: found nothing, expected one line of text of 1 to 200 characters'],
  [
    'no version',
    '# a comment\n\ntitle: Bad\n',
    3,
    'matinee: found nothing, expected 1, the version of the scenario language',
  ],
  [
    'an event without type',
    `${head}film:\n  events:\n    - { at: 1 }\n`,
    5,
    'film.events.0.type: found nothing, expected humor or surprise',
  ],
  ['a key twice', `${head}seed: 1\nseed: 2\n`, 4, 'top level: found the key seed again, expected every key once'],
  [
    'an inner key twice',
    `${head}film: { rate: 1, rate: 1 }\n`,
    3,
    'film: found the key rate again, expected every key once',
  ],
  [
    'a list as key',
    `${head}? [a, b]\n: 1\n`,
    3,
    'top level: found a key that is no plain word, expected a plain word as key',
  ],
];

refusesAll('a scenario with a wrong key', wrongKeys);
