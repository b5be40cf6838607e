import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateCommand } from '../../../harness/commands/generate.ts';
import { datasetBytes } from '../../../sim/dataset/layout.ts';
import { openDataset, readArray } from '../../../sim/dataset/reader.ts';
import { screeningSpecs } from '../../../sim/screening/columns.ts';
import { generateDataset } from '../../../sim/screening/generate.ts';
import { errorLines, expectPlain, matinee, matineeJson, runHere } from '../../laws/command.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';
import { SMALLEST, THREE_COLUMNS, tinyScenario, writeTinyScenario } from '../../laws/tiny-scenario.ts';

/** Bytes of all chunk files below a dataset. */
function chunkFileBytes(dir: string): number {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== 'zarr.json')
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

describe('matinee generate', () => {
  it('tells people what it made, and shows plain progress where there is no terminal', () =>
    withFolder(async (folder) => {
      writeTinyScenario(folder, THREE_COLUMNS);
      const { status, stdout, stderr } = await matinee(folder, 'generate', 'tiny.yaml', '-o', 'out');
      expect(status).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      expect(lines[0]).toBe('Tiny: 6 viewers, 2 min 15 s (270 samples), 4 cameras, seed 7');
      for (const name of ['humor', 'surprise', 'amusement', 'laughter', 'fatigue']) expect(stdout).toContain(name);
      expect(stdout).toMatch(/^ {2}missing [0-9.]+ % of 1,620 entries: .+$/m);
      expect(stdout).toMatch(/^ {2}camera used: left-front .+ right-back [0-9.]+ %$/m);
      expect(lines.at(-1)).toMatch(/^wrote out: [0-9.]+ MB in [0-9.]+ s$/);
      expect(stdout + stderr).not.toMatch(/\r|\p{Cc}\[|undefined|NaN/u);
      expect(stderr.trimEnd().split('\n')).toEqual(['33', '67', '100'].map((step) => `generate Tiny: ${step} %`));
    }));

  it('with --json prints one object and nothing else on standard output', () =>
    withFolder(async (folder) => {
      writeTinyScenario(folder, SMALLEST);
      const { status, stdout, stderr } = await matinee(folder, 'generate', 'tiny.yaml', '-o', 'out', '--json');
      expect([status, errorLines(stderr)]).toEqual([0, []]);
      expect(stdout).toMatch(/^\{[^\n]*\}\n$/);
      const json = JSON.parse(stdout);
      const { attributes } = openDataset(join(folder, 'out'));
      expect(json).toMatchObject({ dir: 'out', title: 'Tiny', viewers: 12, samples: 20, seed: 7, entries: 240 });
      expect(json.sha256).toEqual(attributes.sha256);
      expect(json.bytes).toBe(chunkFileBytes(join(folder, 'out')));
      const missing = readArray(openDataset(join(folder, 'out')), 'observed').filter((seen) => seen === 0).length;
      const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
      expect([json.missing, sum(json.causes), sum(json.used)]).toEqual([missing, missing, 240 - missing]);
    }));

  it('takes --seed and --set on top of the scenario, the last word winning', () =>
    withFolder(async (folder) => {
      writeTinyScenario(folder, SMALLEST);
      const sets = ['--set', 'theater.rows=2', '--set', 'title=Other', '--set', 'seed=5', '--seed', '0'];
      const json = await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'out', ...sets);
      expect(json).toMatchObject({ title: 'Other', viewers: 8, seed: 0 });
      const { attributes } = openDataset(join(folder, 'out'));
      const command = 'matinee generate tiny.yaml --seed 0 --set theater.rows=2 --set title=Other --set seed=5';
      expect(attributes).toMatchObject({ seed: 0, command, scenario: { title: 'Other', theater: { rows: 2 } } });
    }));

  it('finds a shipped scenario by its id', async () => {
    const { json, status } = await runHere(generateCommand, ['short-v1', '--dry-run', '--workers', '1']);
    expect([status, json]).toMatchObject([0, { viewers: 64, samples: 300, scenario: { id: 'short-v1' } }]);
  });
});

describe('matinee generate --dry-run', () => {
  it('means the scenario of the package beside the dataset of its name', () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, 'short-v1'));
      const said = await matineeJson(folder, 'generate', 'short-v1', '--dry-run');
      expect(said).toMatchObject({ valid: true, viewers: 64 });
    }));

  it('says the size that generating then writes, to the byte, and writes nothing', async () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 3 }),
      seats: fc.integer({ min: 1, max: 4 }),
      samples: fc.integer({ min: 1, max: 140 }),
    });
    const cases = fc.record({ size: sizes, position: fc.boolean(), projected: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(cases, ({ size, position, projected }) =>
        withFolder(async (folder) => {
          const file = writeTinyScenario(folder, size);
          const out = join(folder, 'out');
          const names = [...(position ? ['position'] : []), ...(projected ? ['projected'] : [])];
          const extras = names.length > 0 ? ['--with', names.join(',')] : [];
          const dry = await runHere(generateCommand, [file, '-o', out, '--dry-run', '--workers', '2', ...extras]);
          expect([dry.status, dry.line]).toEqual([0, '']);
          expect(readdirSync(folder)).toEqual(['tiny.yaml']);
          const scenario = tinyScenario(size);
          const { bytes } = await generateDataset({
            scenario,
            out,
            extras: { position, projected },
            workers: 0,
            provenance: { versions: {}, command: '' },
          });
          const [viewers, samples] = [size.rows * size.seats, size.samples];
          expect(dry.json).toMatchObject({ valid: true, viewers, samples, bytes, workers: 2 });
          expect(chunkFileBytes(out)).toBe(bytes);
        }),
      ),
      { numRuns: 4 },
    );
  });

  it('needs no output, and tells people what it would make', () =>
    withFolder(async (folder) => {
      const file = writeTinyScenario(folder, SMALLEST);
      const { status, stdout, stderr } = await matinee(folder, 'generate', file, '--dry-run', '--workers', '1');
      expect([status, stderr]).toEqual([0, '']);
      const [first, second, third, ...rest] = stdout.split('\n');
      expect([first, second]).toEqual(['Tiny: valid', '  12 viewers x 20 samples, 4 cameras, seed 7']);
      expect(third).toMatch(/^ {2}about 422 kB and [0-9.]+ s with 1 worker$/);
      expect(rest).toEqual(['']);
      expect(readdirSync(folder)).toEqual(['tiny.yaml']);
    }));

  it('holds for every size of room and film without generating them', () => {
    const sets = fc.record({ rows: fc.integer({ min: 1, max: 200 }), duration: fc.integer({ min: 1, max: 28800 }) });
    fc.assert(
      fc.property(sets, ({ rows, duration }) => {
        const scenario = tinyScenario(SMALLEST, [`theater.rows=${rows}`, `film.duration=${duration}`]);
        const bytes = datasetBytes(screeningSpecs(scenario, { position: false, projected: false }));
        // 3 x 136 + 6 + 11 + 4 floats, and 3 + 4 x 9 bytes an entry; padding is less than a viewer a row and a sample a column.
        const entry = 4 * (3 * 136 + 6 + 11 + 4) + 3 + 36;
        const entries = rows * 4 * duration * 2;
        const chunks = [Math.ceil((rows * 4) / 64), Math.ceil((duration * 2) / 128)] as const;
        const small = 4 * (duration * 2 * (2 + 4) + rows * 4 * 4);
        expect(bytes).toBeGreaterThanOrEqual(entries * entry + small);
        expect(bytes).toBeLessThan((rows * 4 + chunks[0]) * (duration * 2 + chunks[1]) * entry + small);
      }),
    );
  });
});

describe('matinee generate refuses', () => {
  const cases: [what: string, args: string[], line: RegExp][] = [
    ['no workers', ['--workers', '0'], /^--workers: found "0", expected a whole number 1 to 64$/],
    ['too many workers', ['--workers', '65'], /^--workers: found "65", expected a whole number 1 to 64$/],
    ['half a worker', ['--workers', '1.5'], /^--workers: found "1.5", expected/],
    ['workers in words', ['--workers', 'two'], /^--workers: found "two", expected/],
    ['workers of nothing', ['--workers', ''], /^--workers: found "", expected/],
    ['a negative seed', ['--seed=-1'], /^--seed: found "-1", expected a whole number 0 to 4294967295$/],
    ['a seed of 33 bits', ['--seed', '4294967296'], /^--seed: found "4294967296", expected/],
    ['a seed in hexadecimal', ['--seed', '0x10'], /^--seed: found "0x10", expected/],
    ['an unknown array', ['--with', 'pixels'], /^--with: found "pixels", expected position, projected or both/],
    ['an empty list', ['--with', ''], /^--with: found "", expected position/],
    ['a list with a gap', ['--with', 'position,,projected'], /^--with: found "", expected position/],
    [
      'an unknown key',
      ['--set', 'theater.row=3'],
      /^--set theater\.row=3: theater\.row: found an unknown key, .+"rows"\?$/,
    ],
    ['a key without value', ['--set', 'seed'], /^--set seed: .*expected/],
    ['a wrong value', ['--set', 'seed=-1'], /^--set seed=-1: seed: found -1, expected a whole number/],
    ['no output', [], /^--output is missing, expected a value$/],
    ['an output of no name', ['-o', ''], /^--output is missing, expected a value$/],
  ];
  it.each(cases)('%s', (_, args, line) =>
    withFolder(async (folder) => {
      const file = writeTinyScenario(folder, SMALLEST);
      const output = _.includes('output') ? [] : ['-o', join(folder, 'out')];
      const refused = await runHere(generateCommand, [file, ...output, ...args]);
      expect(refused.line).toMatch(line);
      expectPlain(refused.line);
      expect([refused.status, refused.said]).toEqual([2, []]);
      expect(readdirSync(folder)).toEqual(['tiny.yaml']);
    }),
  );

  it('an output that exists, whatever it is, and leaves it as it was', () =>
    withFolder(async (folder) => {
      const file = writeTinyScenario(folder, SMALLEST);
      const out = join(folder, 'out');
      writeFileSync(out, 'mine');
      const refused = await runHere(generateCommand, [file, '-o', out]);
      expect(refused).toMatchObject({ status: 2, line: `${out} already exists`, said: [] });
      expect([existsSync(out), statSync(out).size, readdirSync(folder).length]).toEqual([true, 4, 2]);
    }));
});
