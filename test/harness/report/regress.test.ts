import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compare } from '../../../harness/regress/compare.ts';
import { type Conclusion, concludeFrom } from '../../../harness/regress/conclusion.ts';
import { pageText } from '../../../harness/report/page/page.ts';
import { regressReport } from '../../../harness/report/regress/report.ts';
import { browserWhenNeeded } from '../../laws/browser.ts';
import { expectGoodPage } from '../../laws/report-page.ts';
import { measuredAs, SUITE } from '../regress/measured-suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-regress-report-'));
const browser = browserWhenNeeded();
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const value = (dataset: number, fit: number): number => dataset * (1 + 0.002 * ((7 * fit + dataset) % 5));
const FAILURE = { scenario: 'short', dataset: 1, model: 'two', seed: 0, line: 'a <b> & "c" failed' };

/** Model one has 5 % more error and 5 % more match; of model two nothing changed, or it failed. */
function concluded(failing = false): Conclusion {
  const [before, now] = [
    measuredAs(5, value),
    measuredAs(2, (dataset, fit, model) => value(dataset, fit) * (model === 'one' ? 1.05 : 1)),
  ];
  const failures = failing ? [FAILURE] : [];
  return concludeFrom(SUITE, compare(SUITE, before, now, failures), failures, before, now);
}

describe('the report of a regression check', () => {
  it('is a page as good as the others', async () => {
    const path = join(folder, 'check.html');
    writeFileSync(path, pageText(regressReport(concluded(true), 'matinee regress check')));
    await expectGoodPage(browser, path, ['changes']);
  });

  it('draws losses to the right, whichever way a metric is better, in tolerances', () => {
    const { verdicts } = regressReport(concluded(), '').tables;
    const of = (metric: string) => verdicts.find((row) => row.model === 'one' && row.metric === metric)!;
    // 5 % more of an error, of which 1 % is tolerated.
    expect(of('imputation-rmse')).toMatchObject({ verdict: 'worse', loss: expect.closeTo(5, 1) });
    expect(of('imputation-rmse').least).toBeGreaterThan(1);
    expect(of('factor-match').verdict).toBe('better');
    expect(of('factor-match').most).toBeLessThan(-1);
    for (const row of verdicts) {
      expect(row.least).toBeLessThanOrEqual(row.loss as number);
      expect(row.loss).toBeLessThanOrEqual(row.most as number);
      expect(Math.abs(row.most as number)).toBeLessThanOrEqual(12);
    }
  });

  it('says what failed, and that not everything can be compared', () => {
    const report = regressReport(concluded(true), '');
    expect(report.sections.map(({ title }) => title)).toEqual([
      'Not everything can be compared',
      'What cannot be said',
      'Every metric',
      'Provenance',
    ]);
    expect(pageText(report)).toContain('a &lt;b&gt; &amp; &quot;c&quot; failed');
    expect(regressReport(concluded(), '').sections[0].title).toBe('Something is worse');
  });
});
