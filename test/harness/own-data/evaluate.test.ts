import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fitted } from '../../../fvae/model.ts';
import { VIEWER_MEAN } from '../../../harness/evaluation/result.ts';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import { prefixLength } from '../../../harness/evaluation/visible.ts';
import { evaluateTensor } from '../../../harness/own-data/evaluate.ts';
import { openTensorFile, type TensorFile } from '../../../harness/own-data/open.ts';
import type { TensorEvaluation, TensorScores } from '../../../harness/own-data/result.ts';
import { type Shown, shownTensor } from '../../../harness/own-data/show.ts';
import { tensorText } from '../../../harness/own-data/table.ts';
import { runPython } from '../../laws/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-own-'));
const split = splitViewers(20, 0.2, 1);
const showing = { hidden: { share: 0.1, samples: 4 }, scale: 'columns' } as const;
afterAll(() => rmSync(folder, { recursive: true }));

let file: TensorFile;
let shown: Shown;
let result: TensorEvaluation;

/** What a model that knows all would say of a row, moved by so much in one column. */
function knowing(by: number, column: number): Fitted {
  const say = (viewer: number) => {
    const mean = shown.whole(viewer).values.map((value, at) => (value || 0) + (at % 3 === column ? by : 0));
    return { mean, deviation: new Float32Array(mean.length).fill(1) };
  };
  return {
    name: 'knowing',
    factors: () => null,
    impute: (place) => say(split.training[place]),
    foldIn(values, mask) {
      const t = mask.indexOf(1);
      const at = split.heldOut.find((viewer) => shown.whole(viewer).values[3 * t] === values[3 * t]);
      return say(at ?? split.heldOut[0]);
    },
  };
}

beforeAll(async () => {
  runPython('write_npz.py', folder, 'wave');
  file = await openTensorFile(join(folder, 'wave.npz'));
  shown = shownTensor(file, split, showing);
  const models = [
    { name: 'right', fitted: knowing(0, 0), seed: 0 },
    { name: 'off', fitted: knowing(0.5, 2), seed: 0 },
  ];
  result = await evaluateTensor(file, shown, models, split, { versions: { matinee: 'test' }, showing });
});

const scored = (scores: TensorScores): NonNullable<TensorScores> => {
  if (scores === null) throw new Error('nothing scored');
  return scores;
};

describe('evaluateTensor', () => {
  it('scores what is known and was not shown, and nothing else', () => {
    const { samples } = file.sizes;
    let hidden = 0;
    for (const viewer of split.training) {
      const row = shown.visible.row(viewer).mask;
      shown.whole(viewer).mask.forEach((seen, t) => {
        hidden += Number(seen === 1 && row[t] === 0);
      });
    }
    expect(result.imputation?.entries).toBe(hidden);
    expect(hidden).toBeGreaterThan(60);
    for (const { prefix, samples: length, result: scores } of result.forecast) {
      expect(length).toBe(prefixLength(prefix, samples));
      const behind = split.heldOut.reduce(
        (sum, viewer) =>
          sum +
          shown
            .whole(viewer)
            .mask.subarray(length)
            .reduce((a, b) => a + b, 0),
        0,
      );
      expect(scores?.entries).toBe(behind);
    }
    expect(result.missing).toBeCloseTo(1 - file.mask.reduce((a, b) => a + b, 0) / file.mask.length, 12);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('gives no error no error, and a known error its size in either unit', () => {
    for (const scores of [result.imputation, ...result.forecast.slice(1).map((part) => part.result)]) {
      const { scores: by, columns } = scored(scores);
      expect(by.right).toMatchObject({ rmse: 0, mae: 0, mre: 0, skill: 1 });
      expect(by.right.calibration).toMatchObject({ coverage50: 1, coverage90: 1 });
      expect(by[VIEWER_MEAN].skill).toBe(0);
      // Half a standard deviation in one of three columns.
      expect(by.off.rmse).toBeCloseTo(0.5 / Math.sqrt(3), 5);
      expect(by.off.mae).toBeCloseTo(0.5 / 3, 5);
      expect(columns.map(({ name }) => name)).toEqual(['Höhe', 'b 2', 'c']);
      expect(columns.map(({ scores: own }) => own.right.rmse)).toEqual([0, 0, 0]);
      expect(columns[2].scores.off.rmse / (0.5 * shown.unit[2])).toBeCloseTo(1, 4);
      expect(columns[2].scores.off.mae / (0.5 * shown.unit[2])).toBeCloseTo(1, 4);
      expect(shown.unit[2]).toBeGreaterThan(10);
    }
  });

  it('has nothing to impute where nothing is hidden', async () => {
    const all = { hidden: { share: 0, samples: 1 }, scale: 'none' } as const;
    const { imputation, forecast } = await evaluateTensor(file, shownTensor(file, split, all), [], split, {
      versions: {},
      showing: all,
      prefixes: [0.5],
    });
    expect(imputation).toBeNull();
    expect(forecast[0].result?.viewers).toEqual(split.heldOut);
  });

  it('prints every model, and every column in its own unit', () => {
    const lines = tensorText(result);
    expect(lines[0]).toBe('wave: 20 rows x 80 samples x 3 columns; 16 train, 4 held out (seed 1)');
    for (const name of [VIEWER_MEAN, 'right', 'off', 'Höhe', 'b 2', 'c']) {
      expect(lines.filter((line) => line.startsWith(`  ${name} `)).length).toBe(4);
    }
    expect(lines.join('\n')).not.toMatch(/undefined|NaN/);
  });
});
