import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../fvae/random.ts';
import { readPool } from '../../../../harness/regress/baseline.ts';
import { drawFits } from '../../../../harness/regress/study/draws.ts';
import { findingsOf } from '../../../../harness/regress/study/findings.ts';
import { studyText } from '../../../../harness/regress/study/report.ts';
import { loadSuite, suiteFile } from '../../../../harness/regress/suite/load.ts';

const docs = resolve(import.meta.dirname, '..', '..', '..', '..', 'docs');
const suite = loadSuite(suiteFile('quick'));
const pool = readPool(join(docs, 'gate-study.json'));

describe('checks drawn from the pool of docs/gate-study.json', () => {
  // A few of the checks that docs/gate-study.md tells of.
  const findings = findingsOf(suite, pool, 10);

  it('hardly ever say worse without a change', () => {
    expect(findings.alarms.suite).toBeLessThanOrEqual(0.05);
  });

  it('find every planted loss, which costs 3 % or more of some metric', () => {
    for (const { name, costs, suite: share } of findings.planted) {
      expect(Math.max(...Object.values(costs)), name).toBeGreaterThan(0.03);
      expect(share, name).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('are of a pool of fits to the datasets of the suite, with 50 seeds or more', () => {
    expect(Object.keys(pool.scenarios)).toEqual(suite.scenarios.map(({ name }) => name));
    const [{ name, datasets }] = suite.scenarios;
    expect(Object.keys(pool.scenarios[name].datasets)).toEqual(datasets.map(String));
    expect(findings.fits.planted).toBeGreaterThanOrEqual(50);
  });

  it('docs/gate-study.md tells of this pool', () => {
    const text = readFileSync(join(docs, 'gate-study.md'), 'utf8');
    const lines = studyText(suite, pool, findings).split('\n');
    // What does not depend on how many checks are drawn: spreads and costs.
    const [spread] = lines.filter((line) => line.startsWith('| factor-match |'));
    expect(text).toContain(spread);
    for (const { name } of suite.metrics) expect(text).toContain(`| ${name} |`);
    expect(text).toContain(`${findings.fits.unchanged} fits of the model`);
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
