import type { EpochReport } from '../../fvae/fvae.ts';
import type { State } from '../../fvae/state.ts';
import type { Provenance } from '../checkpoint/format.ts';
import { keepUnfinished, keptEpoch, removeUnfinished, unfinishedPath } from '../checkpoint/unfinished.ts';

/** Least seconds between two writings; what is lost by a kill. */
const SECONDS = 5;

/** Keeps the last whole epoch of a training beside its model. */
export type Keeper = {
  /** Writes the first epoch that ends, and then one every few seconds. */
  onEpoch(report: EpochReport): void;
  /** Writes the last epoch; what to tell the user, or undefined where no epoch has ended. */
  interrupted(): string | undefined;
  /** Removes what was kept by this training. */
  failed(): void;
};

/** A keeper for a training of `model`. `epochs` is how many the whole has. */
export function createKeeper(model: string, epochs: number, provenance: Provenance, clock: () => number): Keeper {
  let last: { readonly epoch: number; readonly state: State } | null = null;
  let written = Number.NEGATIVE_INFINITY;
  const write = (): void => {
    if (last === null) return;
    keepUnfinished(model, last.epoch, { state: last.state, provenance });
    written = clock();
  };
  return {
    onEpoch({ epoch, unfinished }) {
      last = { epoch, state: unfinished() };
      if (clock() - written >= SECONDS) write();
    },
    interrupted() {
      write();
      const epoch = keptEpoch(model);
      if (epoch === 0) return undefined;
      return `epoch ${epoch} of ${epochs} is kept in ${unfinishedPath(model)}; --resume goes on from there`;
    },
    failed() {
      if (last !== null) removeUnfinished(model);
    },
  };
}
