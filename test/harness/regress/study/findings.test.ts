import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../fvae/random.ts';
import { readBaseline, readPool } from '../../../../harness/regress/baseline.ts';
import { drawFits } from '../../../../harness/regress/study/draws.ts';
import { findingsOf } from '../../../../harness/regress/study/findings.ts';
import { UNCHANGED } from '../../../../harness/regress/study/planted.ts';
import { studyText } from '../../../../harness/regress/study/report.ts';
import { baselineFile, loadSuite, suiteFile } from '../../../../harness/regress/suite/load.ts';

const docs = resolve(import.meta.dirname, '..', '..', '..', '..', 'docs');
const suite = loadSuite(suiteFile('quick'));
const pool = readPool(join(docs, 'gate-study.json'));
/** As many as docs/gate-study.md tells of. */
const CHECKS = 200;

describe('checks drawn from the pool of docs/gate-study.json', () => {
  const findings = findingsOf(suite, pool, CHECKS);

  it('hardly ever say worse without a change', () => {
    expect(findings.alarms.suite).toBeLessThanOrEqual(0.05);
  });

  it('find every planted loss, which costs 3 % or more of some metric', () => {
    for (const { name, costs, suite: share } of findings.planted) {
      expect(Math.max(...Object.values(costs)), name).toBeGreaterThan(0.03);
      expect(share, name).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('are of a pool of fits to the datasets of the suite, with 50 seeds or more of every loss to each', () => {
    expect(Object.keys(pool.scenarios)).toEqual(suite.scenarios.map(({ name }) => name));
    const [{ name, datasets }] = suite.scenarios;
    expect(Object.keys(pool.scenarios[name].datasets)).toEqual(datasets.map(String));
    for (const { values } of Object.values(pool.scenarios[name].datasets)) {
      for (const metrics of Object.values(values)) {
        for (const { length } of Object.values(metrics)) expect(length).toBeGreaterThanOrEqual(50);
      }
    }
  });

  it('are what docs/gate-study.md tells of, to the letter', () => {
    expect(readFileSync(join(docs, 'gate-study.md'), 'utf8')).toBe(studyText(suite, pool, findings));
  });

  it('are of the model that the baseline is of', () => {
    const baseline = readBaseline(baselineFile(suiteFile('quick')));
    const meanOf = (values: readonly (number | null)[]): number =>
      values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
    for (const { name, datasets } of suite.scenarios) {
      for (const dataset of datasets) {
        const [before, studied] = [baseline, pool].map(({ scenarios }) => scenarios[name].datasets[dataset].values);
        for (const { name: metric } of suite.metrics) {
          const [own] = Object.values(before);
          const all = studied[UNCHANGED.name][metric];
          const spread = Math.sqrt(meanOf(all.map((value) => ((value ?? Number.NaN) - meanOf(all)) ** 2)));
          const apart = Math.abs(meanOf(own[metric]) - meanOf(all));
          expect(apart, `${dataset} ${metric}`).toBeLessThan((5 * spread) / Math.sqrt(own[metric].length) + 1e-9);
        }
      }
    }
  });

  it('take no fit twice', () => {
    const random = createRandom(1, 'fits');
    for (let n = 0; n < 50; n += 1) {
      const { before, now } = drawFits(12, null, { baseline: 8, check: 3 }, random);
      expect([before.length, now.length, new Set([...before, ...now]).size]).toEqual([8, 3, 11]);
      const other = drawFits(12, 5, { baseline: 8, check: 3 }, random);
      expect([new Set(other.before).size, new Set(other.now).size]).toEqual([8, 3]);
      expect(Math.max(...other.now)).toBeLessThan(5);
    }
  });
});
