import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { splitViewers } from '../../../../harness/evaluation/split.ts';
import {
  forecastRows,
  prefixLength,
  type Visible,
  visibleOf,
  visibleTensor,
} from '../../../../harness/evaluation/visible.ts';
import { LANDMARK_COLUMNS } from '../../../../harness/models/columns.ts';
import type { FittedContender } from '../../../../harness/models/contender.ts';
import { programContender } from '../../../../harness/models/program/contender.ts';
import type { ArrayName } from '../../../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../../../sim/dataset/reader.ts';
import { generated } from '../../../laws/generated-dataset.ts';
import { generator } from '../../../laws/tiny-dataset.ts';
import { tinyScenario } from '../../../laws/tiny-scenario.ts';

const root = resolve(import.meta.dirname, '..', '..', '..', '..');
const PREFIXES = [0.1, 0.25];
const SAMPLES = 120;
const split = splitViewers(8, 0.25, 1);
const folder = mkdtempSync(join(tmpdir(), 'matinee-leak-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

let dataset: Dataset;
let visible: Visible;
beforeAll(async () => {
  dataset = await generated(folder, tinyScenario({ rows: 2, seats: 4, samples: SAMPLES }));
  visible = visibleOf(dataset, split);
});

/** A program fitted to what is visible, asked for forecasts. */
function fitted(command: string, shown: Visible): Promise<FittedContender> {
  const asked = forecastRows(shown, split.heldOut, PREFIXES);
  const contender = programContender(null, command, { factors: 2, timeout: 60, folder: root });
  const options = { seed: 3, workers: 1, rate: 2, columns: LANDMARK_COLUMNS };
  return contender.fit(visibleTensor(shown, split.training), asked, options);
}

/** The bytes of every file of every round's input, by `round/name`, as the program finds them. */
async function inputs(shown: Visible, name: string): Promise<Map<string, Buffer>> {
  vi.stubEnv('COPY_TO', join(folder, name));
  await fitted(`'${process.execPath}' test/laws/answer-program.mjs copy {input} {output}`, shown);
  return new Map(
    PREFIXES.flatMap((_, n) => {
      const dir = join(folder, `${name}-${n + 1}`);
      return readdirSync(dir).map((file) => [`${n + 1}/${file}`, readFileSync(join(dir, file))] as const);
    }),
  );
}

/** Bytes of two neighbouring float32 numbers at some places, where neither is a whole number. */
function pairsOf(values: Float32Array): Buffer[] {
  const pairs: Buffer[] = [];
  const step = Math.max(1, Math.floor(values.length / 3000)) | 1;
  for (let at = 0; at + 1 < values.length && pairs.length < 300; at += step) {
    const pair = values.slice(at, at + 2);
    if (pair.every((value) => Number.isFinite(value) && !Number.isInteger(value))) {
      pairs.push(Buffer.from(pair.buffer, pair.byteOffset, pair.byteLength));
    }
  }
  return pairs;
}

/** In how many of the pairs a file has them anywhere. */
const found = (pairs: readonly Buffer[], bytes: Buffer): number => pairs.filter((pair) => bytes.includes(pair)).length;

describe('the input folder of a program', () => {
  it('holds nothing of the truth, in no file of any round', async () => {
    const files = await inputs(visible, 'truth');
    const names = ['mask.npy', 'rows.npy', 'rows_mask.npy', 'task.json', 'x.npy'];
    expect([...files.keys()]).toEqual([1, 2].flatMap((round) => names.map((name) => `${round}/${name}`)));
    const truths: ArrayName[] = [
      'landmarks/truth',
      'landmarks/clean',
      'pose',
      'action_units',
      'stimulus',
      'factors/viewer',
      'factors/time',
      'factors/latent',
    ];
    for (const name of truths) {
      const values = readArray(dataset, name) as Float32Array;
      const pairs = pairsOf(values);
      expect(pairs.length, name).toBeGreaterThan(3);
      for (const [file, bytes] of files) expect(found(pairs, bytes), `${name} in ${file}`).toBe(0);
      // What is looked for is found where it is.
      expect(found(pairs, Buffer.from(values.buffer, values.byteOffset, values.byteLength))).toBe(pairs.length);
    }
    const seen = pairsOf(visible.row(split.training[0]).values);
    expect(found(seen, files.get('1/x.npy') as Buffer)).toBe(seen.length);
    for (const viewer of split.training) {
      const cause = Buffer.from(readArray(dataset, 'cause', { viewers: [viewer, viewer + 1] }) as Uint8Array);
      if (new Set(cause).size < 3) continue;
      for (const [file, bytes] of files) expect(bytes.includes(cause), file).toBe(false);
    }
    for (const [file, bytes] of files) {
      if (file.includes('mask')) expect(new Set(bytes.subarray(128))).toEqual(new Set([0, 1]));
    }
  });

  it('says in task.json the sizes, the seed, what is wanted, and nothing else', async () => {
    const files = await inputs(visible, 'task');
    const task = JSON.parse(String(files.get('2/task.json')));
    expect(task).toEqual({
      protocol: 1,
      viewers: 6,
      samples: SAMPLES,
      features: 136,
      rows: 2,
      seed: 3,
      factors: 2,
      threads: 1,
      rate: 2,
      columns: LANDMARK_COLUMNS,
      round: 2,
      rounds: 2,
    });
  });

  it('holds nothing of a held-out viewer behind the prefix that is asked about', async () => {
    const files = await inputs(visible, 'future');
    for (const viewer of split.heldOut) {
      const { values } = visible.row(viewer);
      PREFIXES.forEach((prefix, n) => {
        const end = prefixLength(prefix, SAMPLES) * 136;
        const future = pairsOf(values.subarray(end));
        expect(future.length).toBeGreaterThan(20);
        // Not in the round that asks about this prefix, nor in one before it.
        for (const [file, bytes] of files) if (Number(file[0]) <= n + 1) expect(found(future, bytes)).toBe(0);
      });
    }
  });
});

describe('forecasts', () => {
  it('of the example in NumPy do not change when the future is replaced by noise', async () => {
    const start = prefixLength(PREFIXES[0], SAMPLES);
    const noisy: Visible = {
      ...visible,
      row(viewer) {
        const row = visible.row(viewer);
        if (!split.heldOut.includes(viewer)) return row;
        const random = generator(viewer);
        const mask = row.mask.map((seen, t) => (t < start ? seen : Number(random() < 0.9)));
        const values = row.values.map((value, at) => (at < start * 136 ? value : 10 * random() - 5));
        mask.forEach((seen, t) => {
          if (seen === 0) values.fill(Number.NaN, t * 136, (t + 1) * 136);
        });
        return { values, mask };
      },
    };
    const command = 'python3 docs/examples/numpy-model.py {input} {output} {state}';
    const [told, deceived] = [await fitted(command, visible), await fitted(command, noisy)];
    const asked = forecastRows(visible, split.heldOut, PREFIXES);
    split.heldOut.forEach((_, n) => {
      // The first prefix is the same viewer to the byte; the second has noise in it.
      const [same, other] = [2 * n, 2 * n + 1];
      const say = (model: FittedContender, at: number) => model.answered?.(asked[at]);
      expect(say(told, same)).toBeDefined();
      expect(say(deceived, same)).toEqual(say(told, same));
      expect(say(deceived, other)).not.toEqual(say(told, other));
    });
    expect(deceived.factors()).toEqual(told.factors());
    expect(told.factors()?.count).toBe(2);
  });
});
