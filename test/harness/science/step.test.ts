import { describe, expect, it } from 'vitest';
import { generateCommand } from '../../../harness/commands/generate.ts';
import { trainCommand } from '../../../harness/commands/train.ts';
import { parseCommand } from '../../../harness/options.ts';
import { CURVE_FACTORS, planTasks } from '../../../harness/science/plan.ts';
import { stepArguments } from '../../../harness/science/step.ts';

const tasks = planTasks({ seeds: [11, 12], only: null, sets: ['film.rate=2'], quick: true });

describe('arguments of steps', () => {
  it('are those of the commands, with the data’s seed as the model’s', () => {
    for (const task of tasks) {
      const seed = `${task.dataset.seed}`;
      const [, name, ...generate] = stepArguments({ kind: 'generate', dataset: task.dataset, dir: 'D' });
      expect(name).toBe('generate');
      const made = parseCommand(generateCommand, generate);
      expect(made.positionals).toEqual([`scenarios/${task.dataset.scenario}.yaml`]);
      expect(made.values).toMatchObject({ seed, output: 'D', json: true });
      expect(made.values['set']).toContain('film.rate=2');
      if (task.kind !== 'model') continue;
      const [, , ...train] = stepArguments({ kind: 'train', task, dir: 'D', model: 'M' });
      const { values } = parseCommand(trainCommand, train);
      expect(values).toMatchObject({ seed, output: 'M', recipe: task.recipe, epochs: '4' });
      expect(values['factors']).toBe(task.factors);
    }
  });

  it('of measuring say what to measure', () => {
    const curve = tasks.filter((task) => task.kind === 'curve');
    expect(new Set(curve.map(({ factors }) => factors))).toEqual(new Set(CURVE_FACTORS));
    const [, ...args] = stepArguments({ kind: 'curve', task: curve[0], dir: 'D' });
    expect(args).toEqual(['curve', 'D', '1', '11', '4']);
    const [told] = tasks.filter((task) => task.kind === 'told');
    expect(stepArguments({ kind: 'told', task: told, dir: 'D' }).slice(1)).toEqual(['told', 'D', '11']);
    const [unseen] = tasks.filter((task) => task.kind === 'unseen');
    const asked = (task: typeof unseen) => stepArguments({ kind: 'unseen', task, dir: 'D' }).slice(1);
    const { epochs: _, ...usual } = unseen;
    expect(asked(usual)).toEqual(['unseen', 'D', '11']);
    expect(asked({ ...usual, epochs: 3 })).toEqual(['unseen', 'D', '11', '3']);
  });
});
