import { fixed, markdownTable, percent } from '../../markdown.ts';
import type { Measured } from '../measured.ts';
import type { Suite } from '../suite/suite.ts';
import { figure } from '../text/numbers.ts';
import type { Findings } from './findings.ts';

/** Findings as Markdown. */
export function studyText(suite: Suite, pool: Measured, findings: Findings): string {
  const { checks, fits, alarms, planted, noticed, spread } = findings;
  const names = suite.metrics.map(({ name }) => name);
  const { baseline, check } = suite.seeds;
  const datasets = suite.scenarios[0].datasets.length;
  const versions = Object.entries(pool.versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    '# The gate put to the test',
    '',
    `\`npm run gate-study\` writes this file and the numbers behind it, \`gate-study.json\`: what ${fits.unchanged} fits of the model`,
    `of the suite \`${suite.name}\` reach, and ${fits.planted} of each planted loss, to its ${datasets} datasets. Every check below is`,
    `drawn from them at random: to each dataset ${baseline} fits of the model as it is are the baseline, ${check} others, or ${check} of a`,
    `planted loss, the check; no fit is in both. There are ${checks} checks for each question. They share fits, so that they tell of`,
    `this pool of fits more surely than of others. Measured with ${versions.join(', ')}.`,
    '',
    '## How much the seed of the model moves',
    '',
    ...markdownTable(
      ['metric', 'mean', 'SD over seeds', 'SD, %'],
      names.map((name) => {
        const { mean, deviation } = spread[name];
        return [name, figure(mean), figure(deviation), fixed((100 * deviation) / mean, 2)];
      }),
    ),
    '',
    'The SD is the largest of the datasets’.',
    '',
    '## Without a change',
    '',
    `Of ${checks} checks with fresh seeds of the model ${percent(alarms.suite)} % say worse; without the tolerance, by the intervals`,
    `alone, ${percent(alarms.untolerant)} % would.`,
    '',
    '## With a planted loss',
    '',
    ...markdownTable(
      ['loss', 'checks that say worse, %', ...names],
      planted.map((one) => [one.what, percent(one.suite), ...names.map((name) => costText(one.costs[name]))]),
    ),
    '',
    'Beside the share of checks: what the loss costs on average, in percent of the metric (in points for coverages, of the',
    'distance from the nominal one); a minus is a gain. Shares of checks that call each metric worse, %:',
    '',
    ...markdownTable(
      ['loss', ...names],
      planted.map((one) => [one.name, ...names.map((name) => percent(one.metrics[name]))]),
    ),
    '',
    '## With a loss of one metric alone',
    '',
    'Each metric of the check made worse by a share of itself: the checks that call that metric worse, %.',
    '',
    ...markdownTable(
      ['loss', ...Object.keys(noticed[0].metrics)],
      noticed.map(({ loss, metrics }) => [`${percent(loss)} %`, ...Object.values(metrics).map(percent)]),
    ),
    '',
  ];
  return `${lines.join('\n')}`;
}

function costText(cost: number): string {
  return cost > 0 ? `+${percent(cost)}` : percent(cost);
}
