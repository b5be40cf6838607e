import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapToOracle, predictionFigures, recoveryFigures } from '../../../harness/science/figures.ts';
import { planTasks } from '../../../harness/science/plan.ts';
import type { ModelTask } from '../../../harness/science/task.ts';
import { modelRecord, type Said } from './synthetic.ts';

const [task] = planTasks({ seeds: [11], only: ['ideal-v1'], sets: [], quick: false }) as ModelTask[];
const share = fc.double({ min: 0, max: 1, noNaN: true });
const imputed = (said: Said) => {
  const record = modelRecord(task, said);
  return predictionFigures(record, record.evaluation.imputation);
};

describe('recovery', () => {
  it('is ahead of the best of the family, whatever its likelihood', () => {
    fc.assert(
      fc.property(share, fc.array(share, { minLength: 1, maxLength: 8 }), (match, family) => {
        const cp = Object.fromEntries(family.map((one, n) => [`cp-${n}`, one]));
        const { hindsight, plain } = recoveryFigures(modelRecord(task, { match, cp })) ?? {};
        const best = Math.max(...family);
        expect(hindsight).toMatchObject({ match: best, margin: match - best });
        expect(plain).toEqual(hindsight);
      }),
    );
  });

  it('is beside the best of those without weights, too', () => {
    const cp = { 'cp-2': 0.4, 'cp-gls-4': 0.8, 'cp-nn-6': 0.5, 'cp-gls-nn-6': 0.7 };
    const { hindsight, plain } = recoveryFigures(modelRecord(task, { match: 0.9, cp })) ?? {};
    expect([hindsight?.name, plain?.name]).toEqual(['cp-gls-4', 'cp-nn-6']);
    expect(plain?.margin).toBeCloseTo(0.4, 12);
  });

  it('has no margin without baselines', () => {
    expect(recoveryFigures(modelRecord(task, { cp: {} }))).toMatchObject({ hindsight: null, plain: null });
  });

  it('is none for a model without factors', () => {
    const record = modelRecord(task);
    expect(recoveryFigures({ ...record, model: 'additive' })).toBeNull();
  });
});

describe('prediction', () => {
  it('is ahead where it is below every baseline, the oracle aside', () => {
    expect(imputed({})).toMatchObject({ ahead: true, best: { name: 'cp' } });
    expect(imputed({ rmse: { fvae: 0.016 } })?.ahead).toBe(false);
    expect(imputed({ rmse: { cp: 0.05, additive: 0.06 } })?.best.name).toBe('viewer mean');
  });

  it('leads by the least over any baseline, over viewers that both have', () => {
    const lead = imputed({})?.lead;
    expect(lead).toMatchObject({ over: 'cp', viewers: 2, larger: 2 });
    expect(lead?.mean).toBeCloseTo(0.003, 9);
    expect(imputed({ rmse: { fvae: 0.016 } })?.lead?.mean).toBeLessThan(0);
  });

  it('splits 1 - explained into neutral and movement', () => {
    const fvae = fc.double({ min: 0.005, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(fvae, share, (rmse, dynamic) => {
        const figures = imputed({ rmse: { fvae: rmse }, dynamic });
        const gap = figures === null ? null : gapToOracle(figures);
        expect((gap?.neutral ?? 0) + (gap?.movement ?? 0)).toBeCloseTo(1 - (figures?.own.explained ?? 0), 9);
      }),
    );
  });

  it('has no gap where the oracle is no better than the viewer mean', () => {
    const figures = imputed({ rmse: { oracle: 0.04 } });
    expect(figures === null ? null : gapToOracle(figures)).toBeNull();
  });
});
