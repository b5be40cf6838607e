import { type Backend, openBackend } from '../backend/open.ts';
import { type AdamOptions, adamStep, type Moments } from './adam.ts';
import { meet } from './barrier.ts';

/** What a replica is made from. */
export type ReplicaContext<Init> = {
  readonly backend: Backend;
  /** What the team was started with; typed arrays over SharedArrayBuffers are shared, all else is copied. */
  readonly init: Init;
  /** This replica is number `rank` (from 0) of `size`. */
  readonly rank: number;
  readonly size: number;
  /** [P], the parameters, the same memory for all replicas; they change between steps. */
  readonly parameters: Float32Array;
  /** [P], where this replica's gradient goes. */
  readonly gradient: Float32Array;
};

/** One thread's share of the training. */
export type Replica = {
  /**
   * The loss of this replica's share of step `step` (from 0); its gradient is written to every entry of `gradient`. The
   * shares add up: the step's loss and gradient are the sums over the replicas.
   */
  step(step: number, settings: unknown): number | Promise<number>;
  /** What it holds from step to step, to be disposed of after the last: a GPU's memory is given back by nothing else. */
  readonly held?: readonly { dispose(): void }[];
};

/** What a module that trains exports. */
export type ReplicaModule<Init> = {
  createReplica(context: ReplicaContext<Init>): Replica | Promise<Replica>;
};

/** The memory that the replicas of a team have in common. */
export type TeamMemory = {
  readonly parameters: Float32Array;
  readonly moments: Moments;
  /** [P] for each replica. */
  readonly gradients: readonly Float32Array[];
  /** The losses of the step in hand, one a replica. */
  readonly losses: Float64Array;
  readonly barrier: Int32Array;
};

/** What a replica's thread is started with. */
export type ReplicaStart = {
  readonly module: string;
  readonly init: unknown;
  readonly backend: string;
  readonly native: boolean;
  readonly rank: number;
  readonly memory: TeamMemory;
  readonly adam: AdamOptions;
};

/** Steps to do, with a learning rate for each. */
export type Order = { readonly from: number; readonly rates: readonly number[]; readonly settings: unknown };

/** Does the steps of an order; `onStep` hears the loss of each. False when another replica has failed. */
export type Performer = (order: Order, onStep: (step: number, loss: number) => void) => Promise<boolean>;

/** A replica at work: what performs its part of an order, and the end of it. */
export type Working = { readonly perform: Performer; readonly end: () => void };

/** Makes one replica. */
export async function startReplica(start: ReplicaStart): Promise<Working> {
  const { rank, memory, adam } = start;
  const { parameters, gradients, losses, moments, barrier } = memory;
  const size = gradients.length;
  const { createReplica } = (await import(start.module)) as ReplicaModule<unknown>;
  const backend = await openBackend(start.backend, { native: start.native, ...(size > 1 ? { threads: 1 } : {}) });
  const gradient = gradients[rank];
  const replica = await createReplica({ backend, init: start.init, rank, size, parameters, gradient });
  const total = gradients[0];
  const [from, to] = [
    Math.floor((parameters.length * rank) / size),
    Math.floor((parameters.length * (rank + 1)) / size),
  ];
  const perform: Performer = async (order, onStep) => {
    for (const [n, rate] of order.rates.entries()) {
      const step = order.from + n;
      losses[rank] = await replica.step(step, order.settings);
      if (!meet(barrier, size)) return false;
      // Each replica updates its own part of the parameters; the order of the sum is that of the ranks.
      for (let other = 1; other < size; other += 1) {
        const added = gradients[other];
        for (let at = from; at < to; at += 1) total[at] += added[at];
      }
      const loss = losses.reduce((sum, share) => sum + share, 0);
      adamStep(parameters, total, moments, step + 1, rate, adam, from, to);
      if (!meet(barrier, size)) return false;
      onStep(step, loss);
    }
    return true;
  };
  const end = (): void => {
    for (const one of replica.held ?? []) one.dispose();
  };
  return { perform, end };
}
