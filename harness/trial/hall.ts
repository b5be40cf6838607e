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
import type { World } from './world.ts';

/** A dataset and its oracle. */
export type Shown = { readonly dataset: Dataset; readonly oracle: Oracle };

/** Where scenarios are shown: each is generated once into the cache, and kept open as long as it is the last. */
export type Hall = { show(scenario: Scenario): Promise<Shown> };

/**
 * A hall whose datasets lie in `data/` of the cache folder, named by a digest of the scenario and of what plays it. One that
 * is there already is verified when it is first used, and made anew where it is damaged. Throws DatasetFault for the disk's
 * faults, Interrupted when the signal says so.
 */
export function createHall(cache: string, world: Pick<World, 'origin' | 'signal' | 'progress' | 'workers'>): Hall {
  const trusted = new Set<string>();
  let last: { readonly dir: string; readonly shown: Promise<Shown> } | null = null;
  return {
    show(scenario) {
      const dir = join(cache, 'data', contentDigest({ scenario, origin: world.origin }).slice(0, 32));
      if (last?.dir !== dir) last = { dir, shown: open(dir, scenario, trusted, world) };
      const { shown } = last;
      // What failed is tried again by the next who asks.
      shown.catch(() => {
        if (last?.shown === shown) last = null;
      });
      return shown;
    },
  };
}

async function open(
  dir: string,
  scenario: Scenario,
  trusted: Set<string>,
  world: Pick<World, 'origin' | 'signal' | 'progress' | 'workers'>,
): Promise<Shown> {
  if (!trusted.has(dir) && existsSync(dir) && !(await isWhole(dir, world.signal))) {
    rmSync(dir, { recursive: true, force: true });
  }
  if (!existsSync(dir)) await generate(dir, scenario, world);
  trusted.add(dir);
  const dataset = openDataset(dir);
  return { dataset, oracle: createOracle(dataset) };
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
  { origin, signal, progress, workers }: Pick<World, 'origin' | 'signal' | 'progress' | 'workers'>,
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
