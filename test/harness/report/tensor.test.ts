import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import type { TensorEvaluation } from '../../../harness/own-data/result.ts';
import type { Row } from '../../../harness/report/records.ts';
import { browserWhenNeeded } from '../../laws/browser.ts';
import { runHere } from '../../laws/command.ts';
import { runPython } from '../../laws/python.ts';
import { expectLivePage } from '../../laws/report-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-own-report-'));
const browser = browserWhenNeeded();
beforeAll(async () => {
  runPython('write_npz.py', folder, 'wave');
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

describe('the report of an evaluation on a tensor of a user’s own', () => {
  it('draws what was scored, in a page', async () => {
    const page = join(folder, 'wave.html');
    const args = ['additive', join(folder, 'wave.npz'), '--baselines', 'interpolation', '--html', page];
    const { line, json } = await runHere(evaluateCommand, args);
    expect(line).toBe('');
    await expectLivePage(browser, page, ['scores-figure', 'forecasts', 'columns']);
    const { tables } = JSON.parse(readFileSync(join(folder, 'wave.json'), 'utf8')) as { tables: Record<string, Row[]> };
    const { forecast } = json as TensorEvaluation;
    for (const { prefix, result } of forecast) {
      const skill = tables.forecasts.find(
        (row) => row.prefix === prefix && row.model === 'additive' && row.metric === 'skill',
      );
      expect(skill?.value).toBe(result?.scores.additive.skill);
      const [column] = result!.columns;
      const own = tables.columns.find(
        (row) => row.set === `forecast ${100 * prefix} %` && row.model === 'additive' && row.column === column.name,
      );
      expect(own?.rmse).toBe(column.scores.additive.rmse);
      expect(own?.ratio).toBeCloseTo(column.scores.additive.rmse / column.scores['viewer mean'].rmse, 12);
    }
  });
});
