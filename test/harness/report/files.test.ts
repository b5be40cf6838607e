import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { expectPlain, runHere } from '../../laws/command.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { runPython } from '../../laws/python.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-report-files-'));
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 2, seats: 3, samples: 60 }), 'small');
  writeFileSync(at('taken.html'), 'mine');
  writeFileSync(at('half.csv'), 'mine');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('--html', () => {
  it('writes a page and the same numbers beside it, for a model without factors, too', async () => {
    const args = ['additive', at('small'), '--baselines', 'none', '--html', at('new/report.html')];
    const { status, json, said, line } = await runHere(evaluateCommand, args);
    expect([status, line]).toEqual([0, '']);
    const paths = ['json', 'csv', 'html'].map((ending) => at(`new/report.${ending}`));
    expect(said.at(-1)).toBe(`wrote ${paths.join(', ')}`);
    expect(readdirSync(at('new')).sort()).toEqual(['report.csv', 'report.html', 'report.json']);
    const written = JSON.parse(readFileSync(paths[0], 'utf8'));
    expect(written.result).toEqual(JSON.parse(JSON.stringify(json)));
    const [head, ...lines] = runPython('read_csv.py', paths[1]) as string[][];
    const scores = lines
      .filter(([table]) => table === 'scores')
      .map((cells) => Object.fromEntries(head.map((name, n) => [name, cells[n]])));
    const { rmse } = (json as EvaluationResult).reconstruction?.scores.additive ?? {};
    const own = scores.find(
      ({ set, model, metric }) => set === 'reconstruction' && model === 'additive' && metric === 'rmse',
    );
    expect(Number(own?.value)).toBe(rmse);
    expect(lines.map(([table]) => table)).toEqual(
      Object.entries(written.tables).flatMap(([name, rows]) => (rows as unknown[]).map(() => name)),
    );
    const page = readFileSync(paths[2], 'utf8');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('matinee evaluate additive');
    expect(page).not.toContain('--html');
  });

  it.each([
    ['taken.html', /taken\.html already exists$/],
    ['half.html', /half\.csv already exists$/],
    ['report.htm', /^--html: found ".+report\.htm", expected a file name that ends in \.html$/],
    ['', /^--html is missing, expected a value$/],
  ])('refuses %j at once, before the dataset is looked at', async (name, expected) => {
    const before = readdirSync(folder);
    const html = name === '' ? '' : at(name);
    const { status, line } = await runHere(evaluateCommand, ['additive', at('nothing'), '--html', html]);
    expect(status).toBe(2);
    expect(line).toMatch(expected);
    expectPlain(line);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('leaves nothing where the work fails', async () => {
    const before = readdirSync(folder);
    const { status } = await runHere(evaluateCommand, ['additive', at('nothing'), '--html', at('fails.html')]);
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual(before);
  });
});
