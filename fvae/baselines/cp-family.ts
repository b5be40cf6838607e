import { type FitOptions, type Fitted, ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import { refuseUnusable } from '../refuse.ts';
import { restrict, type Tensor } from '../tensor.ts';
import { fitAdditive } from './additive-fit.ts';
import { courseSums } from './course-sums.ts';
import { type CpOptions, cpFitted, cpLinearFit, cpName, cpSearch } from './cp.ts';
import { type CpFound, layGround, searchCp, sweepWhole } from './cp-fit.ts';
import { COURSES, type Ground, plainGround, whitenedGround } from './cp-ground.ts';
import { heldOutBlocks, heldOutLikelihood } from './held-out.ts';

/**
 * A sweep goes over all data, so no more than matter: low ranks settle in a few, and what high ones still gain after a
 * dozen does not show on held-out entries.
 */
const SWEEPS = { sweeps: 14, tolerance: 1e-5 } as const;
/** Sweeps on everything, after those without the held-out entries. */
const FINISHING = { sweeps: 3, tolerance: 1e-5 } as const;

/** One CP model of a family: its held-out log likelihood is in nats per entry. */
export type CpCandidate = { readonly options: CpOptions; readonly heldOut: number; readonly fitted: Fitted };

/** The candidate of the best held-out likelihood, and all of them, best first, for a choice in hindsight. */
export type FittedCpFamily = Fitted & { readonly candidates: readonly CpCandidate[] };

/** Options of the family. */
export type CpFamilyOptions = {
  /** Ranks; those that the tensor cannot carry are left out. @defaultValue [2, 3, 4, 6, 8] */
  readonly ranks?: readonly number[];
  /** Share of the entries that the choice is made on. @defaultValue 0.05 */
  readonly heldOut?: number;
  /** Random starts of each. @defaultValue 12 */
  readonly starts?: number;
  /** Whether residuals are weighed by their covariance: each is tried. @defaultValue [true, false] */
  readonly weighed?: readonly boolean[];
  /** Whether no higher rank of a kind is tried once one is less likely than the one below it. @defaultValue false */
  readonly upwards?: boolean;
};

/**
 * CP of every rank, with and without non-negativity, with and without weighing of the residuals. Every model is fitted
 * without random blocks of time, judged on them, and finished on everything.
 */
export function cpFamily(options: CpFamilyOptions = {}): {
  readonly name: string;
  fit(tensor: Tensor, options: FitOptions): Promise<FittedCpFamily>;
} {
  const name = 'cp';
  return {
    name,
    async fit(tensor, { seed, signal, onProgress }) {
      refuseUnusable(tensor);
      const most = Math.min(tensor.viewers, tensor.samples, tensor.features);
      const ranks = (options.ranks ?? [2, 3, 4, 6, 8]).filter((rank) => rank <= most);
      if (ranks.length === 0) throw new ModelFault(`no rank of the family is ${most} or less, as this tensor needs`);
      const keep = heldOutBlocks(tensor, options.heldOut ?? 0.05, createRandom(seed, 'cp held out'));
      const kept = restrict(tensor, keep);
      const candidates: CpCandidate[] = [];
      const kinds = options.weighed ?? [true, false];
      const total = 2 * kinds.length * ranks.length;
      let tried = 0;
      let fault: ModelFault | null = null;
      const whole = fitAdditive(tensor);
      const part = fitAdditive(kept);
      for (const weighed of kinds) {
        const ground = (weighed ? whitenedGround : plainGround)(tensor, { fit: whole });
        const keptGround: Ground = {
          ...layGround({ ...ground.data, mask: kept.mask }, COURSES),
          space: ground.space,
          fit: part,
        };
        /** By kind: the likelihood at the rank before, and whether it has fallen. */
        const last = new Map<boolean, { readonly heldOut: number; readonly fallen: boolean }>();
        for (const rank of ranks) {
          for (const nonNegative of [false, true]) {
            tried += 1;
            const below = last.get(nonNegative);
            if (options.upwards === true && below?.fallen === true) continue;
            const own: CpOptions = { rank, nonNegative, weighed, starts: options.starts ?? 12 };
            const search = { ...cpSearch(own, signal), ...SWEEPS };
            try {
              const found = await searchCp(keptGround, search, createRandom(seed, cpName(own)));
              const { fit } = cpLinearFit(kept, keptGround, found, nonNegative);
              const heldOut = heldOutLikelihood(tensor, kept, fit);
              const finished = await sweepWhole(ground, onGround(ground, found), { ...search, ...FINISHING });
              const fitted = cpFitted(cpName(own), tensor, ground, finished, nonNegative);
              candidates.push({ options: own, heldOut, fitted });
              last.set(nonNegative, { heldOut, fallen: below !== undefined && heldOut < below.heldOut });
            } catch (error) {
              // The others of the family may do.
              if (!(error instanceof ModelFault)) throw error;
              fault = error;
            }
            onProgress?.(tried, total);
          }
        }
      }
      // Without any held-out entry (a tensor of a few samples) the order of the list decides.
      const score = ({ heldOut }: CpCandidate) => (Number.isNaN(heldOut) ? Number.NEGATIVE_INFINITY : heldOut);
      candidates.sort((p, q) => (score(p) === score(q) ? 0 : score(q) - score(p)));
      const [best] = candidates;
      if (best === undefined) throw fault!;
      return { ...best.fitted, name, candidates };
    },
  };
}

/** The found model with the sums of another ground for its courses. */
function onGround(ground: Ground, { state, metric }: CpFound): CpFound {
  return { state, metric, sums: courseSums(ground.data, ground.own, state.time, state.rank) };
}
