import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { type Dataset, openDataset } from '../../sim/dataset/reader.ts';
import { verifyDatasetAsync } from '../../sim/dataset/verify.ts';
import { generateDataset } from '../../sim/screening/generate.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { contentDigest } from '../cache/digest.ts';
import { createOracle, type Oracle } from '../oracle/oracle.ts';
import { remembered } from '../oracle/remembered.ts';
import type { World } from './world.ts';

/** A dataset and its oracle. */
export type Shown = { readonly dataset: Dataset; readonly oracle: Oracle };

/** Where scenarios are shown: each is generated once into the cache, and kept open as long as it is the last. */
export type Hall = {
  show(scenario: Scenario): Promise<Shown>;
  /** Sees to it that a scenario's dataset is there and whole, with so many threads. */
  prepare(scenario: Scenario, workers: number): Promise<void>;
};

/** What a hall needs of the world. */
type HallWorld = Pick<World, 'origin' | 'signal' | 'progress' | 'workers'>;

/**
 * A hall whose datasets lie in `data/` of the cache folder, named by a digest of the scenario and of what plays it. One that
 * is there already is verified when it is first used, and made anew where it is damaged. Throws DatasetFault for the disk's
 * faults, Interrupted when the signal says so.
 */
export function createHall(cache: string, world: HallWorld): Hall {
  const trusted = new Set<string>();
  let last: { readonly dir: string; readonly shown: Promise<Shown> } | null = null;
  const placeOf = (scenario: Scenario): string =>
    join(cache, 'data', contentDigest({ scenario, origin: world.origin }).slice(0, 32));
  const prepare = async (scenario: Scenario, workers: number): Promise<string> => {
    const dir = placeOf(scenario);
    if (trusted.has(dir)) return dir;
    if (existsSync(dir) && !(await isWhole(dir, world.signal))) rmSync(dir, { recursive: true, force: true });
    if (!existsSync(dir)) await generate(dir, scenario, workers, world);
    trusted.add(dir);
    return dir;
  };
  const open = async (scenario: Scenario): Promise<Shown> => {
    const dataset = openDataset(await prepare(scenario, world.workers));
    const { viewers, samples } = dataset.sizes;
    return { dataset, oracle: remembered(createOracle(dataset), viewers, samples) };
  };
  return {
    show(scenario) {
      const dir = placeOf(scenario);
      if (last?.dir !== dir) last = { dir, shown: open(scenario) };
      const { shown } = last;
      // What failed is tried again by the next who asks.
      shown.catch(() => {
        if (last?.shown === shown) last = null;
      });
      return shown;
    },
    async prepare(scenario, workers) {
      await prepare(scenario, workers);
    },
  };
}

async function isWhole(dir: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { problems } = await verifyDatasetAsync(dir, undefined, () => signal.aborted);
    if (signal.aborted) throw new Interrupted('interrupted');
    return problems.length === 0;
  } catch (error) {
    if (error instanceof DatasetFault && error.kind !== 'environment') return false;
    throw error;
  }
}

async function generate(
  dir: string,
  scenario: Scenario,
  workers: number,
  { origin, signal, progress }: HallWorld,
): Promise<void> {
  const name = scenario.id ?? scenario.title;
  try {
    await generateDataset({
      scenario,
      out: dir,
      extras: { position: false, projected: false },
      // One thread is as quick here as in a worker, which has to start.
      workers: workers > 1 ? workers : 0,
      provenance: {
        versions: { matinee: origin.version, node: process.versions.node, v8: process.versions.v8 },
        // The same wherever the scenario's file lies: what it says stands in the attributes.
        command: `matinee generate ${name}`,
      },
      onProgress: progress(`generate ${name}`),
      signal,
    });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(error instanceof DatasetFault && existsSync(dir))) throw error;
  }
}
