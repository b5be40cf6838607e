import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pageText } from '../../../harness/report/page/page.ts';
import { stressReport } from '../../../harness/report/stress/report.ts';
import { browserWhenNeeded } from '../../laws/browser.ts';
import { expectGoodPage, expectLivePage } from '../../laws/report-page.ts';
import { sweepOf } from './synthetic-sweep.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-stress-report-'));
const browser = browserWhenNeeded();
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

describe('the report of a sweep', () => {
  it('over missing entries is a page as good as the others', async () => {
    const path = join(folder, 'missing.html');
    writeFileSync(path, pageText(stressReport(sweepOf('missing', true), 'matinee stress')));
    await expectGoodPage(browser, path, ['curves']);
  });

  it('over prefixes has curves by what was seen and by who trains', async () => {
    const path = join(folder, 'prefix.html');
    writeFileSync(path, pageText(stressReport(sweepOf('prefix'), 'matinee stress')));
    await expectLivePage(browser, path, ['curves', 'cold-start']);
  });

  it('has every figure at every place, and of the place what was missing and who trained', () => {
    const result = sweepOf('missing');
    const { curves } = stressReport(result, '').tables;
    expect(curves).toHaveLength(result.points.reduce((sum, { figures }) => sum + Object.keys(figures).length, 0));
    const row = curves.find(
      (one) => one.panel === 'row' && one.position === 0.3 && one.model === 'cp' && one.figure === 'imputation.rmse',
    );
    const point = result.points.find(
      (one) => 'rate' in one && one.pattern === 'row' && one.rate === 0.3 && one.model === 'cp',
    );
    const { values: _, ...band } = point!.figures['imputation.rmse'];
    expect(row).toMatchObject({
      ...band,
      missing: expect.closeTo(0.306, 9),
      training: expect.closeTo(52.02, 9),
    });
  });

  it('says first what leaks and what failed, and nothing of it where nothing did', () => {
    const first = (troubled: boolean) => stressReport(sweepOf('missing', troubled), '').sections[0];
    expect(first(false).id).toBe('curves-section');
    expect(first(true).id).toBe('troubles');
    const page = pageText(stressReport(sweepOf('missing', true), ''));
    expect(page).toContain('something leaks');
    expect(page).toContain('mine: found &lt;nothing&gt;, expected an answer');
  });
});
