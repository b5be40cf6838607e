/** A scenario that must be refused: what is wrong with it, its text or bytes, and a part of the one-line message. */
export type Malformed = readonly [what: string, content: string | Uint8Array, message: string | RegExp];

const head = 'matinee: 1\ntitle: Bad\n';

const film = (text: string): string => `${head}film: ${text}\n`;

/** Floods of up to the largest file that is read, each hard for some step of reading. */
function flood(part: string): string {
  return part.repeat(Math.floor(1048576 / part.length));
}

/** Every level ten times the one before. */
function bomb(): string {
  const levels = 'abcdefghi'.split('').map((name, n, all) => {
    const before = n === 0 ? 'lol' : `*${all[n - 1]}`;
    return `${name}: &${name} [${new Array(10).fill(before).join(', ')}]`;
  });
  return `${levels.join('\n')}\n${head}`;
}

/** Bytes that are no text: a PNG's beginning, UTF-16, a cut UTF-8 sequence, zeros, a gzip file. */
const binary: Malformed[] = [
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'bytes that are not UTF-8'],
  ['UTF-16', Uint8Array.from(Buffer.from(`\ufeff${head}`, 'utf16le')), 'bytes that are not UTF-8'],
  ['a cut character', Uint8Array.of(0x61, 0xe2, 0x82), 'bytes that are not UTF-8'],
  ['zeros', new Uint8Array(4096), 'U+0000'],
  ['a gzip file', Uint8Array.of(0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3), 'bytes that are not UTF-8'],
];

/** More than forty ways in which a scenario is no scenario. */
export const MALFORMED: readonly Malformed[] = [
  ...binary,
  ['an empty file', '', 'found nothing, expected a scenario'],
  ['a list', '- 1\n- 2\n', 'top level: found [1, 2], expected a map'],
  ['a number', '42\n', 'top level: found 42'],
  ['JSON of something else', '{"name": "x", "version": "1.0.0"}\n', 'name: found an unknown key'],
  ['an open bracket', film('{ duration: 60'), 'expected valid YAML'],
  ['a tab as indentation', `${head}film:\n\tduration: 3\n`, 'Tabs are not allowed'],
  ['a YAML bomb', bomb(), 'aliases are not supported'],
  ['a cycle', film('&f { events: [*f] }'), 'aliases are not supported'],
  ['a merge of itself', `${head}film: &f\n  <<: *f\n`, 'aliases are not supported'],
  ['a tag of code', film('!!js/function "return 1"'), 'film: found the tag'],
  ['two documents', `${head}---\n${head}`, 'found a second document'],
  ['a hundred levels', film(`${'['.repeat(100)}${']'.repeat(100)}`), 'expected at most 32 levels'],
  ['a megabyte of brackets', flood('['), /found .+, expected/],
  ['a megabyte of anchors', flood('&a '), /found .+, expected/],
  ['a megabyte of keys', head + flood('a: 1\n').slice(100), /found .+, expected/],
  ['more than a megabyte', new Uint8Array(1048577).fill(32), 'found 1048577 bytes, expected a scenario of at most'],
  ['no version', 'title: Bad\n', 'matinee: found nothing, expected 1'],
  ['another version', 'matinee: 9\ntitle: Bad\n', 'matinee: found 9, expected 1'],
  ['no title', 'matinee: 1\n', 'title: found nothing'],
  ['an unknown section', `${head}theatre: { rows: 3 }\n`, 'did you mean "theater"?'],
  ['an unknown key', film('{ lenght: 60 }'), 'film.lenght: found an unknown key'],
  ['the prototype', `${head}__proto__: { seed: 1 }\n`, 'found __proto__'],
  ['a key twice', `${head}seed: 1\nseed: 2\n`, 'found the key seed again'],
  ['a word for a number', film('{ duration: long }'), 'film.duration: found "long"'],
  ['a number for a map', film('60'), 'film: found 60, expected a map'],
  ['a map for a list', film('{ events: { at: 1 } }'), 'film.events: found a map'],
  ['a word for a flag', `${head}reaction: { linear: sure }\n`, 'reaction.linear: found "sure", expected true or false'],
  ['not a number', film('{ duration: .nan }'), 'film.duration: found .nan'],
  ['infinity', film('{ rate: .inf }'), 'film.rate: found .inf'],
  ['a negative length', film('{ duration: -1 }'), 'film.duration: found -1'],
  ['a film of nine hours', film('{ duration: 32400 }'), 'film.duration: found 32400'],
  ['a negative room', `${head}theater: { rows: -1 }\n`, 'theater.rows: found -1'],
  ['half a seat', `${head}theater: { seatsPerRow: 4.5 }\n`, 'theater.seatsPerRow: found 4.5'],
  ['a room too large', `${head}theater: { rows: 200, seatsPerRow: 100 }\n`, /theater.*: found .+, expected .*10000/],
  ['a seed below 0', `${head}seed: -1\n`, 'seed: found -1'],
  ['an empty audience', `${head}audience: { occupancy: 0 }\n`, 'audience.occupancy: found 0'],
  [
    'an event past the end',
    film('{ duration: 60, events: [{ at: 61, type: humor }] }'),
    /film\.events\.0\.at: found 61/,
  ],
  ['an event before the start', film('{ events: [{ at: -1, type: humor }] }'), 'film.events.0.at: found -1'],
  ['an event of no kind', film('{ events: [{ at: 1, type: sorrow }] }'), 'film.events.0.type: found "sorrow"'],
  ['nine cameras', `${head}cameras: [${'{}, '.repeat(9)}]\n`, 'cameras: found'],
  ['no cameras', `${head}cameras: []\n`, 'cameras: found an empty list'],
  [
    'two cameras of a name',
    `${head}cameras: [${'{ name: a, position: [0, 3, 0], target: [0, 1, 5] }, '.repeat(2)}]\n`,
    /cameras\.1\.name: found "?a/,
  ],
  [
    'a camera that looks at itself',
    `${head}cameras: [{ name: a, position: [0, 3, 0], target: [0, 3, 0] }]\n`,
    /cameras\.0.*: found/,
  ],
];
