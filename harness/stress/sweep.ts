import type { Crew } from '../trial/crew/crew.ts';
import { planOf, type TrialOrder } from '../trial/crew/order.ts';
import type { TrialResult } from '../trial/result.ts';
import { scenarioOf, trialKey } from '../trial/run.ts';
import type { World } from '../trial/world.ts';
import { type Cell, orderOf, type SweepOptions } from './cell.ts';

/** What came of a sweep: [cell][seed][model]. */
export type Swept = readonly (readonly (readonly TrialResult[])[])[];

/** What a sweep works with. */
export type SweepWorld = {
  readonly world: World;
  /** Threads that generate screenings. */
  readonly workers: number;
  /** Those who do so many trials; closed at the end. */
  readonly crewFor: (trials: number) => Crew;
  /** Hears what is done of how much, in units of no meaning, and how many trials of how many. */
  readonly onProgress?: (done: number, total: number, trials: number, of: number) => void;
};

/** About how long fits take, against one another. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['fvae', 10],
  ['cp', 9],
  ['plain-vae', 5],
]);
const WEIGHT = 1.5;

type Job = { readonly order: TrialOrder; readonly key: string; readonly weight: number };

/**
 * Every cell with every seed and model, each trial once, and none of which there is a result. Screenings are generated
 * first, seed by seed the trials of one lie together. Throws what a trial throws; what was done till then is kept.
 */
export async function sweep(cells: readonly Cell[], options: SweepOptions, bench: SweepWorld): Promise<Swept> {
  const { origin } = bench.world;
  const jobs = new Map<string, Job>();
  const keys = cells.map((cell) =>
    options.seeds.map((seed) =>
      options.models.map((model) => {
        const order = orderOf(cell, seed, model, options);
        const { contender } = model;
        const key = trialKey(planOf(order, contender), origin);
        jobs.set(key, { order, key, weight: WEIGHTS.get(contender.name) ?? WEIGHT });
        return key;
      }),
    ),
  );
  const results = await work(bySeed([...jobs.values()], options), bench);
  return keys.map((seeds) => seeds.map((models) => models.map((key) => results.get(key) as TrialResult)));
}

/** In the order of scenarios, then of seeds, so that a screening stays open. */
function bySeed(jobs: readonly Job[], { scenarios, seeds }: SweepOptions): readonly Job[] {
  return scenarios.flatMap((scenario) =>
    seeds.flatMap((seed) => jobs.filter(({ order }) => order.screening.scenario === scenario && order.seed === seed)),
  );
}

async function work(jobs: readonly Job[], bench: SweepWorld): Promise<ReadonlyMap<string, TrialResult>> {
  const { world, crewFor, onProgress } = bench;
  const results = new Map<string, TrialResult>();
  const queue: Job[] = [];
  for (const job of jobs) {
    const kept = world.store.read(`trials/${job.key}`) as TrialResult | null;
    if (kept === null) queue.push(job);
    else results.set(job.key, kept);
  }
  if (queue.length === 0) return results;
  await prepare(queue, bench);
  const total = queue.reduce((sum, { weight }) => sum + weight, 0);
  const count = queue.length;
  let done = 0;
  let trials = 0;
  const crew = crewFor(count);
  const one = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      results.set(job.key, await crew.run(job.order));
      done += job.weight;
      trials += 1;
      onProgress?.(done, total, trials, count);
    }
  };
  onProgress?.(0, total, 0, count);
  try {
    await Promise.all(Array.from({ length: crew.size }, one));
  } finally {
    // After a failure the others begin nothing new.
    queue.length = 0;
    await crew.close();
  }
  return results;
}

/** Generates what is asked for and not there yet. */
async function prepare(queue: readonly Job[], { world, workers }: SweepWorld): Promise<void> {
  const seen = new Set<string>();
  for (const { order } of queue) {
    const name = JSON.stringify(order.screening);
    if (seen.has(name)) continue;
    seen.add(name);
    await world.hall.prepare(scenarioOf(order.screening).played, workers);
  }
}
