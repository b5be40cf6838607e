import { normalQuantile } from '../../fvae/normal.ts';
import { costOf, type Metric } from './metric.ts';
import { changeOf, type Layout, type Relabellings } from './relabel.ts';

/** What fits to one dataset reach: the baseline's, and the check's with the first of the same seeds. */
export type Stratum = { readonly before: readonly number[]; readonly now: readonly number[] };

/** What was found of a metric. */
export type Judged = {
  readonly verdict: 'better' | 'same' | 'worse';
  /** Whether every fit's value is that of the baseline's with the same seed. */
  readonly identical: boolean;
  /** Means over datasets and the seeds that both have. */
  readonly before: number;
  readonly now: number;
  /** Whether what follows are shares of the baseline or amounts; of the metric, or of its distance from the best number. */
  readonly unit: 'relative' | 'absolute';
  readonly change: number;
  /** The interval that holds for the whole suite. */
  readonly low: number;
  readonly high: number;
  /** The smallest loss that such a check would notice nearly always, in the same unit, 0 or more. */
  readonly notices: number;
};

/** In which share of checks a loss is noticed that is said to be noticed. */
const NEARLY_ALWAYS = 0.95;

/**
 * The verdict on a metric: `worse` where the mean loss is above the tolerance and its whole interval above 0, `better` where
 * a gain is so, `same` otherwise. `level` is the chance, on each side, that the interval is so without a change.
 */
export function judge(strata: readonly Stratum[], metric: Metric, drawn: Relabellings, level: number): Judged {
  const { better, tolerance } = metric;
  // Costs in units of the tolerance, dataset by dataset.
  const units = strata.map(({ before }) => {
    const size = meanOf(before.map((value) => Math.abs(typeof better === 'number' ? costOf(better, value) : value)));
    return Math.max(tolerance.absolute ?? 0, (tolerance.relative ?? 0) * size) || Number.EPSILON;
  });
  const costs = strata.map(({ before, now }, s) =>
    [...before, ...now].map((value) => costOf(better, value) / units[s]),
  );
  const { change, low, high } = changeOf(Float64Array.from(costs.flat()), drawn, level);
  const unit = tolerance.absolute === null ? 'relative' : 'absolute';
  const scale = unit === 'relative' ? (tolerance.relative as number) : meanOf(units);
  const shown =
    better === 'higher'
      ? [change, high, low].map((loss) => 0 - scale * loss)
      : [change, low, high].map((loss) => scale * loss);
  const pairs = drawn.check;
  return {
    identical: strata.every(({ before, now }) => now.every((value, n) => value === before[n])),
    verdict: low > 0 && change > 1 ? 'worse' : high < 0 && change < -1 ? 'better' : 'same',
    before: meanOf(strata.map(({ before }) => meanOf(before.slice(0, pairs)))),
    now: meanOf(strata.map(({ now }) => meanOf(now))),
    unit,
    change: shown[0],
    low: shown[1],
    high: shown[2],
    notices: scale * noticed(costs, drawn, level),
  };
}

/** The smallest loss that is noticed nearly always, as the spread of the baseline's fits has it, about. */
function noticed(costs: readonly (readonly number[])[], layout: Layout, level: number): number {
  const { strata, baseline, check } = layout;
  const variance = meanOf(costs.map((all) => varianceOf(all.slice(0, baseline))));
  const error = Math.sqrt((2 * variance) / (check * strata));
  const beyond = normalQuantile(NEARLY_ALWAYS) * error;
  return Math.max(1 + beyond, normalQuantile(1 - level) * error + beyond);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}
