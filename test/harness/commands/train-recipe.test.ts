import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../harness/checkpoint/load.ts';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import { trainCommand } from '../../../harness/commands/train.ts';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { expectPlain, runHere } from '../../laws/command.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-recipe-'));
const dir = join(folder, 'small');
const OPTIONS = ['--epochs', '2', '--workers', '1', '--backend', 'wasm', '--hold-out', '0.3'];
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 120 }), 'small');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains with these options; what it said, and the name and result that evaluate has for the model. */
async function made(name: string, args: readonly string[]) {
  const model = join(folder, name);
  const trained = await runHere(trainCommand, [dir, '-o', model, ...OPTIONS, ...args]);
  expect([trained.status, trained.line]).toEqual([0, '']);
  const scored = await runHere(evaluateCommand, [model, dir, '--baselines', 'none']);
  expect([scored.status, scored.line]).toEqual([0, '']);
  const result = scored.json as EvaluationResult;
  return { said: trained.said, state: loadModel(model).state, name: result.models[0].name, result };
}

describe('matinee train --recipe', () => {
  it('paper makes a model as published, which evaluate scores', async () => {
    const { name, state, said, result } = await made('paper', ['--recipe', 'paper', '--factors', '3']);
    expect([name, state.attributes['model'], said.length]).toEqual(['paper', 'paper', 4]);
    expect(result.recovery['paper']?.pairs).toHaveLength(4);
    expect(result.forecast[0].result?.scores['paper'].rmse).toBeGreaterThan(0);
  });

  it('auto with --factors auto says both choices with their likelihoods, keeps them, and evaluate scores what it chose', async () => {
    const { name, state, said } = await made('auto', ['--recipe', 'auto', '--factors', 'auto']);
    const chosen = said.filter((line) => /^(factors|recipe):/.test(line));
    expect(chosen[0]).toMatch(
      /^factors: \d, of log likelihoods held out \(gain of the middle viewer\) 2: -?[\d.]+, 3: .+ nats a sample$/,
    );
    expect(chosen[1]).toMatch(
      /^recipe: (the FVAE|CP \(cp-.+\)), by [\d.]+ ± [\d.]+ nats a sample held out \(-?[\d.]+ against -?[\d.]+ of .+\)$/,
    );
    for (const line of chosen) expectPlain(line);
    expect(state.attributes['choices']).toMatchObject([{ of: 'factors' }, { of: 'recipe' }]);
    expect(name.startsWith(chosen[1].includes(': CP') ? 'cp-' : 'fvae')).toBe(true);
  });

  it('another is refused: status 2, one line', async () => {
    const { status, line } = await runHere(trainCommand, [dir, '-o', join(folder, 'm'), '--recipe', 'soup']);
    expect([status, line]).toEqual([2, '--recipe: found "soup", expected one of matinee, paper, auto']);
  });
});
