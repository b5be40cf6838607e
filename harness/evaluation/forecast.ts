import { distancesToSeen } from '../../fvae/hidden.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import type { Forecast } from './result.ts';
import { addScores, createSheet, nextViewer, scoresOf } from './score.ts';
import { calibrated, cleanOf, farSeconds, type Scoring, withOffset } from './scoring.ts';
import { askedRow, prefixLength } from './visible.ts';

/**
 * Held-out viewers: all entries after each prefix, of which alone the models are shown what was observed, and those 15 s or
 * more from any that is seen, with the viewer's offset. With a tail, that share of the film at its end besides.
 */
export async function scoreForecasts(
  { dataset, visible, split, entrants, step, witness }: Scoring,
  prefixes: readonly number[],
  tail?: number,
): Promise<Forecast[]> {
  const { samples } = dataset.sizes;
  const distance = farSeconds(dataset) * (dataset.attributes.rate as number);
  const from = (first: number): Uint32Array => Uint32Array.from({ length: samples - first }, (_, n) => first + n);
  const last = from(tail === undefined ? samples : samples - prefixLength(tail, samples));
  const parts = prefixes.map((prefix) => ({
    prefix,
    rest: from(prefixLength(prefix, samples)),
    sheet: createSheet(COLUMNS, calibrated(entrants, true)),
    tail: createSheet(COLUMNS, calibrated(entrants, true)),
    far: createSheet(COLUMNS, calibrated(entrants, false)),
    empty: 0,
  }));
  for (const viewer of split.heldOut) {
    const row = visible.row(viewer);
    const clean = cleanOf(dataset, viewer);
    for (const part of parts) {
      const { rest, sheet, far } = part;
      const start = askedRow(row, viewer, samples - rest.length);
      const seen = start.mask.includes(1);
      if (!seen) part.empty += 1;
      const distances = distancesToSeen(start.mask);
      // Whose face was never seen is known to the oracle alone.
      const remote = seen ? rest.filter((t) => distances[t] >= distance) : rest.subarray(0, 0);
      const asked = tail === undefined ? rest : Uint32Array.from(new Set([...rest, ...last]));
      for (const one of [sheet, part.tail, far]) nextViewer(one, viewer);
      for (const entrant of entrants) {
        const prediction = entrant.foldIn(start, asked);
        addScores(sheet, entrant.name, prediction, clean, rest);
        witness?.scored(part.prefix, entrant, viewer, { prediction, clean, samples: rest });
        addScores(far, entrant.name, withOffset(entrant, prediction, start, remote), clean, remote);
        if (tail !== undefined) addScores(part.tail, entrant.name, prediction, clean, last);
      }
    }
    await step();
  }
  return parts.map(({ prefix, rest, sheet, empty, ...more }) => ({
    prefix,
    samples: samples - rest.length,
    empty,
    result: scoresOf(sheet),
    far: scoresOf(more.far),
    ...(tail === undefined ? {} : { tail: scoresOf(more.tail) }),
  }));
}
