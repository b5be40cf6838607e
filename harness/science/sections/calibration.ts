import { fixed, markdownTable, percent } from '../../markdown.ts';
import type { Calibration } from '../../metrics/calibration.ts';
import { calibratedSets, forecastName, predictionFigures } from '../figures.ts';
import type { ModelRecord, UnseenRecord } from '../record.ts';
import { type Run, recordsOfRuns, runsOf, type Study, unseenOf } from '../study.ts';
import { counted, type Verdict, within } from '../verdict.ts';
import type { SectionOf } from './section.ts';

/** Ranges in which the share of targets inside an interval must lie. */
export const RANGES = { coverage90: [0.86, 0.94], coverage50: [0.45, 0.55] } as const;

/** Whether intervals hold what they promise. */
export const calibrationSection: SectionOf = (study) => {
  return {
    number: 5,
    title: 'Calibration',
    verdicts: verdicts(study),
    lines: [
      'Share of the targets inside the central intervals of 90 and 50 % with its standard error (viewers are the units, as the',
      'errors of one go together; the film is the same for all, so that films differ by more), and CRPS in thousandths of the eye',
      'distance; beside it the least CRPS of any baseline, each with its own deviations and, where it says no other, a normal',
      'distribution. *Oracle*: the same shares of its intervals, which know the factors and faces and the noise of the house; without',
      'noise its errors are next to nothing, and so are its intervals. *More viewers*: the same of forecasts of all viewers that the',
      'model was not fitted to, those held out and whole audiences of other seeds at the same film, for 40 or 71 viewers tell what',
      'intervals cover to 2 or 3 points only; it is what the thresholds are held against.',
      '',
      '![Coverage by run](science/coverage.svg)',
      '',
      ...coverageTable(study),
    ],
  };
};

/** Shares inside intervals. */
type Shares = {
  readonly coverage50: number;
  readonly coverage90: number;
  /** Standard errors of both; null in a record from before they were told. */
  readonly errors: { readonly coverage50: number; readonly coverage90: number } | null;
};

type Calibrated = Shares & {
  /** The same of all viewers that the model was not fitted to; null where that has not been measured. */
  readonly more: (Shares & { readonly viewers: number }) | null;
  readonly crps: number;
  /** The same shares of the oracle's intervals, which has the truth's own factors and faces. */
  readonly oracle: { readonly coverage50: number; readonly coverage90: number } | null;
  /** The least CRPS of any baseline. */
  readonly best: { readonly name: string; readonly crps: number } | null;
};

/** Each run's calibration on one of its sets; null where there is none. */
export function calibratedOn(study: Study, set: string): readonly (Calibrated | null)[] {
  const runs = runsOf(study, 'main');
  const unseen = unseenOf(study, runs);
  return runs.map(({ record }, n) => (record === null ? null : calibratedRun(record, set, unseen[n])));
}

function calibratedRun(record: ModelRecord, set: string, unseen: UnseenRecord['unseen'] | null): Calibrated | null {
  const scores = calibratedSets(record).find(({ name }) => name === set)?.scores ?? null;
  const figures = predictionFigures(record, scores);
  const own = figures?.own.calibration;
  if (scores === null || own == null) return null;
  let best: Calibrated['best'] = null;
  for (const [name, { calibration }] of Object.entries(scores.scores)) {
    if (name === record.model || name === 'oracle' || calibration === null) continue;
    if (best === null || calibration.crpsUnit < best.crps) best = { name, crps: calibration.crpsUnit };
  }
  const oracle = scores.scores.oracle?.calibration ?? null;
  const wide = unseen?.forecast.find(({ prefix }) => forecastName(prefix) === set)?.calibration ?? null;
  const more = unseen === null || wide === null ? null : { ...sharesOf(wide), viewers: unseen.viewers };
  return { ...sharesOf(own), more, oracle, crps: own.crpsUnit, best };
}

function sharesOf({ coverage50, coverage90, coverage50Error = null, coverage90Error = null }: Calibration): Shares {
  const errors =
    coverage50Error === null || coverage90Error === null
      ? null
      : { coverage50: coverage50Error, coverage90: coverage90Error };
  return { coverage50, coverage90, errors };
}

/** Names of the sets with intervals. */
export function setNames(runs: readonly Run[]): readonly string[] {
  const [first] = recordsOfRuns(runs);
  return first === undefined ? [] : calibratedSets(first).map(({ name }) => name);
}

function verdicts(study: Study): Verdict[] {
  const runs = runsOf(study, 'main');
  return setNames(runs).flatMap((set): Verdict[] => {
    const all = calibratedOn(study, set);
    const covered = (['coverage90', 'coverage50'] as const).map((kind): Verdict => {
      const [low, high] = RANGES[kind];
      const level = kind === 'coverage90' ? 90 : 50;
      return {
        section: 5,
        wanted: `${set}: ${level} % intervals cover ${Math.round(100 * low)} to ${Math.round(100 * high)} %`,
        ...coveringOf(all, kind),
        reason:
          set === 'imputation'
            ? 'Faces that are missing are more often turned far than those that are seen, and landmarks then far off: intervals of what was not seen cover too little, the oracle’s too.'
            : 'Without any noise the errors are the model’s own, and their shape changes from film to film: over ten others intervals of 50 % cover 50 to 52 % of forecasts on average, with a standard deviation between films of 2 to 4 (docs/model.md).',
      };
    });
    const crps = counted(
      all.map((one) => (one === null || one.best === null ? null : one.crps < one.best.crps)),
      runs.length,
    );
    const ahead: Verdict = {
      section: 5,
      wanted: `${set}: CRPS ahead of every baseline’s`,
      ...crps,
      reason: 'Where the errors are hardly smaller than the best baseline’s, neither is the CRPS.',
    };
    return [...covered, ahead];
  });
}

/** Whether shares lie in their range: of more viewers where they are known, and beside that of those held out alone. */
function coveringOf(
  all: readonly (Calibrated | null)[],
  kind: 'coverage50' | 'coverage90',
): Pick<Verdict, 'met' | 'found'> {
  const alone = within(
    all.map((one) => one?.[kind] ?? null),
    RANGES[kind],
  );
  const counts = all.flatMap((one) => one?.more?.viewers ?? []);
  if (counts.length === 0) return alone;
  const { met, found } = within(
    all.map((one) => (one?.more ?? one)?.[kind] ?? null),
    RANGES[kind],
  );
  const viewers = [...new Set(counts)].sort((a, b) => a - b).join(' or ');
  return { met, found: `${found}, of ${viewers} viewers; of those held out alone ${alone.found}` };
}

function coverageTable(study: Study): string[] {
  const runs = runsOf(study, 'main');
  const heads = [
    'run',
    'entries',
    'in 90 %',
    'in 50 %',
    'more viewers',
    'in 90 %',
    'in 50 %',
    'oracle, in 90 %',
    'in 50 %',
    'CRPS, 1e-3',
    'best baseline’s',
    'which',
  ];
  const rows = setNames(runs).flatMap((set) =>
    calibratedOn(study, set).flatMap((one, n) => {
      if (one === null) return [];
      const { best, more } = one;
      return [
        [
          runs[n].task.id,
          set,
          covered(one, 'coverage90'),
          covered(one, 'coverage50'),
          more === null ? '-' : String(more.viewers),
          more === null ? '-' : covered(more, 'coverage90'),
          more === null ? '-' : covered(more, 'coverage50'),
          one.oracle === null ? '-' : percent(one.oracle.coverage90),
          one.oracle === null ? '-' : percent(one.oracle.coverage50),
          fixed(1000 * one.crps, 3),
          best === null ? '-' : fixed(1000 * best.crps, 3),
          best?.name ?? '-',
        ],
      ];
    }),
  );
  return markdownTable(heads, rows);
}

/** A share inside intervals as a percentage, with its standard error where that is known. */
function covered(one: Shares, kind: 'coverage50' | 'coverage90'): string {
  return one.errors === null ? percent(one[kind]) : `${percent(one[kind])} ± ${percent(one.errors[kind])}`;
}
