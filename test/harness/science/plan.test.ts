import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetName, MAIN_SCENARIOS, planTasks, SCENARIOS } from '../../../harness/science/plan.ts';
import { entriesOf, guessedSeconds, secondsLeft } from '../../../harness/science/progress.ts';
import { loadScenario } from '../../../scenarios/schema/parse.ts';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'scenarios');
const file = (scenario: string): string => join(folder, `${scenario}.yaml`);
const usual = { seeds: [11, 12], only: null, sets: [], quick: false };
const tasks = planTasks(usual);

describe('the plan', () => {
  it('has ten main runs on two seeds, and no id twice', () => {
    const main = tasks.filter((task) => task.kind === 'model' && task.purpose === 'main');
    expect(main.map(({ id }) => id).sort()).toEqual(MAIN_SCENARIOS.flatMap((s) => [`${s}-11`, `${s}-12`]).sort());
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
  });

  it('has the tasks of one dataset in a row, and the long films last', () => {
    const names = tasks.map(({ dataset }) => datasetName(dataset));
    const turns = names.filter((name, n) => name !== names[n - 1]);
    expect(turns.length).toBe(new Set(names).size);
    const long = names.map((name) => /family-film|full-house/.test(name));
    expect(long).toEqual([...long].sort());
  });

  it('names scenarios of the package alone', () => {
    for (const scenario of SCENARIOS) expect(readFileSync(file(scenario), 'utf8')).toContain('title:');
    expect(new Set(tasks.map(({ dataset }) => dataset.scenario))).toEqual(new Set(SCENARIOS));
  });

  it('is limited to the scenarios asked for', () => {
    const some = planTasks({ ...usual, only: ['ideal-v1'] });
    expect(some.map(({ id }) => id)).toEqual([
      'ideal-v1-11',
      'ideal-v1-11-told',
      'ideal-v1-11-unseen',
      'ideal-v1-11-paper',
      'ideal-v1-12',
      'ideal-v1-12-told',
      'ideal-v1-12-unseen',
    ]);
  });

  it('is limited to the tasks asked for', () => {
    const some = planTasks({ ...usual, only: ['stand-up-v1-12-told', 'ideal-v1-11-told'] });
    expect(some.map(({ id }) => id)).toEqual(['ideal-v1-11-told', 'stand-up-v1-12-told']);
  });

  it('is made of valid and small screenings when it must be quick', () => {
    const quick = planTasks({ ...usual, quick: true });
    expect(quick.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id));
    for (const { dataset } of quick) {
      const scenario = loadScenario(file(dataset.scenario), [...dataset.sets]);
      expect(scenario.film.duration).toBeLessThanOrEqual(300);
    }
  });
});

describe('time left', () => {
  it('counts the entries that a screening really has', () => {
    const task = tasks.find(({ id }) => id === 'family-film-v1-11');
    expect(entriesOf(task as (typeof tasks)[number], file('family-film-v1'))).toBe(353 * 5040);
  });

  it('is the guess at first, and follows the clock after that', () => {
    expect(secondsLeft(100, 0, 3)).toBe(100);
    expect(secondsLeft(100, 50, 200)).toBe(400);
    expect(guessedSeconds(tasks[0], 2e6)).toBeGreaterThan(guessedSeconds(tasks[0], 1e6));
  });
});
