import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetFault } from '../../../sim/dataset/fault.ts';
import { chunkIndices, datasetBytes } from '../../../sim/dataset/layout.ts';
import { openDataset, readArray, readChunk } from '../../../sim/dataset/reader.ts';
import { verifyDataset, verifyDatasetAsync } from '../../../sim/dataset/verify.ts';
import { beginDataset, finishDataset } from '../../../sim/dataset/writer.ts';
import {
  ALL_EXTRAS,
  NO_EXTRAS,
  type TinyDataset,
  tinyAttributes,
  withFolder,
  writeArray,
  writeTinyDataset,
} from '../../laws/tiny-dataset.ts';

const sizes = { viewers: 3, samples: 130, cameras: 2, actionUnits: 2, factors: 2 };
let folder: string;
let tiny: TinyDataset;
let long: TinyDataset;
let files: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  tiny = writeTinyDataset(join(folder, 'tiny'), sizes, ALL_EXTRAS, 5);
  long = writeTinyDataset(join(folder, 'long'), { ...sizes, viewers: 1, samples: 2000 }, NO_EXTRAS, 6);
  files = readdirSync(tiny.dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tiny.dir.length + 1))
    .sort();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What verify says while `path` holds `bytes` (null: while it is not there). */
function problemsWith(path: string, bytes: Uint8Array | null): string[] {
  const full = join(tiny.dir, path);
  const before = readFileSync(full);
  if (bytes === null) rmSync(full);
  else writeFileSync(full, bytes);
  try {
    return verifyDataset(tiny.dir).problems;
  } finally {
    writeFileSync(full, before);
  }
}

function flipped(path: string, position: number, mask: number): Uint8Array {
  const bytes = readFileSync(join(tiny.dir, path));
  bytes[position]! ^= mask;
  return bytes;
}

describe('verify', () => {
  it('accepts a whole dataset and counts its arrays and bytes', () => {
    const steps: [number, number][] = [];
    const result = verifyDataset(tiny.dir, (done, total) => steps.push([done, total]));
    const bytes = datasetBytes(tiny.specs);
    expect(result).toEqual({ problems: [], arrays: 15, bytes });
    expect(steps.at(-1)).toEqual([bytes, bytes]);
    expect(steps.every(([done], i) => i === 0 || done > steps[i - 1]![0])).toBe(true);
    expect(files).toHaveLength(3 + 15 + tiny.specs.flatMap(chunkIndices).length);
  });

  it('finds any changed byte in any file and names the file', () => {
    const anyFile = fc.nat().map((n) => files[n % files.length]!);
    fc.assert(
      fc.property(anyFile, fc.nat(), fc.integer({ min: 1, max: 255 }), (path, where, mask) => {
        const length = readFileSync(join(tiny.dir, path)).length;
        const problems = problemsWith(path, flipped(path, where % length, mask));
        expect(problems.join('\n')).toContain(path);
      }),
      { numRuns: 250 },
    );
    for (const path of files) {
      expect(problemsWith(path, flipped(path, 0, 1)).join('\n')).toContain(path);
    }
    expect(verifyDataset(tiny.dir).problems).toEqual([]);
  });

  it('finds any changed byte of the root metadata', () => {
    const length = readFileSync(join(tiny.dir, 'zarr.json')).length;
    fc.assert(
      fc.property(fc.nat({ max: length - 1 }), fc.integer({ min: 1, max: 255 }), (position, mask) => {
        const [problem] = problemsWith('zarr.json', flipped('zarr.json', position, mask));
        expect(problem).toContain('zarr.json: ');
      }),
      { numRuns: 1000 },
    );
  });

  it('names missing and shortened and lengthened files', () => {
    for (const path of files) {
      const bytes = readFileSync(join(tiny.dir, path));
      const missing = problemsWith(path, null);
      expect(missing[0]).toMatch(new RegExp(`${path}: missing`));
      const cut = problemsWith(path, bytes.subarray(0, bytes.length - 1));
      expect(cut[0]).toContain(path);
      const longer = problemsWith(path, Buffer.concat([bytes, Buffer.from(' ')]));
      expect(longer[0]).toContain(path);
    }
  });

  it('names files that do not belong, and links in the place of files', () => {
    const extra = ['notes.txt', 'pose/c/0/2/0', 'landmarks/truth/c/0/0/0.bak', 'new/zarr.json'];
    for (const path of extra) {
      const full = join(tiny.dir, path);
      mkdirSync(join(full, '..'), { recursive: true });
      writeFileSync(full, 'x');
      expect(verifyDataset(tiny.dir).problems).toEqual([`${path}: unknown file`]);
      rmSync(full);
    }
    const chunk = join(tiny.dir, 'cause/c/0/0');
    const before = readFileSync(chunk);
    rmSync(chunk);
    symlinkSync('/dev/zero', chunk);
    expect(verifyDataset(tiny.dir).problems).toEqual(['cause/c/0/0: not a file where one is expected']);
    rmSync(chunk);
    writeFileSync(chunk, before);
  });

  it('lists several problems at once', () => {
    const paths = ['pose/c/0/0/0', 'landmarks/clean/zarr.json', 'observed/c/0/1'];
    const before = paths.map((path) => readFileSync(join(tiny.dir, path)));
    for (const path of paths) writeFileSync(join(tiny.dir, path), flipped(path, 40, 2));
    const { problems } = verifyDataset(tiny.dir);
    for (const path of paths) expect(problems.join('\n')).toContain(path);
    for (const [i, path] of paths.entries()) writeFileSync(join(tiny.dir, path), before[i]!);
  });

  it('stops when it is told to', () => {
    const { bytes } = verifyDataset(tiny.dir, undefined, () => true);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(datasetBytes(tiny.specs));
  });

  it('says the same when others have their turn meanwhile, who may stop it', async () => {
    expect(await verifyDatasetAsync(tiny.dir)).toEqual(verifyDataset(tiny.dir));
    let stop = false;
    setImmediate(() => {
      stop = true;
    });
    const { bytes } = await verifyDatasetAsync(long.dir, undefined, () => stop);
    expect(bytes).toBeLessThan(datasetBytes(long.specs));
  });

  it('throws for what is no dataset', () => {
    const usage = (path: string, message: RegExp): void => {
      const attempt = (): unknown => verifyDataset(path);
      expect(attempt).toThrow(DatasetFault);
      expect(attempt).toThrow(message);
    };
    usage(join(folder, 'none'), /none: no such dataset$/);
    usage(join(tiny.dir, 'zarr.json'), /not a folder/);
    usage(join(tiny.dir, 'zarr.json', 'x'), /not a folder/);
    usage(join(tiny.dir, 'pose', 'c'), /not a dataset \(no zarr.json\)/);
    usage(join(tiny.dir, 'landmarks'), /not a dataset of this program/);
  });
});

describe('verify, of arrays that contradict each other although every checksum is right', () => {
  const wrong: [string, number, number, RegExp][] = [
    ['observed', 140, 3, /^observed\/c\/0\/0: neither 0 nor 1: 1 entries, first viewer 1, sample 10$/],
    ['camera', 7, 2, /^camera\/c\/0\/0: (no such camera|not -1 exactly)/],
    ['cause', 129, 9, /^cause\/c\/0\/1: not 0 exactly where observed: 1 entries, first viewer 0, sample 64$/],
    ['landmarks/truth', 136 * 5 + 1, Number.NaN, /^landmarks\/truth\/c\/0\/0\/0: not finite: 1 entries, .* sample 5$/],
    [
      'landmarks/clean',
      136 * 131,
      Number.POSITIVE_INFINITY,
      /^landmarks\/clean\/c\/0\/0\/0: not finite: .* 1, sample 1$/,
    ],
    ['landmarks/observed', 136 * 260, Number.NaN, /^landmarks\/observed\/c\/0\/0\/0: not NaN exactly/],
    ['landmarks/observed', 136 * 261, 0.5, /^landmarks\/observed\/c\/0\/0\/0: not NaN exactly/],
  ];

  it('names the array, the chunk and the first place', () => {
    for (const [name, at, value, message] of wrong) {
      withFolder((place) => {
        const out = join(place, 'out');
        const values = new Map([...tiny.values].map(([key, array]) => [key, array.slice()]));
        // Entries 129 and 260 are made observed, 261 missing, whatever the made-up dataset has there.
        for (const [entry, seen] of [
          [129, 1],
          [260, 1],
          [261, 0],
          [7, 1],
        ] as const) {
          values.get('observed')![entry] = seen;
          values.get('camera')![entry] = seen - 1;
          values.get('cause')![entry] = 1 - seen;
          values.get('landmarks/observed')!.fill(seen === 1 ? 0.25 : Number.NaN, entry * 136, (entry + 1) * 136);
        }
        const write = (path: string): string[] => {
          const temp = beginDataset(path);
          const digests = new Map(
            tiny.specs.map((spec) => [spec.name, writeArray(temp, spec, values.get(spec.name)!)]),
          );
          finishDataset(temp, path, tiny.specs, digests, tinyAttributes(sizes, 5));
          return verifyDataset(path).problems;
        };
        expect(write(out)).toEqual([]);
        values.get(name)![at] = value;
        const problems = write(`${out}2`);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems[0]).toMatch(message);
      });
    }
  });
});

describe('the reader', () => {
  it('refuses a dataset with any altered metadata file, and names it', () => {
    for (const path of files.filter((file) => file.endsWith('zarr.json'))) {
      const before = readFileSync(join(tiny.dir, path));
      for (const bytes of [flipped(path, before.length >> 1, 4), null]) {
        if (bytes === null) rmSync(join(tiny.dir, path));
        else writeFileSync(join(tiny.dir, path), bytes);
        expect(() => openDataset(tiny.dir)).toThrow(`${path}: `);
      }
      writeFileSync(join(tiny.dir, path), before);
    }
    expect(openDataset(tiny.dir).sizes).toEqual(sizes);
  });

  it('refuses altered, cut and missing chunks, and names them', () => {
    const ds = openDataset(tiny.dir);
    for (const spec of tiny.specs) {
      const index = chunkIndices(spec).at(-1)!;
      const path = `${spec.name}/c/${index.join('/')}`;
      const before = readFileSync(join(tiny.dir, path));
      writeFileSync(join(tiny.dir, path), flipped(path, before.length - 1, 128));
      expect(() => readChunk(ds, spec.name, index)).toThrow(`${path}: altered`);
      expect(() => readArray(ds, spec.name)).toThrow(`${path}: altered`);
      truncateSync(join(tiny.dir, path), before.length - 1);
      const message = `${path}: ${before.length - 1} bytes, expected ${before.length}`;
      expect(() => readArray(ds, spec.name)).toThrow(message);
      const one = { viewers: [2, 3], samples: [129, 130] } as const;
      expect(() => readArray(ds, spec.name, one)).toThrow(message);
      rmSync(join(tiny.dir, path));
      expect(() => readArray(ds, spec.name, one)).toThrow(`${path}: missing`);
      writeFileSync(join(tiny.dir, path), before);
    }
  });
});
