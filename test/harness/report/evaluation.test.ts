import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fitted } from '../../../fvae/model.ts';
import { evaluate, type NamedFitted } from '../../../harness/evaluation/evaluate.ts';
import { factorsOf } from '../../../harness/evaluation/recovery.ts';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import { truthOf } from '../../../harness/oracle/stage.ts';
import { type Gathered, gather } from '../../../harness/report/evaluation/gather.ts';
import { evaluationReport } from '../../../harness/report/evaluation/report.ts';
import { pageText } from '../../../harness/report/page/page.ts';
import { csvText, type Row } from '../../../harness/report/records.ts';
import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { browserWhenNeeded } from '../../laws/browser.ts';
import { constant, truthKnowing } from '../../laws/fake-models.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { expectGoodPage } from '../../laws/report-page.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const TITLE = '</title><script>document.title = "taken"</script>"Tiny" & \'dear\'';
const folder = mkdtempSync(join(tmpdir(), 'matinee-report-'));
const browser = browserWhenNeeded();
let dataset: Dataset;
let models: readonly NamedFitted[];
let result: EvaluationResult;
let gathered: Gathered;

beforeAll(async () => {
  dataset = await generated(folder, { ...tinyScenario({ rows: 3, seats: 4, samples: 240 }), title: TITLE });
  const split = splitViewers(dataset.sizes.viewers, 0.3, 1);
  const truth = factorsOf(truthOf(dataset), split.training);
  const knowing: Fitted = {
    ...truthKnowing(dataset, split.training, truth, (values) => new Float32Array(values.length)),
    alone: (k, z) => Float64Array.from({ length: 136 }, (_, at) => 0.01 * z * Math.sin(at + k)),
  };
  models = [
    { name: 'fvae', fitted: knowing, seed: 1 },
    { name: '<img src=x onerror=alert(1)>', fitted: constant(0.2, dataset.sizes.samples), seed: null },
  ];
  gathered = gather(dataset);
  result = await evaluate(dataset, models, split, { versions: { matinee: '1.2.3' }, witness: gathered.witness });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const reported = () =>
  evaluationReport({ dataset, models, result, gathered, sources: [{ what: 'command', value: 'matinee <evaluate>' }] });
const table = (name: string): readonly Row[] => reported().tables[name];

describe('the report of an evaluation', () => {
  it('stands in Chromium: live and still plots, both themes, narrow and printed, fetching nothing, accessible', async () => {
    const path = join(folder, 'report.html');
    writeFileSync(path, pageText(reported()));
    await expectGoodPage(browser, path, [
      'scores-figure',
      'courses',
      'sensitivities',
      'faces',
      'error-over-time',
      'forecasts',
      'calibration',
      'missing-map',
      'error-map',
      'error-by-row',
    ]);
  });

  it('shows a title and names as the texts they are, and what is chosen', async () => {
    const path = join(folder, 'chosen.html');
    writeFileSync(path, pageText(reported()));
    const page = await browser.open(path);
    expect(await page.evaluate('document.title')).toBe(`${TITLE}: Evaluation`);
    expect(await page.evaluate('document.querySelector("h1").textContent')).toBe(TITLE);
    expect(await page.evaluate('document.images.length')).toBe(0);
    const dots = 'document.querySelectorAll("#scores-figure .plot svg :is(circle, g[aria-label=dot] path)").length';
    const before = await page.evaluate<number>(dots);
    await page.evaluate('document.querySelector("#scores-figure .legend input").click()');
    expect(await page.evaluate(dots)).toBeLessThan(before);
    const label = 'document.querySelector("#scores-figure .plot").getAttribute("aria-label")';
    await page.evaluate(
      '(() => { const one = document.querySelector("#scores-figure select"); one.value = "rmse"; one.dispatchEvent(new Event("change")); })()',
    );
    expect(await page.evaluate(label)).toMatch(/Measure: rmse/);
    expect(page.complaints).toEqual([]);
  });

  it('tells of the point that the pointer is at', async () => {
    const path = join(folder, 'pointed.html');
    writeFileSync(path, pageText(reported()));
    const page = await browser.open(path);
    const at = await page.evaluate<{ x: number; y: number }>(
      '(() => { const dot = document.querySelector("#sensitivities .plot svg circle"); dot.scrollIntoView({ block: "center", behavior: "instant" }); const { x, y, width, height } = dot.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()',
    );
    await page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at });
    const told =
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelector("#sensitivities g[aria-label=tip]").textContent))))';
    expect(await page.evaluate(told)).toMatch(/viewer.*archetype/);
    expect(page.complaints).toEqual([]);
  });

  it('is the same, byte for byte, for the same evaluation', () => {
    expect(pageText(reported())).toBe(pageText(reported()));
    expect(csvText(reported().tables)).toBe(csvText(reported().tables));
  });

  it('holds the numbers of the result', () => {
    const rmse = table('scores').find(
      (row) => row.set === 'reconstruction' && row.model === 'oracle' && row.metric === 'rmse',
    );
    expect(rmse?.value).toBe(result.reconstruction?.scores.oracle.rmse);
    for (const { prefix, result: scores } of result.forecast) {
      const row = table('forecasts').find(
        (one) => one.prefix === prefix && one.model === 'fvae' && one.metric === 'crps',
      );
      expect(row?.value).toBe(scores?.scores.fvae.calibration?.crps);
      for (const [nominal, key] of [
        [0.5, 'coverage50'],
        [0.9, 'coverage90'],
      ] as const) {
        const own = table('calibration').find(
          (one) => one.set === `forecast ${100 * prefix} %` && one.model === 'oracle' && one.nominal === nominal,
        );
        expect(own?.covered).toBe(scores?.scores.oracle.calibration?.[key]);
      }
    }
  });

  it('splits a set’s squared error over time, over seats and over rows', () => {
    const { rmse, viewerRmse } = result.forecast[0].result!.scores.oracle;
    const of = (name: string): Row[] =>
      table(name).filter((row) => row.set === 'forecast 5 %' && row.model === 'oracle');
    const meanSquare = (rows: readonly Row[], weight: (row: Row) => number = () => 1): number => {
      const filled = rows.filter((row) => row.rmse !== null);
      return (
        filled.reduce((sum, row) => sum + weight(row) * (row.rmse as number) ** 2, 0) /
        filled.reduce((sum, row) => sum + weight(row), 0)
      );
    };
    expect(meanSquare(of('error-over-time'))).toBeCloseTo(rmse ** 2, 10);
    expect(of('error-by-seat').map((row) => row.rmse)).toEqual(viewerRmse);
    expect(meanSquare(of('error-by-row'), (row) => row.viewers as number)).toBeCloseTo(
      meanSquare(of('error-by-seat')),
      12,
    );
  });

  it('draws matched factors on the scale of the truth: one that knows it lies on it', () => {
    for (const name of ['courses', 'sensitivities']) {
      const rows = table(name);
      expect(rows.length).toBeGreaterThan(0);
      for (const { truth, value } of rows) expect(value).toBeCloseTo(truth as number, 6);
    }
  });

  it('maps what was not seen: by seat, the mean over seats is the mean over entries', () => {
    const rows = table('missing-by-seat');
    expect(rows).toHaveLength(dataset.sizes.viewers);
    expect(new Set(rows.map(({ row, number }) => `${row} ${number}`)).size).toBe(rows.length);
    const observed = readArray(dataset, 'observed') as Uint8Array;
    const missing = rows.reduce((sum, row) => sum + (row.missing as number) / rows.length, 0);
    expect(missing).toBeCloseTo(1 - observed.reduce((sum, seen) => sum + seen / observed.length, 0), 10);
  });
});
