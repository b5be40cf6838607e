import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelFault } from '../../../fvae/model.ts';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import { builtIn } from '../../../harness/models/built-in.ts';
import type { Contender } from '../../../harness/models/contender.ts';
import type { Cell, SweepModel, SweepOptions } from '../../../harness/stress/cell.ts';
import { curvesCsv } from '../../../harness/stress/csv.ts';
import { type CurveKind, curvesOf } from '../../../harness/stress/curves.ts';
import { MISSING_FIGURES, missingBound, missingCells } from '../../../harness/stress/missing.ts';
import { PREFIX_FIGURES, prefixBound, prefixCells } from '../../../harness/stress/prefix.ts';
import type { StressResult } from '../../../harness/stress/result.ts';
import { sweep } from '../../../harness/stress/sweep.ts';
import { stressText } from '../../../harness/stress/table.ts';
import { crewHere } from '../../../harness/trial/crew/crew.ts';
import type { TrialOrder } from '../../../harness/trial/crew/order.ts';
import { scenarioOf } from '../../../harness/trial/run.ts';
import { openWorld, type World } from '../../../harness/trial/world.ts';
import { readArray } from '../../../sim/dataset/reader.ts';
import { truthKnowing } from '../../laws/fake-models.ts';
import { writeTinyScenario } from '../../laws/tiny-scenario.ts';

const SIZE = { rows: 3, seats: 4, samples: 160 };
const ORIGIN = { version: '0', code: 'c', engine: 'e' };
const SEEDS = [0, 1];
const HOLD_OUT = 0.25;

let cache = '';
let scenario = '';
let world: World;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'matinee-sweep-'));
  scenario = writeTinyScenario(cache, SIZE);
  const signal = new AbortController().signal;
  world = openWorld({ cache, origin: ORIGIN, signal, progress: () => () => {}, clock: () => 0, workers: 1 });
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function modelOf(contender: Contender): SweepModel {
  const { name } = contender;
  return { contender, order: { text: name, factors: 2, epochs: 2, timeout: 9, folder: '.', sparing: true } };
}

/** A contender that somebody has told the truth: of the training viewers, or of those whose faces it is shown. */
function leaking(clear: boolean): Contender {
  return {
    name: 'leaking',
    identity: { name: 'leaking' },
    async fit(_, __, { seed }) {
      const { dataset } = await world.hall.show(scenarioOf({ scenario, sets: [], seed, clear }).played);
      const { training, heldOut } = splitViewers(12, HOLD_OUT, seed);
      const clean = heldOut.map((viewer) => readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] }));
      const seen = heldOut.map((viewer) => readArray(dataset, 'landmarks/observed', { viewers: [viewer, viewer + 1] }));
      return truthKnowing(dataset, training, null, (values, mask) => {
        const first = mask.indexOf(1) * 136;
        return clean[seen.findIndex((own) => own[first] === values[first])] as Float32Array;
      });
    },
  };
}

const failing: Contender = {
  name: 'failing',
  identity: { name: 'failing' },
  fit: async () => {
    throw new ModelFault('failing: cannot');
  },
};

async function curves(kind: CurveKind, cells: readonly Cell[], contenders: readonly Contender[]) {
  const models = contenders.map(modelOf);
  const options: SweepOptions = { scenarios: [scenario], sets: [], seeds: SEEDS, holdOut: HOLD_OUT, models };
  let trials = 0;
  const contenderFor = async ({ model }: TrialOrder) => contenders.find(({ name }) => name === model.text) as Contender;
  const swept = await sweep(cells, options, {
    world,
    workers: 0,
    crewFor: (count) => {
      trials = count;
      return crewHere(world, contenderFor);
    },
  });
  return { result: curvesOf(kind, cells, swept, options, { matinee: '0' }), trials };
}

const MISSING: CurveKind = { kind: 'missing', figures: MISSING_FIGURES, bound: missingBound };
const PREFIX: CurveKind = { kind: 'prefix', figures: PREFIX_FIGURES, bound: prefixBound };
const additive = builtIn('additive') as Contender;

function expectWhole(result: StressResult): void {
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  const csv = curvesCsv(result).trimEnd().split('\n');
  const figures = result.points.reduce((sum, point) => sum + Object.keys(point.figures).length, 0);
  expect(csv).toHaveLength(1 + figures);
  expect(new Set(csv.map((line) => line.split(',').length)).size).toBe(1);
  expect([...csv, ...stressText(result)].join('\n')).not.toMatch(/NaN|undefined|null|Infinity/);
}

describe('a sweep over missing entries', () => {
  let result: StressResult;
  let trials = 0;
  beforeAll(async () => {
    const cells = missingCells([scenario], ['mcar', 'rows'], [0, 0.5]);
    ({ result, trials } = await curves(MISSING, cells, [additive, leaking(true), failing]));
  });

  it('has every model beside viewer mean and oracle at every place', () => {
    expectWhole(result);
    expect(result.places.map((place) => ('pattern' in place ? [place.pattern, place.rate] : []))).toEqual([
      ['mcar', 0],
      ['mcar', 0.5],
      ['rows', 0],
      ['rows', 0.5],
    ]);
    for (const place of result.places) {
      if (!('pattern' in place)) throw new Error('not a place of missing entries');
      expect(Math.abs((place.missing.mean ?? 1) - place.rate)).toBeLessThan(0.15);
      const here = result.points.filter(
        (point) => 'pattern' in point && point.pattern === place.pattern && point.rate === place.rate,
      );
      expect(here.map(({ model }) => model)).toEqual(['viewer mean', 'additive', 'leaking', 'oracle', 'ceiling']);
      const names = Object.keys(here[1].figures);
      expect(names).toContain('reconstruction.rmse');
      expect(names.includes('imputation.rmse')).toBe(place.rate > 0);
      expect(names.includes('far.rmse')).toBe(place.pattern === 'rows' && place.rate > 0);
      for (const { values } of Object.values(here[1].figures)) expect(values).toHaveLength(SEEDS.length);
    }
    expect(result.scenarios).toMatchObject([{ title: 'Tiny', viewers: 12, samples: 160 }]);
    expect(new Set(result.scenarios[0].datasets).size).toBe(2);
  });

  it('tries what all patterns have at 0 once', () => {
    expect(trials).toBe(3 * 3 * SEEDS.length);
  });

  it('calls a model that knows the truth a leak, where no other can be as good, and no honest one', () => {
    expect(result.leaks.map(({ model }) => model)).toEqual(['leaking']);
    const [leak] = result.leaks;
    expect(leak).toMatchObject({ pattern: 'rows', rate: 0.5 });
    // Not 0: it is given the viewer's offset, too.
    expect(leak.rmse).toBeLessThan(0.5 * leak.oracle);
    const text = stressText(result);
    const line = text.findIndex((one) => one.startsWith('Something leaks'));
    expect(text[line + 1]).toMatch(
      /^ {2}leaking: .*, rows at 50 %: RMSE \d+\.\d\d, the oracle's \d+\.\d\d, \d+ viewers$/,
    );
  });

  it('tells of a model that fails, seed by seed, and keeps the others', () => {
    expect(result.faults).toHaveLength(4 * SEEDS.length);
    expect(result.faults[0]).toEqual({
      scenario,
      pattern: 'mcar',
      rate: 0,
      model: 'failing',
      seed: 0,
      fault: 'failing: cannot',
    });
    expect(stressText(result).join('\n')).toContain('mcar at 0 %, seed 0: failing: cannot');
  });

  it('goes on where it was, and is the same again', async () => {
    const cells = missingCells([scenario], ['mcar', 'rows', 'mnar_t'], [0, 0.5]);
    const before = readdirSync(join(cache, 'trials')).length;
    const wider = await curves(MISSING, cells, [additive]);
    expect(wider.trials).toBe(SEEDS.length);
    expect(readdirSync(join(cache, 'trials'))).toHaveLength(before + SEEDS.length);
    const own = (all: StressResult) =>
      all.points.filter((point) => point.model === 'additive' && 'pattern' in point && point.pattern === 'rows');
    expect(own(wider.result)).toEqual(own(result));
  });
});

describe('a sweep over prefixes', () => {
  let result: StressResult;
  beforeAll(async () => {
    const cells = prefixCells([scenario], [0.05, 0.5, 1], () => [4, null]);
    ({ result } = await curves(PREFIX, cells, [additive, leaking(false)]));
  });

  it('has forecasts of new viewers after every prefix, for every number of training viewers', () => {
    expectWhole(result);
    expect(result.places.map((place) => ('prefix' in place ? [place.viewers, place.prefix] : []))).toEqual([
      [4, 0.05],
      [4, 0.5],
      [4, 1],
      [null, 0.05],
      [null, 0.5],
      [null, 1],
    ]);
    expect(result.places.map(({ training }) => training.mean)).toEqual([4, 4, 4, 9, 9, 9]);
    const of = (prefix: number) =>
      result.points.find(
        (point) => point.model === 'oracle' && 'prefix' in point && point.viewers === null && point.prefix === prefix,
      )?.figures ?? {};
    expect(Object.keys(of(0.05))).toEqual(expect.arrayContaining(['tail.rmse', 'rest.rmse', 'far.rmse', 'tail.crps']));
    // All is seen: what remains is to tell again what was shown.
    expect(Object.keys(of(1)).filter((name) => !name.startsWith('tail.'))).toEqual([]);
    expect(of(1)['tail.rmse'].mean ?? 1).toBeLessThan(of(0.05)['tail.rmse'].mean ?? 0);
  });

  it('calls a model that knows the future a leak, and no honest one', () => {
    const suspects = result.leaks.filter((leak) => 'viewers' in leak && leak.viewers === null);
    expect(suspects.map(({ model }) => model)).toEqual(['leaking', 'leaking']);
    expect(result.leaks.every(({ model }) => model === 'leaking')).toBe(true);
  });
});
