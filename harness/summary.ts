import { type Dataset, readArray } from '../sim/dataset/reader.ts';
import { sparkline } from './terminal.ts';

/** What a dataset holds, in numbers: entries are viewer x sample. */
export type Summary = {
  readonly title: string;
  readonly viewers: number;
  readonly samples: number;
  readonly cameras: number;
  readonly seed: number;
  readonly entries: number;
  readonly missing: number;
  /** Missing entries by cause. */
  readonly causes: Readonly<Record<string, number>>;
  /** Share of entries missing by row of the theater, the front row first (null: nobody sits there). */
  readonly missingByRow: readonly (number | null)[];
  /** Entries that each camera was used for. */
  readonly used: Readonly<Record<string, number>>;
};

type Attributes = {
  readonly title: string;
  readonly seed: number;
  readonly cause_codes: Readonly<Record<string, number>>;
  readonly cameras: readonly { readonly name: string }[];
  readonly viewers: readonly { readonly seat: number }[];
  readonly seats: readonly { readonly row: number }[];
  readonly factor_names: readonly string[];
};

/** Viewers whose causes are read at a time: bounds the memory of long screenings. */
const AT_ONCE = 64;

/** The summary of a dataset, from its `cause` and `camera` arrays. */
export function summarize(dataset: Dataset): Summary {
  const attributes = dataset.attributes as unknown as Attributes;
  const { viewers, samples } = dataset.sizes;
  const names = Object.keys(attributes.cause_codes);
  const codes = new Float64Array(256);
  const cameras = new Float64Array(attributes.cameras.length);
  const rows = 1 + attributes.seats.reduce((most, { row }) => Math.max(most, row), 0);
  const rowMissing = new Float64Array(rows);
  const rowEntries = new Float64Array(rows);
  for (let from = 0; from < viewers; from += AT_ONCE) {
    const to = Math.min(viewers, from + AT_ONCE);
    const causes = readArray(dataset, 'cause', { viewers: [from, to] });
    const used = readArray(dataset, 'camera', { viewers: [from, to] });
    for (let n = 0; n < causes.length; n += 1) {
      const row = attributes.seats[attributes.viewers[from + Math.floor(n / samples)].seat].row;
      codes[causes[n]] += 1;
      rowEntries[row] += 1;
      if (causes[n] !== 0) rowMissing[row] += 1;
      else cameras[used[n]] += 1;
    }
  }
  const entries = viewers * samples;
  const causes = Object.fromEntries(
    names.filter((name) => name !== 'observed').map((name) => [name, codes[attributes.cause_codes[name]]]),
  );
  return {
    title: attributes.title,
    viewers,
    samples,
    cameras: attributes.cameras.length,
    seed: attributes.seed,
    entries,
    missing: entries - codes[0],
    causes,
    missingByRow: Array.from(rowMissing, (value, row) => (rowEntries[row] > 0 ? value / rowEntries[row] : null)),
    used: Object.fromEntries(attributes.cameras.map(({ name }, c) => [name, cameras[c]])),
  };
}

const WIDTH = 64;

/** The film's courses drawn in one line each: humor and surprise of the script, then V* of every factor. */
export function drawCourses(dataset: Dataset): string[] {
  const { factor_names: factors } = dataset.attributes as unknown as Attributes;
  const stimulus = readArray(dataset, 'stimulus');
  const courses = readArray(dataset, 'factors/time');
  const column = (values: ArrayLike<number>, k: number, width: number): Float64Array =>
    Float64Array.from({ length: values.length / width }, (_, t) => Math.max(0, values[t * width + k]));
  return [
    ...['humor', 'surprise'].map((name, k) => ['script', name, sparkline(column(stimulus, k, 2), WIDTH)] as const),
    ...factors.map((name, k) => ['factor', name, sparkline(column(courses, k, factors.length), WIDTH)] as const),
  ].map(([kind, name, line]) => `  ${kind} ${name.padEnd(10)} ${line}`);
}

/** The summary for people. */
export function drawSummary(summary: Summary): string[] {
  const percent = (part: number): string => `${((100 * part) / summary.entries).toFixed(1)} %`;
  const causes = Object.entries(summary.causes)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${percent(count)}`);
  const seats = summary.missingByRow.map((share) => share ?? 0);
  const used = Object.entries(summary.used).map(([name, count]) => `${name} ${percent(count)}`);
  return [
    `  missing ${percent(summary.missing)} of ${summary.entries.toLocaleString('en')} entries: ${causes.join(', ') || 'none'}`,
    `  missing by row, front to back  ${sparkline(seats, seats.length)}  (full block ${(100 * Math.max(...seats)).toFixed(1)} %)`,
    `  camera used: ${used.join(', ')}`,
  ];
}
