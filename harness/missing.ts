import type { Scenario } from '../scenarios/schema/schema.ts';
import { buildHouse } from '../sim/screening/house.ts';
import { play } from '../sim/screening/play.ts';
import { createSensor, emptySensed, sense } from '../sim/screening/sense.ts';
import { setStage } from '../sim/screening/stage.ts';
import { CAUSES, type Cause } from '../sim/sensing/cause.ts';

/** Entries (viewer x sample) of a screening, counted by where and why they are missing. */
export type MissingTable = {
  readonly entries: number;
  readonly missing: number;
  /** [row of the theater]: entries, missing, and missing by cause code. */
  readonly rows: readonly { readonly entries: number; readonly missing: number; readonly causes: readonly number[] }[];
  /** Missing by cause. */
  readonly causes: Readonly<Record<Cause, number>>;
  /** By camera: the share of entries that it is used for. */
  readonly cameras: readonly { readonly name: string; readonly used: number }[];
  /** Share missing among viewers by how far the eyes in front are above their own, m, in steps of 0.1 from -0.45. */
  readonly behindTall: readonly { readonly entries: number; readonly missing: number }[];
};

/** Tables of missing entries at every `every`-th sample of a scenario: what the whole dataset holds, thinned. */
export function missingTable(scenario: Scenario, every: number): MissingTable {
  const stage = setStage(scenario);
  const sensor = createSensor(stage, buildHouse(stage));
  const out = emptySensed(1, stage.cameras.length);
  const codes = Object.keys(CAUSES).length;
  const rows = Array.from({ length: scenario.theater.rows }, () => ({
    entries: 0,
    missing: 0,
    causes: new Array<number>(codes).fill(0),
  }));
  const used = new Float64Array(stage.cameras.length);
  const bySeat = new Map(stage.viewers.map((viewer) => [viewer.seat.index, viewer]));
  const behindTall = Array.from({ length: 10 }, () => ({ entries: 0, missing: 0 }));
  for (let t = 0; t < stage.samples; t += every) {
    const played = play(stage, t, 1);
    for (const viewer of stage.viewers) {
      sense(sensor, played, viewer.index, 0, out, 0);
      const row = rows[viewer.seat.row];
      const missing = out.seen[0] === 0;
      row.entries += 1;
      row.causes[out.cause[0]] += 1;
      if (missing) row.missing += 1;
      else used[out.camera[0]] += 1;
      const front = bySeat.get(viewer.seat.index - scenario.theater.seatsPerRow);
      if (front !== undefined) {
        const above = front.body.eyeHeightSitting - viewer.body.eyeHeightSitting;
        const step = behindTall[Math.min(9, Math.max(0, Math.floor((above + 0.45) / 0.1)))];
        step.entries += 1;
        if (missing) step.missing += 1;
      }
    }
  }
  const entries = rows.reduce((sum, row) => sum + row.entries, 0);
  const causes = Object.fromEntries(
    Object.entries(CAUSES).map(([name, code]) => [name, rows.reduce((sum, row) => sum + row.causes[code], 0)]),
  ) as Record<Cause, number>;
  return {
    entries,
    missing: entries - causes.observed,
    rows,
    causes,
    cameras: stage.cameras.map(({ name }, c) => ({ name, used: used[c] / entries })),
    behindTall,
  };
}
