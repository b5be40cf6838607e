import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fit as fitModel } from '../../fvae/fit.ts';
import { FVAE_DEFAULTS } from '../../fvae/fvae.ts';
import type { Fitted } from '../../fvae/model.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, openDataset, readArray } from '../../sim/dataset/reader.ts';
import { generateDataset } from '../../sim/screening/generate.ts';
import { PREFIXES } from '../evaluation/evaluate.ts';
import { cleanOf } from '../evaluation/scoring.ts';
import { splitViewers } from '../evaluation/split.ts';
import { prefixLength, prefixRow, visibleOf, visibleTensor } from '../evaluation/visible.ts';
import { addCalibration, calibrationOf, createCalibration } from '../metrics/calibration.ts';
import { HELD_OUT, type Watch } from './assess.ts';
import type { UnseenMeasured } from './record.ts';

/** How many viewers of other audiences are folded in, or as many more as make whole audiences. */
const MORE = 350;
/** How far apart the seeds of audiences lie. */
const APART = 100;

/**
 * How well intervals of forecasts hold for more viewers than a screening holds out: those, and whole audiences of other seeds at the same
 * film. The model is the one that `matinee train` makes. Throws as it does, and an Error should another audience's film be another one.
 */
export async function measureUnseen(
  dir: string,
  choice: { readonly seed: number; readonly epochs?: number; readonly workers: number; readonly more?: number },
  watch: Watch,
): Promise<UnseenMeasured> {
  const { seed, epochs = FVAE_DEFAULTS.epochs, workers, more = MORE } = choice;
  const { signal, versions } = watch;
  const dataset = openDataset(dir);
  const { viewers } = dataset.sizes;
  const split = splitViewers(viewers, HELD_OUT, seed);
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  const onProgress = watch.progress('train');
  const { fitted } = await fitModel(tensor, { seed, epochs, workers, signal, onProgress });
  const parts = PREFIXES.map((prefix) => ({ prefix, sums: createCalibration(COLUMNS) }));
  foldedIn(dataset, split.heldOut, fitted, parts, watch);
  const audiences = Math.ceil(more / viewers);
  for (let n = 1; n <= audiences; n += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'matinee-unseen-'));
    try {
      const out = join(folder, 'data');
      await generateDataset({
        scenario: otherAudience(dataset, seed + n * APART),
        out,
        extras: { position: false, projected: false },
        workers,
        provenance: { versions, command: 'npm run science' },
        onProgress: watch.progress('generate'),
        signal,
      });
      const other = openDataset(out);
      refuseOtherFilm(dataset, other);
      foldedIn(
        other,
        Array.from({ length: other.sizes.viewers }, (_, i) => i),
        fitted,
        parts,
        watch,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return {
    unseen: {
      audiences,
      viewers: parts[0].sums.viewers.length,
      forecast: parts.map(({ prefix, sums }) => ({ prefix, calibration: calibrationOf(sums) })),
    },
  };
}

/** The screening's film, its events as they were drawn, before an audience of another seed. */
function otherAudience(dataset: Dataset, seed: number): Scenario {
  const scenario = dataset.attributes.scenario as Scenario;
  const events = dataset.attributes.events as Scenario['film']['events'];
  return { ...scenario, seed, film: { ...scenario.film, events, generators: [] } };
}

function refuseOtherFilm(one: Dataset, other: Dataset): void {
  const [a, b] = [one, other].map((dataset) => readArray(dataset, 'factors/time'));
  if (a.length !== b.length || a.some((v, at) => v !== b[at])) throw new Error('another audience saw another film');
}

type Part = { readonly prefix: number; readonly sums: ReturnType<typeof createCalibration> };

/** Adds how forecasts of viewers turn out, from each prefix. */
function foldedIn(
  dataset: Dataset,
  viewers: readonly number[],
  fitted: Fitted,
  parts: readonly Part[],
  { signal, progress }: Watch,
): void {
  const { samples } = dataset.sizes;
  const visible = visibleOf(dataset, { training: [], heldOut: viewers, share: 1, seed: 0 });
  const onProgress = progress('fold in');
  viewers.forEach((viewer, n) => {
    signal.throwIfAborted();
    const row = visible.row(viewer);
    const clean = cleanOf(dataset, viewer);
    for (const { prefix, sums } of parts) {
      const length = prefixLength(prefix, samples);
      const { values, mask } = prefixRow(row, length);
      const rest = Uint32Array.from({ length: samples - length }, (_, t) => length + t);
      addCalibration(sums, fitted.foldIn(values, mask), clean, rest);
    }
    onProgress(n + 1, viewers.length);
  });
}
