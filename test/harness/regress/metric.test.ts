import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, figureOf, knownMetric, type Metric, prefixOf, yardstickOf } from '../../../harness/regress/metric.ts';
import { evaluationOf } from '../science/synthetic.ts';

const evaluation = evaluationOf({ match: 0.7, rmse: { fvae: 0.02 }, coverage90: 0.85 });
const named = (name: string): Metric => knownMetric(name) as Metric;

describe('metrics by name', () => {
  it.each([
    ['factor-match', 0.7],
    ['mcc', 0.7],
    ['reconstruction-rmse', 0.02],
    ['imputation-mae', 0.02],
    ['imputation-crps', 0.01],
    ['imputation-coverage90', 0.85],
    ['forecast-10-rmse', 0.02],
  ])('%s is found in an evaluation', (name, value) => {
    expect(figureOf(evaluation, 'fvae', named(name))).toBe(value);
  });

  it('a forecast is asked for at the prefix in the name', () => {
    expect(prefixOf(named('forecast-25-crps'))).toBe(0.25);
    expect(prefixOf(named('imputation-crps'))).toBeNull();
  });

  it.each([
    'rmse',
    'recall',
    'forecast-rmse',
    'forecast-0-rmse',
    'forecast-100-rmse',
    'imputation-',
    'far-crps',
    'toString',
  ])('%s is none', (name) => {
    expect(knownMetric(name)).toBeUndefined();
  });

  it('what a model does not say is null: no factors, no forecast after that prefix, another model', () => {
    const silent = { ...evaluation, recovery: { fvae: null } };
    expect(figureOf(silent, 'fvae', named('factor-match'))).toBeNull();
    expect(figureOf(evaluation, 'fvae', named('forecast-7-rmse'))).toBeNull();
    expect(figureOf(evaluation, 'nobody', named('imputation-rmse'))).toBeNull();
  });

  it('a path may lead anywhere into an evaluation', () => {
    const path = { ...named('factor-match'), path: 'recovery.pairs.0.score' };
    expect(figureOf(evaluation, 'fvae', path)).toBe(0.7);
    expect(figureOf(evaluation, 'fvae', { ...path, path: 'recovery.pairs' })).toBeNull();
  });
});

describe('yardsticks', () => {
  it('are what no model changes', () => {
    const other = evaluationOf({ match: 0.2, rmse: { fvae: 0.5 } });
    for (const name of ['factor-match', 'imputation-rmse', 'forecast-10-crps']) {
      expect(yardstickOf(evaluation, named(name)).length).toBeGreaterThan(1);
      expect(yardstickOf(other, named(name))).toEqual(yardstickOf(evaluation, named(name)));
    }
  });

  it('change with the data', () => {
    const other = evaluationOf({ rmse: { oracle: 0.011 } });
    expect(yardstickOf(other, named('imputation-rmse'))).not.toEqual(yardstickOf(evaluation, named('imputation-rmse')));
  });
});

describe('costs', () => {
  const value = fc.double({ min: -10, max: 10, noNaN: true });

  it('fall where a metric gets better, whichever way that is', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(costOf('lower', a) - costOf('lower', b))).toBe(Math.sign(a - b));
        expect(Math.sign(costOf('higher', a) - costOf('higher', b))).toBe(Math.sign(b - a));
        expect(Math.sign(costOf(0.9, a) - costOf(0.9, b))).toBe(Math.sign(Math.abs(a - 0.9) - Math.abs(b - 0.9)));
      }),
    );
  });
});
