import { normalQuantile } from '../../../fvae/normal.ts';
import { COLUMNS } from '../../../sim/dataset/layout.ts';
import type { Dataset } from '../../../sim/dataset/reader.ts';
import type { Scored, Witness } from '../../evaluation/witness.ts';
import type { Row } from '../records.ts';
import { attributesOf } from './data.ts';
import { setId } from './sets.ts';

/** Steps of time that errors are drawn in at most. */
const MOST_STEPS = 600;

/** Shares that central intervals are meant to cover: 0.05 to 0.95. */
export const NOMINAL: readonly number[] = Array.from({ length: 19 }, (_, n) => (n + 1) / 20);

/** What an evaluation is watched for: errors over time, coverage at every level, and what a factor alone moves. */
export type Gathered = {
  readonly witness: Witness;
  /** RMSE by set, model and step of time: `set`, `model`, `seconds`, `rmse`. */
  errors(): Row[];
  /** Share of the targets in the central intervals: `set`, `model`, `nominal`, `covered`. */
  coverage(): Row[];
  /** Displacements [136] by factor, of the truth under null. */
  readonly moved: ReadonlyMap<string | null, ReadonlyMap<number, Float64Array>>;
};

type Sums = { readonly squares: Float64Array; readonly counts: Float64Array };
/** `inside`: numbers whose narrowest interval that holds them is the n-th. */
type Hits = { readonly inside: Float64Array; numbers: number };

/** Gathers from an evaluation of a dataset. */
export function gather(dataset: Dataset): Gathered {
  const { samples } = dataset.sizes;
  const { rate } = attributesOf(dataset);
  const step = Math.max(1, Math.ceil(samples / MOST_STEPS));
  const sums = new Map<string, Map<string, Sums>>();
  const hits = new Map<string, Map<string, Hits>>();
  const moved = new Map<string | null, Map<number, Float64Array>>();
  const witness: Witness = {
    scored(name, entrant, _, scored) {
      const set = setId(name);
      addErrors(
        within(
          within(sums, set, () => new Map()),
          entrant.name,
          () => emptySums(Math.ceil(samples / step)),
        ),
        scored,
        step,
      );
      if (!entrant.probabilistic || set === 'reconstruction' || set === 'far') return;
      addHits(
        within(
          within(hits, set, () => new Map()),
          entrant.name,
          emptyHits,
        ),
        scored,
      );
    },
    moved(model, factor, displacement) {
      within(moved, model, () => new Map()).set(factor, Float64Array.from(displacement));
    },
  };
  return {
    witness,
    moved,
    errors: () =>
      rowsOf(sums, ({ squares, counts }) =>
        Array.from(squares, (sum, n) => ({
          seconds: (n * step) / rate,
          rmse: counts[n] > 0 ? Math.sqrt(sum / counts[n]) : null,
        })),
      ),
    coverage: () =>
      rowsOf(hits, ({ inside, numbers }) => {
        let covered = 0;
        return NOMINAL.map((nominal, n) => {
          covered += inside[n];
          return { nominal, covered: numbers > 0 ? covered / numbers : null };
        });
      }),
  };
}

function rowsOf<Value>(
  all: ReadonlyMap<string, ReadonlyMap<string, Value>>,
  rows: (value: Value) => readonly Row[],
): Row[] {
  return [...all].flatMap(([set, models]) =>
    [...models].flatMap(([model, value]) => rows(value).map((row) => ({ set, model, ...row }))),
  );
}

function within<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function emptySums(steps: number): Sums {
  return { squares: new Float64Array(steps), counts: new Float64Array(steps) };
}

function emptyHits(): Hits {
  return { inside: new Float64Array(NOMINAL.length), numbers: 0 };
}

function addErrors({ squares, counts }: Sums, { prediction, clean, samples }: Scored, step: number): void {
  for (let n = 0; n < samples.length; n += 1) {
    const t = samples[n];
    const at = t * COLUMNS;
    let square = 0;
    for (let d = 0; d < COLUMNS; d += 1) square += (prediction.mean[at + d] - clean[at + d]) ** 2;
    const place = Math.floor(t / step);
    squares[place] += square;
    counts[place] += COLUMNS;
  }
}

function addHits(hits: Hits, { prediction, clean, samples }: Scored): void {
  const { inside } = hits;
  const { mean, deviation, quantile = normalQuantile } = prediction;
  const half = Float64Array.from(NOMINAL, (nominal) => quantile(0.5 + nominal / 2));
  for (let n = 0; n < samples.length; n += 1) {
    const at = samples[n] * COLUMNS;
    for (let d = 0; d < COLUMNS; d += 1) {
      const far = Math.abs(clean[at + d] - mean[at + d]);
      // The narrowest interval that holds it, by bisection; all wider ones do, too.
      let low = 0;
      let high = half.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (far <= half[middle] * deviation[at + d]) high = middle;
        else low = middle + 1;
      }
      if (low < half.length) inside[low] += 1;
    }
  }
  hits.numbers += samples.length * COLUMNS;
}
