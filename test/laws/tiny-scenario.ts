import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '../../scenarios/schema/parse.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';

export type TinySize = { readonly rows: number; readonly seats: number; readonly samples: number };

/** A room of 3 x 4 for 20 samples: one chunk an array. */
export const SMALLEST: TinySize = { rows: 3, seats: 4, samples: 20 };
/** Three chunk columns. */
export const THREE_COLUMNS: TinySize = { rows: 2, seats: 3, samples: 270 };
/** 65 viewers, two chunk rows, for two chunk columns. */
export const FOUR_CHUNKS: TinySize = { rows: 5, seats: 13, samples: 130 };

/** The YAML of a full small room and a film with many drawn events, at 2 Hz. */
export function tinyText({ rows, seats, samples }: TinySize): string {
  return [
    'matinee: 1',
    'title: Tiny',
    `film: { duration: ${samples / 2}, rate: 2, generators: [{ types: [humor, surprise], rate: 300 }] }`,
    `theater: { rows: ${rows}, seatsPerRow: ${seats} }`,
    'audience: { occupancy: 1 }',
    'seed: 7',
    '',
  ].join('\n');
}

/** The same, resolved. */
export function tinyScenario(size: TinySize, sets: readonly string[] = []): Scenario {
  return parseScenario(tinyText(size), 'tiny.yaml', [...sets]);
}

/** The path of the scenario, written into the folder. */
export function writeTinyScenario(folder: string, size: TinySize, name = 'tiny.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, tinyText(size));
  return path;
}
