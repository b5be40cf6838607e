import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportScenesCommand } from '../../../../harness/commands/report-scenes.ts';
import { trainCommand } from '../../../../harness/commands/train.ts';
import type { SceneResult } from '../../../../harness/report/scenes/result.ts';
import { parseScenario } from '../../../../scenarios/schema/parse.ts';
import { browserWhenNeeded } from '../../../laws/browser.ts';
import { expectPlain, runHere } from '../../../laws/command.ts';
import { generated } from '../../../laws/generated-dataset.ts';
import { expectGoodPage } from '../../../laws/report-page.ts';

const SCENARIO = `
matinee: 1
title: Tiny
film: { duration: 150, generators: [{ types: [humor], rate: 200 }, { types: [surprise], rate: 150 }] }
theater: { rows: 4, seatsPerRow: 5 }
audience: { occupancy: 1 }
seed: 7
`;

const folder = mkdtempSync(join(tmpdir(), 'matinee-scenes-'));
const at = (name: string): string => join(folder, name);
const train = ['--factors', '3', '--epochs', '3', '--workers', '1', '--backend', 'wasm'];
const browser = browserWhenNeeded();
beforeAll(async () => {
  await generated(folder, parseScenario(SCENARIO, 'tiny.yaml', []), 'film');
  await generated(folder, parseScenario(SCENARIO, 'tiny.yaml', ['seed=8', 'film.duration=40']), 'other');
  expect((await runHere(trainCommand, [at('film'), '-o', at('model'), ...train])).line).toBe('');
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

describe('matinee report scenes', () => {
  it('tells scene by scene what the audience did, near the truth, as text, page, JSON and CSV', async () => {
    const { status, line, json, said } = await runHere(reportScenesCommand, [
      at('model'),
      at('film'),
      '-o',
      at('scenes.html'),
    ]);
    expect([status, line]).toEqual([0, '']);
    const result = json as SceneResult;
    expect(result.scenes.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(150);
    expect(said[0]).toBe(`Tiny, seed 7: 20 viewers, ${result.scenes.length} scenes in 2:30, read by the model fvae`);
    expect(result.truth.humor?.scenes).toBeGreaterThan(0.9);
    expect(result.truth.humor?.groups).toBeGreaterThan(0.8);
    expect(result.truth.humor?.shared).toBeGreaterThan(0.9);
    // Intervals over viewers hold what other audiences do; those of what is expected hold the truth's difference.
    expect(result.truth.humor?.scenesInside).toBeGreaterThan(0.8);
    expect(result.truth.humor?.groupsInside).toBeGreaterThan(0.8);
    expect(result.truth.humor?.beyondInside).toBeGreaterThan(0.8);
    expect(result.truth.humor?.off).toBeLessThan(0.1);
    for (const { told, toldTruly } of Object.values(result.truth)) expect(told - toldTruly).toBe(0);
    expect(JSON.parse(readFileSync(at('scenes.json'), 'utf8')).result).toEqual(JSON.parse(JSON.stringify(result)));
    expect(readFileSync(at('scenes.csv'), 'utf8')).toMatch(/^table,/);
    await expectGoodPage(browser, at('scenes.html'), [
      'film',
      'asked-and-drawn',
      'groups',
      'group-map',
      'check-figure',
    ]);
    // The truth stands apart: no figure outside of its section draws it.
    const page = await browser.open(at('scenes.html'));
    expect(await page.evaluate('[...document.querySelectorAll("section.apart figure")].map(({ id }) => id)')).toEqual([
      'check-figure',
    ]);
    expect(await page.evaluate('document.querySelector("section.apart").textContent')).toContain(
      'A real screening has no such section',
    );
  });

  it('takes scenes from a file, whatever their titles', async () => {
    const title = '<b>"Chase" & co</b>';
    writeFileSync(at('scenes.yaml'), `- { at: 0, title: Opening }\n- { at: 1:05, title: '${title}' }\n`);
    const args = [at('model'), at('film'), '--scenes', at('scenes.yaml'), '-o', at('named.html')];
    const { json, line } = await runHere(reportScenesCommand, args);
    expect(line).toBe('');
    expect((json as SceneResult).scenes.map((scene) => [scene.title, scene.from, scene.to])).toEqual([
      ['Opening', 0, 65],
      [title, 65, 150],
    ]);
    const page = await browser.open(at('named.html'));
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate('document.querySelectorAll("main b").length')).toBe(0);
    expect(await page.evaluate('document.querySelector("#scenes table tbody tr:last-child th").textContent')).toBe(
      title,
    );
  });

  it.each([
    [['none', 'film'], /^MODEL: found ".+none", expected the folder of a trained model$/],
    [['model', 'other'], /found a dataset of SHA-256/],
    [
      ['model', 'film', '--scenes', 'no.yaml'],
      /^--scenes: no\.yaml: found no such file, expected a YAML list of scenes$/,
    ],
    [['model', 'film', '-o', 'x.htm'], /^--output: found "x\.htm", expected a file name that ends in \.html$/],
  ])('%j: status 2, one line, nothing left', async ([model, dir, ...rest], expected) => {
    const before = readdirSync(folder);
    const { status, line, said } = await runHere(reportScenesCommand, [at(model), at(dir), ...rest]);
    expect([status, said]).toEqual([2, []]);
    expect(line).toMatch(expected);
    expectPlain(line);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('uses nothing of the truth but in its check: without it the same is told', async () => {
    const whole = (await runHere(reportScenesCommand, [at('model'), at('film')])).json as SceneResult;
    const { blindScenes } = await import('./blind.ts');
    expect(await blindScenes(at('model'), at('film'))).toEqual({
      scenes: whole.scenes,
      byGroup: whole.byGroup,
      moments: whole.moments,
    });
  });
});
