import { describe, expect, it } from 'vitest';
import { compare } from '../../../harness/regress/compare.ts';
import { concludeFrom, statusOf } from '../../../harness/regress/conclusion.ts';
import type { Failure, Measured } from '../../../harness/regress/measured.ts';
import type { Suite } from '../../../harness/regress/suite/suite.ts';
import { measuredAs, SUITE } from './measured-suite.ts';

const value = (dataset: number, fit: number): number => dataset * (1 + 0.002 * ((7 * fit + dataset) % 5));
const BASELINE = measuredAs(5, value);
const NOW = measuredAs(2, value);

const verdicts = (now: Measured, baseline = BASELINE, suite = SUITE, failures: readonly Failure[] = []): string[] =>
  compare(suite, baseline, now, failures).map(({ model, metric, verdict }) => `${model} ${metric} ${verdict}`);

/** The baseline with one thing changed. */
function edited(change: (measured: Measured) => void): Measured {
  const copy = structuredClone(BASELINE);
  change(copy);
  return copy;
}

describe('a comparison with the baseline', () => {
  it('has a row for each model and metric; the same numbers are the same', () => {
    const rows = compare(SUITE, BASELINE, NOW, []);
    expect(rows.map(({ scenario, model, metric, verdict }) => [scenario, model, metric, verdict])).toEqual([
      ['short', 'one', 'imputation-rmse', 'same'],
      ['short', 'one', 'factor-match', 'same'],
      ['short', 'two', 'imputation-rmse', 'same'],
      ['short', 'two', 'factor-match', 'same'],
    ]);
    const conclusion = concludeFrom(SUITE, rows, [], BASELINE, NOW);
    expect(conclusion).toMatchObject({
      verdict: 'passed',
      identical: true,
      fits: { datasets: 3, check: 2, baseline: 5 },
    });
    expect(statusOf(conclusion)).toBe(0);
  });

  it('tells one model’s loss from another’s gain', () => {
    const now = measuredAs(2, (dataset, fit, model) => value(dataset, fit) * (model === 'one' ? 1.05 : 0.95));
    // A factor match of 5 % more is better.
    expect(verdicts(now)).toEqual([
      'one imputation-rmse worse',
      'one factor-match better',
      'two imputation-rmse better',
      'two factor-match worse',
    ]);
    const conclusion = concludeFrom(SUITE, compare(SUITE, BASELINE, now, []), [], BASELINE, now);
    expect(conclusion).toMatchObject({ verdict: 'worse', counts: { worse: 2, better: 2, same: 0, incomparable: 0 } });
    expect(statusOf(conclusion)).toBe(1);
  });

  it('does not depend on the order of metrics, models and datasets', () => {
    const now = measuredAs(2, (dataset, fit, model) => value(dataset, fit) * (model === 'one' ? 1.05 : 1));
    const turned: Suite = {
      ...SUITE,
      metrics: [...SUITE.metrics].reverse(),
      models: [...SUITE.models].reverse(),
    };
    const byName = (suite: Suite) =>
      new Map(compare(suite, BASELINE, now, []).map((row) => [`${row.model} ${row.metric}`, row]));
    const rows = byName(SUITE);
    expect(rows.size).toBe(4);
    for (const [name, row] of byName(turned)) expect(row).toEqual(rows.get(name));
  });
});

describe('what cannot be compared', () => {
  const changes: Readonly<Record<string, readonly [(measured: Measured) => void, RegExp]>> = {
    'another scenario': [(m) => Object.assign(m.scenarios['short'], { setting: 's1' }), /the scenario differs/],
    'other sizes': [
      (m) => Object.assign(m.scenarios['short'].datasets['2'], { viewers: 11 }),
      /dataset 2: its size differs/,
    ],
    'other data': [
      (m) =>
        Object.assign(m.scenarios['short'].datasets['3'].yardsticks, {
          'factor-match': [0.5, 0.251],
          'imputation-rmse': [0.5, 0.251],
        }),
      /dataset 3: what no model changes differs/,
    ],
    'a new scenario': [
      (m) => delete (m.scenarios as Record<string, unknown>)['short'],
      /the scenario is not in the baseline/,
    ],
    'a new dataset': [
      (m) => delete (m.scenarios['short'].datasets as Record<string, unknown>)['1'],
      /dataset 1 is not in the baseline/,
    ],
  };

  it.each(Object.keys(changes))('%s', (name) => {
    const [change, reason] = changes[name];
    const baseline = edited(change);
    const rows = compare(SUITE, baseline, NOW, []);
    expect(rows).toHaveLength(4);
    for (const row of rows)
      expect(row).toMatchObject({ verdict: 'incomparable', reason: expect.stringMatching(reason) });
    const conclusion = concludeFrom(SUITE, rows, [], baseline, NOW);
    expect(conclusion.verdict).toBe('incomparable');
    expect(statusOf(conclusion)).toBe(2);
  });

  it('is a model that is new, has other options or failed, while the other’s rows stay', () => {
    const gone = edited((m) => delete (m.models as Record<string, unknown>)['one']);
    const other = edited((m) => Object.assign(m.models['one'], { factors: 4 }));
    const silent = edited((m) => {
      for (const dataset of Object.values(m.scenarios['short'].datasets))
        delete (dataset.values as Record<string, unknown>)['one'];
    });
    const expected = [
      'one imputation-rmse incomparable',
      'one factor-match incomparable',
      'two imputation-rmse same',
      'two factor-match same',
    ];
    for (const baseline of [gone, other, silent]) expect(verdicts(NOW, baseline)).toEqual(expected);
    const failure = { scenario: 'short', dataset: 1, model: 'one', seed: 0, line: 'it crashed' };
    expect(verdicts(NOW, BASELINE, SUITE, [failure])).toEqual(expected);
    const [row] = compare(SUITE, BASELINE, NOW, [failure]);
    expect(row).toMatchObject({ reason: 'failed: it crashed' });
    expect(statusOf(concludeFrom(SUITE, compare(SUITE, BASELINE, NOW, [failure]), [failure], BASELINE, NOW))).toBe(2);
  });

  it('is a metric that is new or leads elsewhere', () => {
    const fresh = edited((m) => delete (m.metrics as Record<string, unknown>)['factor-match']);
    const led = edited((m) => Object.assign(m.metrics, { 'factor-match': 'recovery.fms' }));
    for (const baseline of [fresh, led]) {
      expect(verdicts(NOW, baseline).filter((text) => text.endsWith('incomparable'))).toEqual([
        'one factor-match incomparable',
        'two factor-match incomparable',
      ]);
    }
  });

  it('is a metric of which a model begins or ceases to speak; one of which it never speaks has no row', () => {
    const silent = (measured: Measured): Measured => {
      const copy = structuredClone(measured);
      for (const dataset of Object.values(copy.scenarios['short'].datasets)) {
        const values = dataset.values['two'] as Record<string, (number | null)[]>;
        values['factor-match'] = values['factor-match'].map(() => null);
      }
      return copy;
    };
    expect(verdicts(silent(NOW)).at(-1)).toBe('two factor-match incomparable');
    expect(verdicts(NOW, silent(BASELINE)).at(-1)).toBe('two factor-match incomparable');
    const [now, baseline] = [silent(NOW), silent(BASELINE)];
    expect(verdicts(now, baseline)).toHaveLength(3);
    const { silent: told } = concludeFrom(SUITE, compare(SUITE, baseline, now, []), [], baseline, now);
    expect(told).toEqual(['short, two: factor-match']);
  });

  it('is no dataset of which a metric has no numbers, now as before: the others tell', () => {
    const without = (measured: Measured): Measured => {
      const copy = structuredClone(measured);
      for (const metrics of Object.values(copy.scenarios['short'].datasets['2'].values)) {
        const values = metrics as Record<string, (number | null)[]>;
        values['imputation-rmse'] = values['imputation-rmse'].map(() => null);
      }
      return copy;
    };
    expect(verdicts(without(NOW), without(BASELINE))).toEqual(verdicts(NOW));
  });

  it('is a baseline of fewer fits than the check, or of too few', () => {
    expect(new Set(compare(SUITE, measuredAs(1, value), NOW, []).map(({ verdict }) => verdict))).toEqual(
      new Set(['incomparable']),
    );
    const [row] = compare(SUITE, measuredAs(1, value), measuredAs(1, value), []);
    expect(row).toMatchObject({ verdict: 'incomparable', reason: expect.stringMatching(/too few fits/) });
  });

  it('a difference in the last digits of the data is none', () => {
    const near = edited((m) => {
      for (const dataset of Object.values(m.scenarios['short'].datasets)) {
        Object.assign(dataset, {
          data: 'other',
          yardsticks: { 'imputation-rmse': [0.50001, 0.25], 'factor-match': [0.5, 0.25] },
        });
      }
    });
    expect(verdicts(NOW, near).every((text) => text.endsWith('same'))).toBe(true);
  });
});
