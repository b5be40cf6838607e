import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS, exportDataset } from '../../../harness/export/index.ts';
import { npyHeader } from '../../../harness/npy/header.ts';
import { DatasetFault } from '../../../sim/dataset/fault.ts';
import type { Extras, Sizes } from '../../../sim/dataset/layout.ts';
import { type Dataset, openDataset, type Values } from '../../../sim/dataset/reader.ts';
import { withFileSizeLimit } from '../../laws/fault.ts';
import { runPython } from '../../laws/python.ts';
import { ALL_EXTRAS, NO_EXTRAS, type TinyDataset, withFolder, writeTinyDataset } from '../../laws/tiny-dataset.ts';

const small: Sizes = { viewers: 3, samples: 7, cameras: 2, actionUnits: 3, factors: 2 };

type Place = { folder: string; tiny: TinyDataset; ds: Dataset };

function withDataset<T>(sizes: Sizes, extras: Extras, seed: number, body: (place: Place) => T): T {
  return withFolder((folder) => {
    const tiny = writeTinyDataset(join(folder, 'tiny'), sizes, extras, seed);
    return body({ folder, tiny, ds: openDataset(tiny.dir) });
  });
}

function digest(values: Values): string {
  return createHash('sha256')
    .update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

async function faultOf(work: Promise<unknown>): Promise<DatasetFault> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof DatasetFault) return error;
  throw error;
}

describe('an .npz', () => {
  it('gives NumPy every array to the bit, and the attributes', async () => {
    const cases: [Sizes, Extras][] = [
      [small, ALL_EXTRAS],
      [{ viewers: 66, samples: 130, cameras: 1, actionUnits: 1, factors: 1 }, NO_EXTRAS],
    ];
    for (const [seed, [sizes, extras]] of cases.entries()) {
      await withDataset(sizes, extras, seed, async ({ folder, tiny, ds }) => {
        const path = join(folder, 'out.npz');
        const steps: number[] = [];
        const result = await exportDataset(ds, 'npz', path, { onProgress: (done, total) => steps.push(done / total) });
        expect(result).toEqual({ files: 1, bytes: statSync(path).size });
        expect(steps.at(-1)).toBe(1);
        const { arrays, attributes } = runPython('read_npz.py', path) as {
          arrays: { [name: string]: object };
          attributes: object;
        };
        expect(attributes).toEqual(ds.attributes);
        const { attributes_json, ...rest } = arrays;
        expect(attributes_json).toMatchObject({ dtype: 'uint8' });
        const expected = tiny.specs.map(({ name, shape, dtype }) => [
          name.replace('/', '__'),
          { shape, dtype, sha256: digest(tiny.values.get(name)!) },
        ]);
        expect(rest).toEqual(Object.fromEntries(expected));
      });
    }
  });

  it('is the same bytes for the same dataset', () =>
    withDataset(small, NO_EXTRAS, 1, async ({ folder, ds }) => {
      await exportDataset(ds, 'npz', join(folder, 'a'));
      await exportDataset(ds, 'npz', join(folder, 'b'));
      expect(readFileSync(join(folder, 'a')).equals(readFileSync(join(folder, 'b')))).toBe(true);
    }));

  it('has headers of whole 64 bytes that end in a line feed, for any shape', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (shape) => {
        const header = Buffer.from(npyHeader(shape, 'float32'));
        expect(header.length % 64).toBe(0);
        expect(header.at(-1)).toBe(10);
        expect(header.readUInt16LE(8)).toBe(header.length - 10);
        const tuple = /'shape': \(([^)]*)\)/.exec(header.toString('latin1'))![1]!;
        expect(
          tuple
            .split(',')
            .filter((part) => part !== '')
            .map(Number),
        ).toEqual(shape);
      }),
    );
  });
});

/** What a picture format should hold, told from the dataset's values by definition. */
function faces({
  sizes,
  values,
}: TinyDataset): { viewer: number; sample: number; camera: number; points: number[][] }[] {
  const found = [];
  for (let viewer = 0; viewer < sizes.viewers; viewer++) {
    for (let sample = 0; sample < sizes.samples; sample++) {
      const entry = viewer * sizes.samples + sample;
      if (values.get('observed')![entry] === 0) continue;
      const camera = values.get('camera')![entry]!;
      const points = Array.from({ length: 68 }, (_, l) => {
        const at = ((entry * sizes.cameras + camera) * 68 + l) * 2;
        const byte = values.get('landmarks/visible')![(entry * sizes.cameras + camera) * 9 + Math.floor(l / 8)]!;
        const seen = Math.floor(byte / 2 ** (l % 8)) % 2;
        return [values.get('landmarks/projected')![at]!, values.get('landmarks/projected')![at + 1]!, seen];
      });
      found.push({ viewer, sample, camera, points });
    }
  }
  return found;
}

describe('COCO-WholeBody', () => {
  it('holds every frame and every observed face, as an independent parser reads it', () =>
    withDataset(small, ALL_EXTRAS, 3, async ({ folder, tiny, ds }) => {
      const path = join(folder, 'out.json');
      await exportDataset(ds, 'coco', path);
      const { images, faces: read } = runPython('read_coco.py', path) as {
        images: unknown[][];
        faces: { camera: string; sample: number; viewer: number; box: number[]; points: number[][] }[];
      };
      const frames = Array.from({ length: small.samples * 2 }, (_, i) => [
        `camera ${(i % 2) + 1}`,
        Math.floor(i / 2),
        640,
        480,
        Math.floor(i / 2) / 2,
      ]);
      expect(images).toEqual(frames);
      const expected = faces(tiny);
      expect(read.map(({ viewer, sample, camera }) => [viewer, sample, camera])).toEqual(
        expected.map(({ viewer, sample, camera }) => [viewer, sample, `camera ${camera + 1}`]),
      );
      const flags = new Set<number>();
      for (const [i, face] of expected.entries()) {
        for (const [l, [x, y, seen]] of face.points.entries()) {
          const [px, py, v] = read[i]!.points[l]!;
          const inside = x! >= 0 && x! <= 640 && y! >= 0 && y! <= 480;
          flags.add(v!);
          expect(v).toBe(inside ? seen! + 1 : 0);
          expect(Math.abs(px! - (inside ? x! - 0.5 : 0))).toBeLessThan(6e-4);
          expect(Math.abs(py! - (inside ? y! - 0.5 : 0))).toBeLessThan(6e-4);
        }
        const inside = face.points.filter(([x, y]) => x! >= 0 && x! <= 640 && y! >= 0 && y! <= 480);
        const left = Math.min(...inside.map(([x]) => x!));
        expect(Math.abs(read[i]!.box[0]! - left)).toBeLessThan(6e-4);
      }
      expect([...flags].sort()).toEqual([0, 1, 2]);
    }));
});

describe('300-W .pts', () => {
  it('holds a file for every observed face, as an independent parser reads it', () =>
    withDataset(small, ALL_EXTRAS, 4, async ({ folder, tiny, ds }) => {
      const path = join(folder, 'pts');
      const result = await exportDataset(ds, 'pts', path);
      const read = runPython('read_pts.py', path) as { [name: string]: number[][] };
      const expected = faces(tiny);
      expect(result.files).toBe(expected.length);
      expect(Object.keys(read).sort()).toEqual(
        expected
          .map(({ viewer, sample, camera }) => `viewer00${viewer}_t0000${sample}_camera-${camera + 1}.pts`)
          .sort(),
      );
      for (const { viewer, sample, camera, points } of expected) {
        const [first] = points;
        const face = read[`viewer00${viewer}_t0000${sample}_camera-${camera + 1}.pts`]!;
        expect(Math.abs(face[0]![0]! - first![0]! - 0.5)).toBeLessThan(6e-4);
        for (const [l, [x, y]] of points.entries()) {
          expect(Math.hypot(face[l]![0]! - x! - 0.5, face[l]![1]! - y! - 0.5)).toBeLessThan(9e-4);
        }
      }
    }));
});

describe('any format', () => {
  it('appears when whole under its own name only, and refuses an existing one', () =>
    withDataset(small, ALL_EXTRAS, 6, async ({ folder, ds }) => {
      for (const format of EXPORT_FORMATS) {
        const path = join(folder, 'out', format);
        const { files, bytes } = await exportDataset(ds, format, path);
        expect([format, files > 0, bytes > 0]).toEqual([format, true, true]);
        const fault = await faultOf(exportDataset(ds, format, path));
        expect([fault.kind, fault.message]).toEqual(['usage', `${path} already exists`]);
      }
      expect(readdirSync(join(folder, 'out')).sort()).toEqual([...EXPORT_FORMATS].sort());
    }));

  it('does not replace a file that appears meanwhile', () =>
    withDataset(small, ALL_EXTRAS, 6, async ({ folder, ds }) => {
      for (const format of EXPORT_FORMATS) {
        const path = join(folder, format);
        const fault = await faultOf(exportDataset(ds, format, path, { onProgress: () => writeFileSync(path, 'kept') }));
        expect(fault.message).toBe(`${path} already exists`);
        expect(readFileSync(path, 'utf8')).toBe('kept');
      }
      expect(readdirSync(folder).sort()).toEqual([...EXPORT_FORMATS, 'tiny'].sort());
    }));

  it('refuses a damaged dataset by name of the chunk and leaves nothing', () =>
    withDataset({ ...small, samples: 140 }, ALL_EXTRAS, 6, async ({ folder, ds }) => {
      const chunk = join(ds.dir, 'observed/c/0/1');
      const bytes = readFileSync(chunk);
      bytes[0]! ^= 1;
      writeFileSync(chunk, bytes);
      for (const format of EXPORT_FORMATS) {
        const fault = await faultOf(exportDataset(ds, format, join(folder, 'out', format)));
        expect(fault.kind).toBe('damage');
        expect(fault.message).toContain('observed/c/0/1: altered');
      }
      expect(readdirSync(join(folder, 'out'))).toEqual([]);
    }));

  it('stops when told to and leaves nothing', () =>
    withDataset(small, ALL_EXTRAS, 6, async ({ folder, ds }) => {
      mkdirSync(join(folder, 'out'));
      for (const format of EXPORT_FORMATS) {
        const controller = new AbortController();
        const onProgress = (): void => controller.abort(new RangeError('stopped'));
        const work = exportDataset(ds, format, join(folder, 'out', format), { onProgress, signal: controller.signal });
        await expect(work).rejects.toThrow();
        const early = exportDataset(ds, format, join(folder, 'out', format), { signal: AbortSignal.abort() });
        await expect(early).rejects.toThrow();
      }
      expect(readdirSync(join(folder, 'out'))).toEqual([]);
    }));

  it('says a disk that cannot be written to', () =>
    withDataset(small, ALL_EXTRAS, 6, async ({ folder, ds }) => {
      for (const format of EXPORT_FORMATS) {
        const fault = await faultOf(exportDataset(ds, format, '/sys/matinee-test'));
        expect([fault.kind, fault.message]).toEqual(['environment', 'cannot write /sys/matinee-test: read-only']);
      }
      for (const format of EXPORT_FORMATS) {
        const work = (): Promise<DatasetFault> => faultOf(exportDataset(ds, format, join(folder, 'out', format)));
        const fault = await withFileSizeLimit(100, work);
        expect([format, fault.kind]).toEqual([format, 'environment']);
        expect(fault.message).toContain(join(folder, 'out', format));
      }
      expect(readdirSync(join(folder, 'out'))).toEqual([]);
    }));

  it('made of pixels refuses a dataset without them and says how to get one', () =>
    withDataset(small, NO_EXTRAS, 6, async ({ folder, ds }) => {
      for (const format of ['coco', 'pts'] as const) {
        const fault = await faultOf(exportDataset(ds, format, join(folder, format)));
        expect(fault.kind).toBe('usage');
        expect(fault.message).toMatch(/needs pixels: make the dataset with generate --with projected$/);
        expect(existsSync(join(folder, format))).toBe(false);
      }
    }));
});
