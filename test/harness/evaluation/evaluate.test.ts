import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fitted } from '../../../fvae/model.ts';
import { evaluate, type NamedFitted } from '../../../harness/evaluation/evaluate.ts';
import { factorsOf } from '../../../harness/evaluation/recovery.ts';
import { type EvaluationResult, ORACLE, type Scores, VIEWER_MEAN } from '../../../harness/evaluation/result.ts';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import { evaluationText } from '../../../harness/evaluation/table.ts';
import { visibleOf } from '../../../harness/evaluation/visible.ts';
import { truthOf } from '../../../harness/oracle/stage.ts';
import type { Dataset } from '../../../sim/dataset/reader.ts';
import { constant, truthKnowing } from '../../laws/fake-models.ts';
import { generated, IDEAL } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const SIZE = { rows: 3, seats: 4, samples: 400 };
const split = splitViewers(12, 0.25, 0);
const versions = { matinee: 'test' };

let folder = '';
let usual: Dataset;
let result: EvaluationResult;
/** What the leaking model has seen behind the mask. */
const behind = new Set<number>();

const leaking: Fitted = {
  name: 'leaking',
  factors: () => null,
  impute: () => ({ mean: new Float32Array(400 * 136), deviation: new Float32Array(400 * 136) }),
  foldIn(values, mask) {
    for (let t = 0; t < mask.length; t += 1)
      if (mask[t] === 0) for (let d = 0; d < 136; d += 1) behind.add(values[t * 136 + d]);
    return { mean: new Float32Array(values.length), deviation: new Float32Array(values.length) };
  },
};

function named(name: string, fitted: Fitted): NamedFitted {
  return { name, fitted, seed: 5 };
}

function scored(scores: Scores, name: string): NonNullable<Scores>['scores'][string] {
  if (scores === null) throw new Error('nothing scored');
  return scores.scores[name];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  usual = await generated(folder, tinyScenario(SIZE, ['behavior.leaving.rate=30', 'behavior.leaving.duration=40']));
  const factors = factorsOf(truthOf(usual), split.training);
  const models = [
    named(
      'truth',
      truthKnowing(usual, split.training, factors, (values) => new Float32Array(values.length)),
    ),
    named('constant', constant(0, SIZE.samples)),
    named('leaking', leaking),
  ];
  result = await evaluate(usual, models, split, { versions, prefixes: [0.05, 0.1, 0.25, 1], tail: 0.25 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('evaluate', () => {
  it('says what it scored', () => {
    expect(result.format).toBe(1);
    expect(result.provenance.dataset).toMatchObject({ title: 'Tiny', seed: 7, viewers: 12, samples: 400, rate: 2 });
    expect(result.split).toEqual({ share: 0.25, seed: 0, heldOut: split.heldOut });
    expect(result.models).toEqual(['truth', 'constant', 'leaking'].map((name) => ({ name, seed: 5 })));
    expect(result.hidden).toBeNull();
    const entries = (result.reconstruction?.entries ?? 0) + (result.imputation?.entries ?? 0);
    expect(entries).toBe(9 * 400);
    expect(result.missing).toBeCloseTo((result.imputation?.entries ?? 0) / (9 * 400), 12);
    expect(result.far?.entries).toBeLessThan(result.imputation?.entries ?? 0);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('gives the viewer mean 0 and the oracle 1 of what can be explained', () => {
    const sets = [result.reconstruction, ...result.forecast.slice(0, 3).map((part) => part.result)];
    for (const scores of sets) {
      expect(scored(scores, VIEWER_MEAN).explained).toBe(0);
      expect(scored(scores, ORACLE).explained).toBe(1);
      expect(scored(scores, ORACLE).rmse).toBeLessThan(scored(scores, VIEWER_MEAN).rmse);
    }
  });

  it('gives a model that knows the truth no error, and its factors a match of 1', () => {
    for (const scores of [result.reconstruction, result.imputation]) {
      expect(scored(scores, 'truth')).toMatchObject({ rmse: 0, mae: 0, mre: 0, dynamicRmse: 0 });
    }
    expect(scored(result.reconstruction, 'truth').explained).toBeGreaterThan(1);
    expect(scored(result.imputation, 'truth').calibration).toMatchObject({ coverage50: 1, coverage90: 1 });
    const recovery = result.recovery.truth;
    expect(recovery?.factorMatch).toBeCloseTo(1, 9);
    expect(recovery?.rankMatch).toBeCloseTo(1, 9);
    expect(recovery?.mcc.pearson).toBeCloseTo(1, 9);
    expect(recovery?.pairs.map(({ name }) => name)).toEqual(['amusement', 'laughter', 'surprise', 'fatigue']);
    expect(recovery?.humor).toEqual(result.scriptOfTruth.humor);
    expect(result.meaning.truth.map(({ name }) => name)).toEqual(['amusement', 'laughter', 'surprise', 'fatigue']);
    expect(result.meaning.models).toEqual({ truth: null, constant: null, leaking: null });
    expect(result.recovery.constant).toBeNull();
    expect(result.ceiling?.score).toBeLessThan(1);
  });

  it('gives a constant model less than the viewer mean', () => {
    expect(scored(result.reconstruction, 'constant').explained).toBeLessThan(-1);
    expect(scored(result.reconstruction, 'constant').mre).toBeCloseTo(1, 6);
  });

  it('shows models nothing behind the mask', () => {
    expect([...behind]).toEqual([Number.NaN]);
  });

  it('pairs held-out viewers, and says of how many nothing was seen', () => {
    expect(result.forecast.map(({ prefix, samples }) => [prefix, samples])).toEqual([
      [0.05, 20],
      [0.1, 40],
      [0.25, 100],
      [1, 400],
    ]);
    for (const { samples, result: scores } of result.forecast.slice(0, 3)) {
      expect(scores?.viewers).toEqual(split.heldOut);
      expect(scores?.entries).toBe(3 * (400 - samples));
      const { rmse, viewerRmse } = scored(scores, ORACLE);
      const mean = viewerRmse.reduce((sum: number, value) => sum + (value ?? 0) ** 2 / 3, 0);
      expect(Math.sqrt(mean)).toBeCloseTo(rmse, 9);
    }
  });

  it('scores the end of the film after every prefix, and what is far from all that is seen', () => {
    for (const { samples, tail, far, result: rest } of result.forecast) {
      expect(tail?.viewers).toEqual(split.heldOut);
      expect(tail?.entries).toBe(3 * 100);
      if (samples === 400) {
        expect(rest).toBeNull();
        expect(far).toBeNull();
      } else {
        // 15 s are 30 samples; what is missing before the prefix's end brings the last seen sample forward.
        expect(far?.entries).toBeGreaterThanOrEqual(3 * (400 - samples - 29));
        expect(far?.entries).toBeLessThan(rest?.entries ?? 0);
      }
    }
    // The more is seen, the better the same entries are told, up to all of them.
    const errors = result.forecast.map(({ tail }) => scored(tail ?? null, ORACLE).rmse);
    expect(errors[3]).toBeLessThan(errors[0]);
  });

  it('is the same again, and refuses two models of one name', async () => {
    const again = await evaluate(usual, [named('constant', constant(0, SIZE.samples))], split, { versions });
    expect(again.forecast[0]).not.toHaveProperty('tail');
    expect(again.forecast[0].result?.scores[ORACLE]).toEqual(result.forecast[0].result?.scores[ORACLE]);
    const twice = [named('a', leaking), named('a', leaking)];
    await expect(evaluate(usual, twice, split, { versions })).rejects.toThrow(/different names/);
  });

  it('stops when told to by what happens meanwhile', async () => {
    const abort = new AbortController();
    const done: number[] = [];
    setImmediate(() => abort.abort());
    const onProgress = (viewers: number): number => done.push(viewers);
    const stopped = evaluate(usual, [], split, { versions, signal: abort.signal, onProgress });
    await expect(stopped).rejects.toThrow('interrupted');
    expect(done.length).toBeLessThan(12);
  });

  it('prints a table with every model beside viewer mean and oracle', () => {
    const lines = evaluationText(result);
    for (const name of ['truth', 'constant', 'leaking', ORACLE, VIEWER_MEAN]) {
      expect(lines.filter((line) => line.startsWith(`  ${name} `)).length).toBeGreaterThanOrEqual(5);
    }
    expect(lines[0]).toBe('Tiny, seed 7: 12 viewers x 400 samples; 9 train, 3 held out (seed 0)');
    const meaning = lines.findIndex((line) => line.startsWith('What a factor alone'));
    expect(lines[meaning + 1]).toMatch(/brows +eyes +nose +mouth +jaw +cosine/);
    expect(lines[meaning + 2]).toMatch(/^ {2}amusement( +\d+\.\d){5} +-$/);
    expect(lines.join('\n')).not.toMatch(/undefined|NaN/);
  });
});

describe('a screening without holes', () => {
  it('is imputed in blocks that were hidden, where the oracle knows nearly all', async () => {
    const dataset = await generated(folder, tinyScenario(SIZE, IDEAL), 'ideal');
    const { hidden, missing, imputation, far, reconstruction } = await evaluate(dataset, [], split, { versions });
    expect(hidden).toEqual({ share: 0.1, seconds: 6 });
    expect(missing).toBeCloseTo(0.09, 2);
    expect(imputation?.entries).toBe(9 * 36);
    expect(far).toBeNull();
    for (const scores of [imputation, reconstruction]) {
      expect(scored(scores, ORACLE).rmse).toBeLessThan(0.6 * scored(scores, VIEWER_MEAN).rmse);
    }
  });

  it('scores no one of whom nothing is seen', async () => {
    const scenario = tinyScenario(SIZE, [...IDEAL, 'sensing.detector.failure=1']);
    const dataset = await generated(folder, scenario, 'dark');
    const { unseen, missing, imputation, forecast, ceiling } = await evaluate(dataset, [], split, { versions });
    expect({ unseen, missing, imputation, ceiling }).toEqual({
      unseen: 9,
      missing: 1,
      imputation: null,
      ceiling: null,
    });
    expect(forecast.map(({ empty }) => empty)).toEqual([3, 3, 3]);
  });

  it('asks for U of nobody of whom nothing is seen', async () => {
    const late = ['behavior.lateArrival.share=0.5', 'behavior.lateArrival.mean=7200'];
    const dataset = await generated(folder, tinyScenario(SIZE, [...IDEAL, ...late]), 'late');
    const factors = factorsOf(truthOf(dataset), split.training);
    const visible = visibleOf(dataset, split);
    const unseen = [...split.training.keys()].filter((place) => !visible.row(split.training[place]).mask.includes(1));
    expect(unseen.length).toBeGreaterThan(0);
    expect(unseen.length).toBeLessThan(6);
    const guessed = factors.viewer.map((u, at) => (unseen.includes(Math.floor(at / factors.count)) ? 50 : u));
    const guessing = truthKnowing(dataset, split.training, { ...factors, viewer: guessed }, (values) => values);
    const { recovery, ceiling } = await evaluate(dataset, [named('guessing', guessing)], split, { versions });
    expect(recovery.guessing?.factorMatch).toBeCloseTo(1, 9);
    expect(ceiling?.score).toBeGreaterThan(0.9);
  });

  it('has nobody to forecast where nobody is held out', async () => {
    const all = splitViewers(12, 0, 0);
    const { forecast } = await evaluate(usual, [], all, { versions, prefixes: [0.5] });
    expect(forecast).toEqual([{ prefix: 0.5, samples: 200, empty: 0, result: null, far: null }]);
  });
});
