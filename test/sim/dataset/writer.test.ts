import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetFault } from '../../../sim/dataset/fault.ts';
import { arraySpecs, chunkBytes } from '../../../sim/dataset/layout.ts';
import { openDataset } from '../../../sim/dataset/reader.ts';
import { verifyDataset } from '../../../sim/dataset/verify.ts';
import { abandonDataset, beginDataset, finishDataset } from '../../../sim/dataset/writer.ts';
import { faultOf } from '../../laws/fault.ts';
import { NO_EXTRAS, tinyAttributes, withFolder, writeArray, writeTinyDataset } from '../../laws/tiny-dataset.ts';

const sizes = { viewers: 2, samples: 3, cameras: 1, actionUnits: 1, factors: 1 };
const specs = arraySpecs(sizes, NO_EXTRAS);

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync('true').pid;
}

/** Every state of the folder that a run killed while writing may leave: after each chunk and each metadata file. */
function killedStates(folder: string): string[] {
  const whole = join(folder, 'whole');
  writeTinyDataset(whole, sizes, NO_EXTRAS, 1);
  const files = readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(whole.length + 1))
    .sort((a, b) => Number(a === 'zarr.json') - Number(b === 'zarr.json') || a.localeCompare(b));
  return files.map((_, count) => {
    const state = join(folder, `state-${count}`);
    mkdirSync(state);
    for (const [i, path] of files.slice(0, count + 1).entries()) {
      mkdirSync(join(state, path, '..'), { recursive: true });
      const bytes = readFileSync(join(whole, path));
      // The file being written when the kill came is cut short.
      writeFileSync(join(state, path), i === count ? bytes.subarray(0, bytes.length >> 1) : bytes);
    }
    return state;
  });
}

describe('an output', () => {
  it('is not there until it is whole, and leaves no temporary folder', () =>
    withFolder((folder) => {
      const out = join(folder, 'new', 'deep', 'out');
      const temp = beginDataset(out);
      expect(temp).toBe(join(folder, 'new', 'deep', `.out.tmp-${process.pid}`));
      const digests = new Map(
        specs.map((spec) => [
          spec.name,
          writeArray(temp, spec, new Uint8Array(spec.shape.reduce((a, b) => a * b, 1)).fill(0)),
        ]),
      );
      expect(existsSync(out)).toBe(false);
      finishDataset(temp, out, specs, digests, tinyAttributes(sizes, 1));
      expect(readdirSync(join(folder, 'new', 'deep'))).toEqual(['out']);
      expect(openDataset(out).sizes).toEqual(sizes);
    }));

  it('that exists is refused, whatever it is, and stays as it was', () =>
    withFolder((folder) => {
      writeFileSync(join(folder, 'file'), 'kept');
      mkdirSync(join(folder, 'empty'));
      symlinkSync('nowhere', join(folder, 'link'));
      writeTinyDataset(join(folder, 'tiny'), sizes, NO_EXTRAS, 1);
      for (const name of ['file', 'empty', 'link', 'tiny', 'tiny/']) {
        const fault = faultOf(() => beginDataset(join(folder, name)));
        expect([fault.kind, fault.message]).toEqual(['usage', `${join(folder, name.replace('/', ''))} already exists`]);
      }
      expect(readdirSync(folder).sort()).toEqual(['empty', 'file', 'link', 'tiny']);
      expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept');
    }));

  it('that appears meanwhile is not replaced', () =>
    withFolder((folder) => {
      const makers = [
        (path: string) => writeFileSync(path, 'kept'),
        (path: string) => mkdirSync(path),
        (path: string) => mkdirSync(join(path, 'x'), { recursive: true }),
      ];
      for (const make of makers) {
        const out = join(folder, 'out');
        const temp = beginDataset(out);
        const digests = new Map(
          specs.map((spec) => [spec.name, writeArray(temp, spec, new Uint8Array(chunkBytes(spec)))]),
        );
        make(out);
        const fault = faultOf(() => finishDataset(temp, out, specs, digests, {}));
        expect([fault.kind, fault.message]).toEqual(['usage', `${out} already exists`]);
        abandonDataset(temp);
        expect(readdirSync(folder)).toEqual(['out']);
        rmSync(out, { recursive: true });
      }
    }));

  it('cannot be begun twice at once', () =>
    withFolder((folder) => {
      const temp = beginDataset(join(folder, 'out'));
      expect(faultOf(() => beginDataset(join(folder, 'out'))).message).toMatch(/out is already being written$/);
      abandonDataset(temp);
      abandonDataset(beginDataset(join(folder, 'out')));
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('begins by removing what killed runs for it have left, and nothing else', () =>
    withFolder((folder) => {
      const dead = `.out.tmp-${deadPid()}`;
      const own = `.out.tmp-${process.pid}`;
      const kept = [
        `.out.tmp-${process.ppid}`,
        `.other.tmp-${deadPid()}`,
        '.out.tmp-',
        '.out.tmp-1x',
        'out.tmp-2',
        '.out.tmp-0',
      ];
      for (const name of [dead, own, ...kept]) {
        mkdirSync(join(folder, name, 'landmarks'), { recursive: true });
        writeFileSync(join(folder, name, 'landmarks', 'x'), 'x');
      }
      const temp = beginDataset(join(folder, 'out'));
      expect(readdirSync(folder).sort()).toEqual([...kept, own].sort());
      expect(readdirSync(temp)).toEqual([]);
      abandonDataset(temp);
    }));
});

describe('a run that was killed', () => {
  it('leaves nothing that is taken for a dataset, under either name, and does not stop the next', () =>
    withFolder((folder) => {
      const states = killedStates(folder);
      expect(states.length).toBeGreaterThan(25);
      for (const state of states) {
        let refused: string;
        try {
          refused = verifyDataset(state).problems[0] ?? '';
        } catch (error) {
          refused = (error as DatasetFault).message;
        }
        expect(refused).not.toBe('');
        expect(() => openDataset(state)).toThrow(DatasetFault);
        const place = join(folder, 'place');
        const temp = join(place, `.out.tmp-${deadPid()}`);
        cpSync(state, temp, { recursive: true });
        expect(() => openDataset(temp)).toThrow(/not finished/);
        expect(verifyDataset(temp).problems).toHaveLength(1);
        writeTinyDataset(join(place, 'out'), sizes, NO_EXTRAS, 1);
        expect(readdirSync(place)).toEqual(['out']);
        expect(verifyDataset(join(place, 'out')).problems).toEqual([]);
        rmSync(place, { recursive: true });
      }
    }));

  it('whose whole temporary folder is left is refused as not finished', () =>
    withFolder((folder) => {
      const { dir } = writeTinyDataset(join(folder, 'tiny'), sizes, NO_EXTRAS, 1);
      const temp = join(folder, `.out.tmp-${deadPid()}`);
      cpSync(dir, temp, { recursive: true });
      expect(verifyDataset(temp).problems[0]).toMatch(/not finished/);
    }));
});

describe('finishDataset', () => {
  it('refuses when a chunk has gone or been cut since, and digests that are not one a chunk', () =>
    withFolder((folder) => {
      const out = join(folder, 'out');
      const temp = beginDataset(out);
      const digests = new Map(
        specs.map((spec) => [spec.name, writeArray(temp, spec, new Uint8Array(chunkBytes(spec)))]),
      );
      const finish = (given: Map<string, string[]>): void => finishDataset(temp, out, specs, given, {});
      expect(() => finish(new Map([...digests, ['pose', []]]))).toThrow('pose: 0 chunk digests, expected 1');
      expect(() => finish(new Map([...digests, ['pose', ['12']]]))).toThrow(RangeError);
      writeFileSync(join(temp, 'cause/c/0/0'), '');
      expect(faultOf(() => finish(digests)).message).toMatch(/cause\/c\/0\/0: has gone or changed/);
      rmSync(temp, { recursive: true });
      expect(faultOf(() => finish(digests)).kind).toBe('environment');
      expect(existsSync(out)).toBe(false);
      abandonDataset(temp);
    }));
});
