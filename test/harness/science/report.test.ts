import { describe, expect, it } from 'vitest';
import { planTasks } from '../../../harness/science/plan.ts';
import { coveragePlot } from '../../../harness/science/plots/coverage.ts';
import { curvesPlot } from '../../../harness/science/plots/curves.ts';
import { recoveryPlot } from '../../../harness/science/plots/recovery.ts';
import { scienceReport, sectionsOf } from '../../../harness/science/report.ts';
import { factorsToReach, groupsOf } from '../../../harness/science/sections/curves.ts';
import { type Study, studyOf } from '../../../harness/science/study.ts';
import { everyRecord, type Said } from './synthetic.ts';

const tasks = planTasks({ seeds: [11, 12], only: null, sets: [], quick: false });
const whole = (said: Said = {}): Study => studyOf(tasks, everyRecord(tasks, said), []);
const verdictsOf = (study: Study) => sectionsOf(study).flatMap(({ verdicts }) => verdicts);
const metOf = (study: Study, part: string) => {
  const found = verdictsOf(study).filter(({ wanted }) => wanted.includes(part));
  expect(found.length, part).toBeGreaterThan(0);
  return found.map(({ met }) => met);
};

const good: Said = { match: 0.96, rmse: { fvae: 0.0101 } };

describe('verdicts', () => {
  it('are all yes where everything is good', () => {
    expect(verdictsOf(whole(good)).filter(({ met }) => met !== true)).toEqual([]);
  });

  it('are all open where nothing has been run', () => {
    const none = verdictsOf(studyOf(tasks, [], []));
    expect(none.filter(({ met }) => met !== null)).toEqual([]);
  });

  // What is said, and the thresholds that it alone must break.
  const spoilt: readonly [string, Said, readonly string[]][] = [
    [
      'a low match',
      { match: 0.84, cp: { 'cp-2': 0.5 } },
      ['0.85 or more on `strong', '0.9 or more on', '0.93 or more'],
    ],
    ['a good CP', { cp: { 'cp-2': 0.87, 'cp-gls-nn-4': 0.2 } }, ['by 0.1 on `strong-face']],
    [
      'a good plain CP',
      { cp: { 'cp-nn-6': 0.87, 'cp-gls-4': 0.2 } },
      ['plain least squares', 'best CP in hindsight by 0.1'],
    ],
    ['a better CP', { cp: { 'cp-8': 0.97 } }, ['in hindsight in 9 of 10', 'by 0.1 on `strong-face']],
    ['errors', { rmse: { fvae: 0.014 } }, ['explained 0.97 or more']],
    ['a better baseline', { rmse: { additive: 0.01005 } }, ['imputation: ahead', 'forecast, 5 %', 'CRPS']],
    ['narrow intervals', { coverage90: 0.85 }, ['90 % intervals']],
    ['wide intervals', { coverage50: 0.56 }, ['50 % intervals']],
    ['slowness', { trainSeconds: 721 }, ['12 minutes']],
    ['memory', { trainBytes: 3.01 * 2 ** 30 }, ['3 GiB']],
  ];
  it.each(spoilt)('say no to %s', (_, said, parts) => {
    const study = whole({ ...good, ...said, rmse: { ...good.rmse, ...said.rmse } });
    for (const part of parts) expect(metOf(study, part), part).toContain(false);
  });

  it('say nothing of the growth of time between films that were not timed alike', () => {
    const records = everyRecord(tasks, good).map((record) =>
      record.task.id.startsWith('full-house') ? { ...record, origin: { ...record.origin, jobs: 2 } } : record,
    );
    expect(metOf(studyOf(tasks, records, []), 'full-house-v1')).toEqual([null]);
  });

  it('say no to slow growth of time on the longest film alone', () => {
    const records = everyRecord(tasks, good).map((record) =>
      record.task.id.startsWith('full-house')
        ? { ...record, seconds: { generate: 1, train: 120, evaluate: 1 } }
        : record,
    );
    expect(metOf(studyOf(tasks, records, []), 'full-house-v1')).toEqual([false]);
  });
});

describe('the report', () => {
  it('is the same for the same records, in whatever order they were made', () => {
    const records = everyRecord(tasks, good);
    const text = scienceReport(studyOf(tasks, records, []));
    expect(scienceReport(studyOf(tasks, [...records].reverse(), []))).toBe(text);
  });

  it('says plainly, with the reason, what is not met', () => {
    const text = scienceReport(whole({ ...good, match: 0.8 }));
    const missed = verdictsOf(whole({ ...good, match: 0.8 })).filter(({ met }) => met === false);
    expect(missed.length).toBeGreaterThan(0);
    for (const { wanted, found, reason } of missed) {
      expect(reason).not.toBe('');
      expect(text).toContain(`- ${wanted}: **${found}**`);
      expect(text).toContain(`\n  ${reason}\n`);
    }
  });

  it('counts thresholds and names the seeds of choices and of runs', () => {
    const text = scienceReport(whole(good));
    const all = verdictsOf(whole(good)).length;
    expect(text).toContain(`${all} of ${all} thresholds are met, 0 are not.`);
    expect(text).toContain('seed 11 and 12');
    expect(text).toContain('on the seeds 0 to 4 and 11');
  });

  it('tells what failed until it is done', () => {
    const failures = [{ id: 'ideal-v1-11', line: 'train ended with status 2: too small' }];
    const some = everyRecord(tasks).filter(({ task }) => task.id !== 'ideal-v1-11');
    expect(scienceReport(studyOf(tasks, some, failures))).toContain('- ideal-v1-11: train ended with status 2');
    expect(scienceReport(studyOf(tasks, everyRecord(tasks), failures))).not.toContain('Runs that failed');
  });

  it.each([
    ['all', whole(good)],
    ['none', studyOf(tasks, [], [])],
    ['some', studyOf(tasks, everyRecord(tasks).slice(0, 5), [])],
  ])('has no number that is none with %s of the records', (_, study) => {
    expect(scienceReport(study)).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('shows how far U can be told beside what was found', () => {
    const report = scienceReport(whole(good));
    expect(report).toMatch(
      /\| factor match 0\.85 or more on `jump-scare-v1` \|[^|]*; U told with V\* known 0\.912, 0\.912 \|/,
    );
    expect(report).toMatch(/\| ideal-v1-11 \|.*\(0\.95, 1\.00\)/);
    const without = everyRecord(tasks, good).filter(({ task }) => task.kind !== 'told');
    expect(scienceReport(studyOf(tasks, without, []))).not.toContain('known 0.912');
  });

  it('shows plots that are there', () => {
    const shown = [...scienceReport(whole(good)).matchAll(/\]\(science\/(\w+)\.svg\)/g)].map(([, name]) => name);
    expect(shown.sort()).toEqual(['coverage', 'curves', 'recovery']);
  });
});

describe('curves', () => {
  it('tell with how many factors the others reach the same', () => {
    const [points] = groupsOf(whole(good)).values();
    // Explained is 1 - 1 / (1 + rate K), the FVAE's rate twice CP's: CP needs twice as many.
    const needs = factorsToReach(points, 'CP', 'imputation').map(({ factors, needs }) => [factors, needs]);
    expect(needs).toEqual([
      [1, 2],
      [2, 4],
      [3, 6],
      [4, 8],
      [6, 12],
      [8, 16],
      [12, null],
      [16, null],
    ]);
    expect(factorsToReach(points, 'FVAE', 'imputation').every(({ factors, needs }) => factors === needs)).toBe(true);
  });
});

it('of curves say nothing of numbers of factors that were not run', () => {
  const most = (study: Study) =>
    [...scienceReport(study).matchAll(/as more than (\d+)/g)].map(([, count]) => Number(count));
  expect(new Set(most(whole(good)))).toEqual(new Set([16]));
  const few = everyRecord(tasks, good).filter(({ task }) => task.kind !== 'curve' || task.factors <= 2);
  expect(new Set(most(studyOf(tasks, few, [])))).toEqual(new Set([2]));
});

describe.each([
  ['recovery', recoveryPlot],
  ['curves', curvesPlot],
  ['coverage', coveragePlot],
])('the plot of %s', (_, plot) => {
  it.each([
    ['all', whole(good)],
    ['none', studyOf(tasks, [], [])],
  ])('is a small self-contained SVG with %s of the records', (_, study) => {
    const svg = plot(study);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.length).toBeLessThan(100_000);
    expect(svg).not.toMatch(/href=|<script|NaN|undefined|Infinity/);
    expect(plot(study)).toBe(svg);
  });

  it('draws marks of what there is', () => {
    expect(plot(whole(good)).length).toBeGreaterThan(plot(studyOf(tasks, [], [])).length + 1000);
  });
});
