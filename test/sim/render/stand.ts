import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../../../scenarios/schema/parse.ts';
import { type Context, openContext } from '../../../sim/render/context.ts';
import { openSource, type RenderSource } from '../../../sim/render/source.ts';
import { generated } from '../../laws/generated-dataset.ts';

/** A small screening and a context to draw it with, for the tests of one file. */
export type Stand = {
  readonly folder: string;
  readonly source: RenderSource;
  readonly context: Context;
  close(): void;
};

/** The small full room of `short-v1`, cut to a few seconds, and whatever `sets` change. */
export async function openStand(sets: readonly string[] = []): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-render-'));
  const scenario = loadScenario('scenarios/short-v1.yaml', ['film.duration=60', 'film.events=[]', ...sets]);
  const source = openSource(await generated(folder, scenario));
  const context = await openContext();
  return {
    folder,
    source,
    context,
    close() {
      context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
