import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCommand } from '../../../harness/commands/verify.ts';
import { chunkFile } from '../../../sim/dataset/chunk.ts';
import { chunkIndices } from '../../../sim/dataset/layout.ts';
import { type Dataset, openDataset } from '../../../sim/dataset/reader.ts';
import { generateDataset } from '../../../sim/screening/generate.ts';
import { errorLines, expectRefusal, matinee, runHere } from '../../laws/command.ts';
import { ALL_EXTRAS } from '../../laws/tiny-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

describe('matinee verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-verify-'));
  const dir = join(folder, 'whole');
  let dataset: Dataset;

  beforeAll(async () => {
    await generateDataset({
      scenario: tinyScenario({ rows: 1, seats: 3, samples: 130 }),
      out: dir,
      extras: ALL_EXTRAS,
      provenance: { versions: { matinee: '0.0.0' }, command: 'matinee generate tiny.yaml' },
      workers: 0,
    });
    dataset = openDataset(dir);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The file of the dataset below `name` changed for the time of `body`. */
  async function withFile(path: string, change: (bytes: Buffer) => Buffer, body: () => Promise<void>): Promise<void> {
    const original = readFileSync(path);
    writeFileSync(path, change(Buffer.from(original)));
    try {
      await body();
    } finally {
      writeFileSync(path, original);
    }
  }

  it('says that a whole dataset is whole: status 0', async () => {
    const { status, stdout, stderr } = await matinee(folder, 'verify', 'whole');
    expect([status, errorLines(stderr)]).toEqual([0, []]);
    expect(stdout).toMatch(/^whole: whole \(15 arrays, [0-9.]+ MB\)\n$/);
    const { status: same, stdout: text } = await matinee(folder, 'verify', 'whole', '--json');
    expect([same, text.split('\n').length]).toEqual([0, 2]);
    expect(JSON.parse(text)).toMatchObject({ whole: true, problems: [], arrays: 15 });
  });

  it('names the array of a flipped bit, in a process of its own: status 1', async () => {
    const path = join(dir, 'landmarks/observed/c/0/1/0');
    const flip = (bytes: Buffer): Buffer => {
      bytes[1234] = (bytes[1234] as number) ^ 1;
      return bytes;
    };
    await withFile(path, flip, async () => {
      const { status, stdout, stderr } = await matinee(folder, 'verify', 'whole');
      expect([status, errorLines(stderr)]).toEqual([1, []]);
      const lines = stdout.trimEnd().split('\n');
      expect(lines[0]).toBe('landmarks/observed/c/0/1/0: altered, its SHA-256 differs');
      expect(lines.at(-1)).toMatch(/^whole: damaged, \d+ problems?$/);
      const { status: same, stdout: text } = await matinee(folder, 'verify', '--json', 'whole');
      expect([same, text.split('\n').length]).toEqual([1, 2]);
      const json = JSON.parse(text);
      expect([json.whole, json.problems[0]]).toEqual([false, lines[0]]);
    });
  });

  it('names the array of any flipped bit', async () => {
    const chunks = dataset.specs.flatMap((spec) => chunkIndices(spec).map((index) => chunkFile(spec, index)));
    expect(chunks.length).toBeGreaterThan(dataset.specs.length);
    const places = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), bit: fc.nat(7) });
    for (const chunk of chunks) {
      await fc.assert(
        fc.asyncProperty(places, ({ at, bit }) => {
          const flip = (bytes: Buffer): Buffer => {
            const place = Math.floor(at * bytes.length);
            bytes[place] = (bytes[place] as number) ^ (1 << bit);
            return bytes;
          };
          return withFile(join(dir, chunk), flip, async () => {
            const { status, said, json } = await runHere(verifyCommand, [dir]);
            expect(status).toBe(1);
            expect(said.some((line) => line.startsWith(`${chunk}: altered`))).toBe(true);
            expect(json).toMatchObject({ whole: false });
          });
        }),
        { numRuns: 3 },
      );
    }
    expect((await runHere(verifyCommand, [dir])).status).toBe(0);
  });

  it('names what is missing, cut short, too long, strange, or altered in the metadata', async () => {
    const changes: [name: string, change: (copy: string) => void, problem: RegExp][] = [
      ['missing', (copy) => rmSync(join(copy, 'pose/c/0/0/0')), /^pose\/c\/0\/0\/0: missing$/],
      ['cut', (copy) => truncateSync(join(copy, 'cause/c/0/0'), 7), /^cause\/c\/0\/0: 7 bytes, expected \d+$/],
      ['long', (copy) => appendFileSync(join(copy, 'cause/c/0/0'), 'x'), /^cause\/c\/0\/0: \d+ bytes, expected \d+$/],
      ['strange', (copy) => writeFileSync(join(copy, 'notes.txt'), ''), /^notes\.txt: unknown file$/],
      ['no array', (copy) => rmSync(join(copy, 'stimulus'), { recursive: true }), /^stimulus\b.*missing/],
      ['attributes', (copy) => edit(copy, '"seed": 7', '"seed": 8'), /zarr\.json.*(altered|differ)/],
      ['cut metadata', (copy) => truncateSync(join(copy, 'zarr.json'), 100), /zarr\.json/],
    ];
    for (const [name, change, problem] of changes) {
      const copy = join(folder, name);
      cpSync(dir, copy, { recursive: true });
      change(copy);
      const { status, said } = await runHere(verifyCommand, [copy]);
      expect([name, status]).toEqual([name, 1]);
      expect(
        said.some((line) => problem.test(line)),
        `${name}: ${said.join(' | ')}`,
      ).toBe(true);
      expect(said.join()).not.toMatch(/[\r\n]|undefined|Error/);
    }
  });

  function edit(copy: string, from: string, to: string): void {
    const path = join(copy, 'zarr.json');
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(new RegExp(from.replace(' ', '\\s*')), to);
    if (changed === text) throw new Error(`${from} not found`);
    writeFileSync(path, changed);
  }

  it('refuses what is no dataset: status 2, one line', async () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'empty'));
    expect(expectRefusal(await matinee(folder, 'verify', 'nothing'), 2)).toBe(
      `${join(folder, 'nothing')}: no such dataset`,
    );
    for (const [name, problem] of [
      ['file', 'not a folder; a dataset is one'],
      ['empty', 'not a dataset (no zarr.json)'],
    ] as const) {
      const path = join(folder, name);
      expect(await runHere(verifyCommand, [path])).toMatchObject({ status: 2, said: [], line: `${path}: ${problem}` });
    }
  });
});
