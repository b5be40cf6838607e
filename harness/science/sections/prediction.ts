import { fixed, markdownTable, percent } from '../../markdown.ts';
import { forecastName, gapToOracle, type PredictionFigures, predictionFigures } from '../figures.ts';
import type { ModelRecord } from '../record.ts';
import { figuresOf, type Run, recordsOfRuns, runsOf } from '../study.ts';
import { counted, listed, type Verdict } from '../verdict.ts';
import type { SectionOf } from './section.ts';

const LEAST_EXPLAINED = 0.97;
/** Runs of which at most so many may be behind a baseline. */
const BEHIND_IMPUTING = 1;
const BEHIND_FORECASTING = 2;

/** Whether what was not seen is told, beside the baselines and the oracle. */
export const predictionSection: SectionOf = (study) => {
  const runs = runsOf(study, 'main');
  return {
    number: 2,
    title: 'Imputation and forecast',
    verdicts: verdicts(runs),
    lines: [
      'Errors are from `landmarks/clean`; explained is 0 for the viewer mean and 1 for the oracle, which knows the factors, but',
      'not what a viewer just did. The FVAE carries that over holes, as `interpolation` and `plain-vae` do; CP and PCA do not.',
      'Imputation, samples of training viewers that no camera saw:',
      '',
      ...imputationTable(runs),
      '',
      'Forecast of held-out viewers from the first 5, 10 and 25 % of the film. *Lead*: the RMSE of a baseline less the',
      "FVAE's, paired over viewers, in thousandths of the eye distance, with its 95 % t interval; over the baseline of the",
      'least lead. *Viewers*: on how many the FVAE is better than that baseline.',
      '',
      ...forecastTable(runs),
      '',
      'What the FVAE lacks of the oracle there, 1 - explained, in two parts: the neutral face (a constant error of a viewer)',
      'and the movement, that is U and what the model makes of it. The oracle knows U* and the faces.',
      '',
      ...gapTable(runs),
    ],
  };
};

const imputed = (record: ModelRecord): PredictionFigures | null =>
  predictionFigures(record, record.evaluation.imputation);

/** Prefixes that any run has forecasts of. */
function prefixesOf(runs: readonly Run[]): readonly number[] {
  return recordsOfRuns(runs)[0]?.evaluation.forecast.map(({ prefix }) => prefix) ?? [];
}

function forecasted(record: ModelRecord, prefix: number): PredictionFigures | null {
  const forecast = record.evaluation.forecast.find((one) => one.prefix === prefix);
  return forecast === undefined ? null : predictionFigures(record, forecast.result);
}

/** Ahead of every baseline in the mean over viewers. */
const leads = ({ lead, ahead }: PredictionFigures): boolean => (lead === null ? ahead : lead.mean > 0);

function verdicts(runs: readonly Run[]): Verdict[] {
  const figures = figuresOf(runs, imputed);
  const explained = figures.flatMap((one) => (one?.own.explained == null ? [] : [one.own.explained]));
  const mean = explained.reduce((sum, value) => sum + value / explained.length, 0);
  const complete = explained.length === runs.length && runs.length > 0;
  const need = runs.length - BEHIND_IMPUTING;
  const forecasts = prefixesOf(runs).map((prefix): Verdict => {
    const all = figuresOf(runs, (record) => forecasted(record, prefix));
    const least = runs.length - BEHIND_FORECASTING;
    const ahead = counted(
      all.map((one) => (one === null ? null : leads(one))),
      least,
    );
    const clear = all.filter((one) => one?.lead != null && one.lead.low > 0).length;
    return {
      section: 2,
      wanted: `${forecastName(prefix)} of the film: ahead of every baseline in ${least} of ${runs.length} runs, paired over viewers`,
      met: ahead.met,
      found: `${ahead.found}; in ${clear} the 95 % interval of the lead is above 0`,
      reason:
        'After a short prefix hardly any reaction has been seen: U is the population’s, and the neutral face decides, which every model tells alike.',
    };
  });
  return [
    {
      section: 2,
      wanted: `imputation: explained ${LEAST_EXPLAINED} or more on average`,
      met: complete ? mean >= LEAST_EXPLAINED : null,
      found: explained.length === 0 ? '-' : `${fixed(mean, 3)} over ${explained.length} runs${spread(explained, runs)}`,
      reason:
        'Where part of a face is hidden, its pose is fitted to the rest, and landmarks are off by what no model can know. Where viewers turn away, the oracle knows their faces and the model does not.',
    },
    {
      section: 2,
      wanted: `imputation: ahead of every baseline in ${need} of ${runs.length} runs`,
      ...counted(
        figures.map((one) => one?.ahead ?? null),
        need,
      ),
      reason:
        'Most of the error is that of faces far turned or half hidden, of which no model knows anything, the oracle neither.',
    },
    ...forecasts,
  ];
}

/** The middle of what is explained, which runs with an oracle hardly better than the viewer's mean do not move, and that far away. */
function spread(explained: readonly number[], runs: readonly Run[]): string {
  const sorted = explained.toSorted((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const far = recordsOfRuns(runs).flatMap(({ model, evaluation }) => evaluation.far?.scores[model]?.explained ?? []);
  const away = far.length === 0 ? '' : `; 15 s from anything seen ${listed(far, 2)}`;
  return `, ${fixed(middle, 3)} the middle one${away}`;
}

function imputationTable(runs: readonly Run[]): string[] {
  const heads = ['run', 'FVAE', 'best baseline', 'which', 'ahead', 'RMSE', 'oracle’s RMSE', 'explained 15 s away'];
  const rows = runs.map(({ task, record }) => {
    const figures = record === null ? null : imputed(record);
    if (record === null || figures === null) return [task.id, ...heads.slice(1).map(() => '-')];
    const { own, best, oracle, ahead } = figures;
    return [
      task.id,
      fixed(own.explained, 3),
      fixed(best.score.explained, 3),
      best.name,
      ahead ? 'yes' : 'no',
      fixed(own.rmse, 5),
      fixed(oracle.rmse, 5),
      fixed(record.evaluation.far?.scores[record.model]?.explained, 3),
    ];
  });
  return markdownTable(heads, rows);
}

function forecastTable(runs: readonly Run[]): string[] {
  const heads = ['run', 'seen', 'FVAE', 'best baseline', 'which', 'least lead, 1e-3', '95 %', 'over', 'viewers'];
  const rows = prefixesOf(runs).flatMap((prefix) =>
    recordsOfRuns(runs).flatMap((record) => {
      const figures = forecasted(record, prefix);
      if (figures === null) return [];
      const { own, best, lead } = figures;
      return [
        [
          record.task.id,
          `${percent(prefix)} %`,
          fixed(own.explained, 3),
          fixed(best.score.explained, 3),
          best.name,
          lead === null ? '-' : fixed(1000 * lead.mean, 2),
          lead === null ? '-' : `${fixed(1000 * lead.low, 2)} to ${fixed(1000 * lead.high, 2)}`,
          lead?.over ?? '-',
          lead === null ? '-' : `${lead.larger} of ${lead.viewers}`,
        ],
      ];
    }),
  );
  return markdownTable(heads, rows);
}

function gapTable(runs: readonly Run[]): string[] {
  const prefixes = prefixesOf(runs);
  const parts = ['neutral', 'movement'] as const;
  const heads = ['run', ...prefixes.flatMap((prefix) => parts.map((part) => `${percent(prefix)} %: ${part}`))];
  const rows = recordsOfRuns(runs).map((record) => [
    record.task.id,
    ...prefixes.flatMap((prefix) => {
      const figures = forecasted(record, prefix);
      const gap = figures === null ? null : gapToOracle(figures);
      return parts.map((part) => fixed(gap?.[part], 3));
    }),
  ]);
  return markdownTable(heads, rows);
}
