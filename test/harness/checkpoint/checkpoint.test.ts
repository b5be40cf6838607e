import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, State, StateArray } from '../../../fvae/state.ts';
import {
  attributesDigest,
  bytesOf,
  chunkPath,
  type ModelAttributes,
  type Provenance,
  rootBytes,
} from '../../../harness/checkpoint/format.ts';
import { loadModel } from '../../../harness/checkpoint/load.ts';
import { saveModel } from '../../../harness/checkpoint/save.ts';
import { explain } from '../../../harness/fault.ts';
import { sha256 } from '../../../sim/dataset/chunk.ts';
import { expectPlain } from '../../laws/command.ts';
import { runPython } from '../../laws/python.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';

const PROVENANCE: Provenance = {
  dataset: { title: 'Tiny', seed: 7, sha256: '0'.repeat(64) },
  versions: { matinee: 'test' },
  command: 'matinee train tiny',
  split: { training: [0, 2], heldOut: [1], share: 0.3, seed: 5 },
};

const STATE: State = {
  attributes: { factors: 2, scale: 0.25, name: 'fvae' },
  arrays: {
    U: { shape: [2, 3], values: Float64Array.of(1, -0, 5e-324, 1e300, Math.PI, -2) },
    'decoder.0-weights': { shape: [2, 1, 2], values: Float32Array.of(1, 2, 3, -4) },
    sigma: { shape: [], values: Float64Array.of(0.5) },
    none: { shape: [0, 3], values: new Float32Array(0) },
  },
};

const finite = { noNaN: true, noDefaultInfinity: true };
const array: fc.Arbitrary<StateArray> = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), fc.boolean(), fc.infiniteStream(fc.double(finite)))
  .map(([shape, single, numbers]) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const drawn = Float64Array.from([...numbers.take(length)]);
    // What single precision makes of a large double may be infinite.
    const values = single ? Float32Array.from(drawn, (value) => (Math.abs(value) < 1e38 ? value : 1)) : drawn;
    return { shape, values };
  });
const name = fc.stringMatching(/^[a-zA-Z][a-z0-9]{0,5}([.-][a-z0-9]{1,4}){0,2}$/);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const state: fc.Arbitrary<State> = fc.record({
  attributes: fc.dictionary(name, json, { maxKeys: 4 }),
  arrays: fc
    .uniqueArray(fc.tuple(name, array), { maxLength: 4, selector: ([key]) => key.toLowerCase() })
    .map(Object.fromEntries),
});

/** The status and the one line of what the action throws. */
function refusal(action: () => unknown): { status: number; line: string } {
  try {
    action();
  } catch (error) {
    const told = explain(error);
    expectPlain(told.line);
    return told;
  }
  throw new Error('nothing was refused');
}

describe('a saved model', () => {
  it('comes back to the bit', () =>
    withFolder((folder) => {
      let run = 0;
      fc.assert(
        fc.property(state, (model) => {
          run += 1;
          const dir = join(folder, `model-${run}`);
          saveModel(dir, model, PROVENANCE);
          const { state: loaded, attributes } = loadModel(dir);
          expect(JSON.stringify(loaded.attributes)).toBe(JSON.stringify(model.attributes));
          expect(attributes.provenance).toEqual(PROVENANCE);
          expect(Object.keys(loaded.arrays)).toEqual(Object.keys(model.arrays));
          for (const [key, { shape, values }] of Object.entries(model.arrays)) {
            expect(loaded.arrays[key].shape).toEqual(shape);
            expect(loaded.arrays[key].values.constructor).toBe(values.constructor);
            expect(bytesOf(loaded.arrays[key])).toEqual(bytesOf(model.arrays[key]));
          }
        }),
        { numRuns: 40 },
      );
    }));

  it('is what a reader of the Zarr specification finds', () =>
    withFolder((folder) => {
      const { none: _, ...arrays } = STATE.arrays;
      saveModel(join(folder, 'model'), { ...STATE, arrays }, PROVENANCE);
      const read = runPython('read_zarr.py', join(folder, 'model')) as {
        arrays: Record<string, { shape: number[]; dtype: string; sha256: string }>;
        attributes: ModelAttributes;
      };
      expect(Object.keys(read.arrays).sort()).toEqual(Object.keys(arrays).sort());
      for (const [key, one] of Object.entries(arrays)) {
        const dtype = one.values instanceof Float32Array ? 'float32' : 'float64';
        expect(read.arrays[key]).toMatchObject({ shape: one.shape, dtype, sha256: sha256(bytesOf(one)) });
      }
      expect(read.attributes).toMatchObject({ model_format: 7, state: STATE.attributes, provenance: PROVENANCE });
    }));

  it('replaces nothing', () =>
    withFolder((folder) => {
      const dir = join(folder, 'model');
      writeFileSync(dir, 'mine');
      expect(refusal(() => saveModel(dir, STATE, PROVENANCE))).toEqual({ status: 2, line: `${dir} already exists` });
      expect(readdirSync(folder)).toEqual(['model']);
    }));

  const unsaved: [string, State, RegExp][] = [
    [
      'a NaN',
      { ...STATE, arrays: { U: { shape: [2], values: Float64Array.of(0, Number.NaN) } } },
      /^model: U: .* at 1,/,
    ],
    ['an infinity', { ...STATE, arrays: { U: { shape: [1], values: Float32Array.of(-Infinity) } } }, /^model: U: /],
    [
      'a wrong shape',
      { ...STATE, arrays: { U: { shape: [3], values: Float32Array.of(1) } } },
      /found 1 numbers, expected 3/,
    ],
    ['a name with a path', { ...STATE, arrays: { '../U': STATE.arrays.U } }, /^model: found an array "\.\.\/U"/],
    ['an infinite scalar', { ...STATE, attributes: { a: [{ b: Infinity }] } }, /^model: attributes\.a\.0\.b: /],
  ];
  it.each(unsaved)('never has %s', (_, model, line) =>
    withFolder((folder) => {
      const told = refusal(() => saveModel(join(folder, 'model'), model, PROVENANCE));
      expect(told).toMatchObject({ status: 2, line: expect.stringMatching(line) });
      expect(readdirSync(folder)).toEqual([]);
    }),
  );
});

describe('a damaged model: status 2 and one line', () => {
  /** Rewrites the root with other attributes and true checksums. */
  const rewrite = (dir: string, change: (attributes: ModelAttributes) => object): void => {
    const path = join(dir, 'zarr.json');
    const changed = change(JSON.parse(readFileSync(path, 'utf8')).attributes) as ModelAttributes;
    writeFileSync(path, rootBytes({ ...changed, attributes_sha256: attributesDigest(changed) }));
  };
  const flip = (path: string, at: number): void => {
    const bytes = readFileSync(path);
    bytes[at] ^= 1;
    writeFileSync(path, bytes);
  };
  const chunk = chunkPath('U', [2, 3]);
  const cases: [string, (dir: string) => void, RegExp][] = [
    [
      'another version',
      (dir) => rewrite(dir, (a) => ({ ...a, model_format: 2 })),
      /zarr\.json: found model format 2, expected 7$/,
    ],
    [
      'no version',
      (dir) => rewrite(dir, ({ model_format: _, ...a }) => a),
      /found a Zarr group that is no model, expected/,
    ],
    ['no array', (dir) => rmSync(join(dir, 'U'), { recursive: true }), /U\/zarr\.json: missing, expected/],
    ['no chunk', (dir) => rmSync(join(dir, chunk)), /U\/c\/0\/0: missing$/],
    ['a short chunk', (dir) => truncateSync(join(dir, chunk), 40), /U\/c\/0\/0: 40 bytes, expected 48$/],
    ['a short root', (dir) => truncateSync(join(dir, 'zarr.json'), 90), /zarr\.json: found no JSON/],
    ['an empty folder', (dir) => rmSync(join(dir, 'zarr.json')), /zarr\.json: missing/],
    ['another shape', (dir) => rewrite(dir, reshaped), /U\/zarr\.json: found another shape.*, expected float64 3 x 2$/],
    [
      'an altered scalar',
      (dir) => alter(dir),
      /zarr\.json: found attributes of SHA-256 [0-9a-f]{64}, expected "[0-9a-f]{64}"$/,
    ],
  ];
  const reshaped = (a: ModelAttributes): object => ({
    ...a,
    arrays: { ...a.arrays, U: { ...a.arrays.U, shape: [3, 2] } },
  });
  const alter = (dir: string): void => {
    const path = join(dir, 'zarr.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"scale": 0.25', '"scale": 0.26'));
  };
  it.each(cases)('%s', (_, damage, line) =>
    withFolder((folder) => {
      const dir = join(folder, 'model');
      saveModel(dir, STATE, PROVENANCE);
      damage(dir);
      const told = refusal(() => loadModel(dir));
      expect(told).toMatchObject({ status: 2, line: expect.stringMatching(line) });
      expect(existsSync(dir)).toBe(true);
    }),
  );

  it('any flipped bit of any file', () =>
    withFolder((folder) => {
      const dir = join(folder, 'model');
      saveModel(dir, STATE, PROVENANCE);
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      fc.assert(
        fc.property(fc.constantFrom(...files), fc.nat(), (path, at) => {
          const place = at % readFileSync(path).length;
          flip(path, place);
          expect(refusal(() => loadModel(dir)).status).toBe(2);
          flip(path, place);
        }),
        { numRuns: 150 },
      );
      expect(loadModel(dir).state).toEqual(STATE);
    }));

  it('numbers that are not finite, checksum or not', () =>
    withFolder((folder) => {
      const dir = join(folder, 'model');
      saveModel(dir, STATE, PROVENANCE);
      const bytes = bytesOf({ shape: [2, 3], values: new Float64Array(6).fill(Number.NaN) });
      writeFileSync(join(dir, chunk), bytes);
      rewrite(dir, (a) => ({ ...a, arrays: { ...a.arrays, U: { ...a.arrays.U, sha256: sha256(bytes) } } }));
      const { status, line } = refusal(() => loadModel(dir));
      expect(status).toBe(2);
      expect(line).toMatch(/U\/c\/0\/0: found a number that is not finite at 0, expected finite ones$/);
    }));
});
