import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { STEPS } from '../palette.ts';
import type { Row } from '../records.ts';
import { attributesOf } from './data.ts';
import type { EntrySet } from './sets.ts';

/** A scale of colour over values: its steps' bounds, and the step of each value. */
export type Scale = { readonly low: number; readonly high: number; step(value: number): number };

/** A scale in equal steps from the least to the largest value; the largest of all, left out by far, do not stretch it. */
export function scaleOf(values: readonly number[]): Scale {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = Math.max(sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 1, low + 1e-12);
  const step = (value: number): number =>
    Math.max(0, Math.min(STEPS.length - 1, Math.floor((STEPS.length * (value - low)) / (high - low))));
  return { low, high, step };
}

/** Share of each viewer's samples that no camera saw, by seat: `row`, `number` from 1, `viewer`, `missing`, `cause` (the most frequent), `step`. */
export function missingRows(dataset: Dataset): { readonly rows: Row[]; readonly scale: Scale } {
  const { viewers, seats, cause_codes: codes } = attributesOf(dataset);
  const names = Object.entries(codes);
  const rows = viewers.map(({ seat }, viewer) => {
    const causes = readArray(dataset, 'cause', { viewers: [viewer, viewer + 1] });
    const counts = new Float64Array(256);
    for (const code of causes) counts[code] += 1;
    const missing = 1 - counts[codes['observed'] ?? 0] / causes.length;
    const [top] = names
      .filter(([name, code]) => name !== 'observed' && counts[code] > 0)
      .sort((a, b) => counts[b[1]] - counts[a[1]]);
    return { ...placeOf(seats[seat]), viewer, missing, cause: top?.[0] ?? 'none' };
  });
  const scale = scaleOf(rows.map(({ missing }) => missing));
  return {
    rows: rows.map((row) => ({ ...row, step: scale.step(row.missing), percent: (100 * row.missing).toFixed(0) })),
    scale,
  };
}

/** RMSE of each viewer of a set, by seat: `set`, `model`, `row`, `number`, `viewer`, `rmse`, `step` (one scale for all models of a set). */
export function errorRows(
  dataset: Dataset,
  sets: readonly EntrySet[],
): { readonly rows: Row[]; readonly scales: ReadonlyMap<string, Scale> } {
  const { viewers, seats } = attributesOf(dataset);
  const scales = new Map<string, Scale>();
  const rows = sets.flatMap(({ id, scores }) => {
    const own = Object.entries(scores.scores).flatMap(([model, { viewerRmse }]) =>
      viewerRmse.flatMap((rmse, n) => {
        const viewer = scores.viewers[n];
        return rmse === null ? [] : [{ set: id, model, ...placeOf(seats[viewers[viewer].seat]), viewer, rmse }];
      }),
    );
    const scale = scaleOf(own.map(({ rmse }) => rmse));
    scales.set(id, scale);
    return own.map((row) => ({ ...row, step: scale.step(row.rmse) }));
  });
  return { rows, scales };
}

/** RMSE by row of the theater: `set`, `model`, `row`, `rmse`, `viewers`. */
export function rowErrors(rows: readonly Row[]): Row[] {
  const groups = new Map<string, { readonly first: Row; square: number; viewers: number }>();
  for (const row of rows) {
    const key = JSON.stringify([row.set, row.model, row.row]);
    const group = groups.get(key) ?? { first: row, square: 0, viewers: 0 };
    group.square += (row.rmse as number) ** 2;
    group.viewers += 1;
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ first: { set, model, row }, square, viewers }) => ({
      set,
      model,
      row,
      rmse: Math.sqrt(square / viewers),
      viewers,
    }))
    .sort((a, b) => (a.row as number) - (b.row as number));
}

/** Seats that are there, taken or not: `row`, `number`, both from 1. */
export function seatRows(dataset: Dataset): Row[] {
  return attributesOf(dataset).seats.map(placeOf);
}

function placeOf({ row, number }: { readonly row: number; readonly number: number }): { row: number; number: number } {
  return { row: row + 1, number };
}
