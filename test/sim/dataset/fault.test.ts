import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeChunk } from '../../../sim/dataset/chunk.ts';
import { type DatasetFault, sizeText, writeFault } from '../../../sim/dataset/fault.ts';
import { arraySpecs, chunkBytes } from '../../../sim/dataset/layout.ts';
import { openDataset } from '../../../sim/dataset/reader.ts';
import { abandonDataset, beginDataset, finishDataset, requireSpace } from '../../../sim/dataset/writer.ts';
import { faultOf, withFileSizeLimit } from '../../laws/fault.ts';
import { NO_EXTRAS, withFolder, writeArray } from '../../laws/tiny-dataset.ts';

const sizes = { viewers: 2, samples: 3, cameras: 1, actionUnits: 1, factors: 1 };
const specs = arraySpecs(sizes, NO_EXTRAS);

describe('the faults of a disk', () => {
  it('a full one is said with what is needed', () =>
    withFolder((folder) => {
      // Writing to /dev/full fails as on a full disk, without the right to mount one.
      const pose = specs.find((spec) => spec.name === 'pose')!;
      const bytes = new Uint8Array(chunkBytes(pose));
      const path = join(folder, 'pose/c/0/0/0');
      mkdirSync(join(path, '..'), { recursive: true });
      symlinkSync('/dev/full', path);
      const fault = faultOf(() => writeChunk(folder, pose, [0, 0, 0], bytes));
      expect([fault.kind, fault.message]).toEqual([
        'environment',
        `disk full while writing ${path}: needs about 144 B more`,
      ]);
      expect(faultOf(() => writeChunk(folder, pose, [0, 0, 0], bytes, 3.72e9)).message).toMatch(/about 3.7 GB more$/);
      const out = join(folder, 'out');
      const temp = beginDataset(out);
      const digests = new Map(
        specs.map((spec) => [spec.name, writeArray(temp, spec, new Uint8Array(chunkBytes(spec)))]),
      );
      symlinkSync('/dev/full', join(temp, 'zarr.json'));
      const late = faultOf(() => finishDataset(temp, out, specs, digests, {}));
      expect(late.message).toMatch(/^disk full while writing .*zarr.json: needs about .* more$/);
      abandonDataset(temp);
      expect(existsSync(out)).toBe(false);
    }));

  it('nothing else is put into a dataset or a model', () =>
    withFolder((folder) => {
      const dir = join(folder, 'dataset');
      mkdirSync(dir);
      const file = join(dir, 'zarr.json');
      // A group of somebody else's may hold it.
      for (const text of ['{}', '{"attributes": {}}', 'not JSON']) {
        writeFileSync(file, text);
        abandonDataset(beginDataset(join(dir, 'inner')));
      }
      writeFileSync(file, JSON.stringify({ attributes: { attributes_sha256: '0'.repeat(64) } }));
      for (const out of [join(dir, 'inner'), join(dir, 'pose/deep/inner')]) {
        expect(faultOf(() => beginDataset(out)).message).toBe(
          `cannot write ${out}: it lies in the dataset or model ${dir}, expected another place`,
        );
      }
      expect(readdirSync(dir)).toEqual(['zarr.json']);
    }));

  it('paths that lead nowhere are told by name', () =>
    withFolder((folder) => {
      symlinkSync('circle', join(folder, 'circle'));
      const long = join(folder, 'n'.repeat(300));
      expect(faultOf(() => openDataset(join(folder, 'circle'))).message).toMatch(/: its links lead in a circle$/);
      expect(faultOf(() => openDataset(long)).message).toMatch(/: the name is too long$/);
    }));

  it('too little space is said before anything is written', () =>
    withFolder((folder) => {
      const temp = beginDataset(join(folder, 'out'));
      requireSpace(temp, 1);
      const fault = faultOf(() => requireSpace(temp, 1e18));
      expect(fault.kind).toBe('environment');
      expect(fault.message).toMatch(/^disk full: .* has .* left, needs about .* TB more$/);
      expect(fault.message).toContain(folder);
      abandonDataset(temp);
    }));

  it('a file size limit is said', () =>
    withFolder(async (folder) => {
      const [spec] = specs;
      const bytes = new Uint8Array(chunkBytes(spec!));
      const fault = await withFileSizeLimit(1000, () => faultOf(() => writeChunk(folder, spec!, [0, 0, 0], bytes)));
      expect(fault.kind).toBe('environment');
      expect(fault.message).toMatch(/landmarks\/truth\/c\/0\/0\/0: larger than the file size limit \(ulimit -f\)$/);
    }));

  it('a read-only folder and impossible paths are said', () =>
    withFolder((folder) => {
      // Nobody, not even root, may make a folder in /sys; in containers it is mounted read-only.
      const fault = faultOf(() => beginDataset('/sys/matinee-test'));
      expect([fault.kind, fault.message]).toEqual(['environment', 'cannot write /sys/matinee-test: read-only']);
      const bytes = new Uint8Array(chunkBytes(specs[0]!));
      expect(faultOf(() => writeChunk('/sys', specs[0]!, [0, 0, 0], bytes)).message).toMatch(/truth.*: read-only$/);
      expect(faultOf(() => beginDataset('/proc/matinee-test')).kind).toBe('environment');
      writeFileSync(join(folder, 'file'), '');
      for (const path of ['file/out', 'file/deep/out']) {
        const below = faultOf(() => beginDataset(join(folder, path)));
        expect([below.kind, below.message]).toEqual([
          'usage',
          `cannot write ${join(folder, path)}: a part of this path is a file, not a folder`,
        ]);
      }
      const long = faultOf(() => beginDataset(join(folder, 'x'.repeat(300))));
      expect([long.kind, long.message.endsWith('the name is too long')]).toEqual(['usage', true]);
    }));

  it('a temporary folder that was removed is not made again', () =>
    withFolder((folder) => {
      const temp = beginDataset(join(folder, 'out'));
      rmSync(temp, { recursive: true });
      const fault = faultOf(() => writeChunk(temp, specs[0]!, [0, 0, 0], new Uint8Array(chunkBytes(specs[0]!))));
      expect(fault.kind).toBe('environment');
      expect(readdirSync(folder)).toEqual([]);
      abandonDataset(temp);
    }));

  it('are one line each, and an unknown error passes through as it is', () => {
    const codes = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE', 'ENOENT'];
    for (const code of codes) {
      const fault = writeFault(Object.assign(new Error('x'), { code }), 'a\nb', 5e6) as DatasetFault;
      expect(fault.kind).toBe('environment');
      expect(fault.message).toContain('a b');
      expect(fault.message).not.toContain('\n');
    }
    const bug = new TypeError('a bug');
    expect(writeFault(bug, 'path', 0)).toBe(bug);
  });
});

describe('sizeText', () => {
  it('has two or three digits and the right size', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9e14, noNaN: true }).map(Math.floor), (bytes) => {
        const [number, unit] = sizeText(bytes).split(' ');
        expect(number!.replace('.', '').length).toBeLessThanOrEqual(3);
        const scale = 1000 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(unit!);
        expect(Math.abs(Number(number) * scale - bytes)).toBeLessThanOrEqual(0.051 * Math.max(bytes, 1));
      }),
    );
    expect([0, 999, 1000, 99_949, 4_456_448, 3.7e9].map(sizeText)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '99.9 kB',
      '4.5 MB',
      '3.7 GB',
    ]);
  });
});
