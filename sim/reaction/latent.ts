import type { Reaction } from '../../scenarios/schema/schema.ts';
import type { Viewer } from '../audience/cast.ts';
import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import type { Courses } from '../script/courses.ts';
import { courseAt } from '../script/courses.ts';
import type { Autoregression } from './idiosyncrasy.ts';

/** Everything the viewers' own reactions follow from. */
export type ReactionInputs = {
  readonly reaction: Reaction;
  /** V* at the film's samples. */
  readonly courses: Courses;
  /** V* on a finer grid, for latencies that are not whole samples. */
  readonly fine: Courses;
  /** Exposure at the film's samples, T x K. */
  readonly exposure: Float64Array;
  readonly noise: Autoregression;
};

/**
 * One viewer's own reaction (before contagion) at samples from..from+count-1, written to `out` as count x K.
 *
 * U*_k V*_k(t - latency) exp(-habituation exposure) + AR(1) noise. With every knob at zero it is exactly U*_k V*_tk.
 */
export function ownReaction(
  inputs: ReactionInputs,
  viewer: Viewer,
  from: number,
  count: number,
  out: Float64Array,
): void {
  const { reaction, courses, fine, exposure, noise } = inputs;
  const fading = reaction.habituation * viewer.habituation;
  for (let s = 0; s < count; s += 1) {
    const t = from + s;
    for (let k = 0; k < FACTOR_COUNT; k += 1) {
      const v =
        viewer.latency === 0 || k === 3
          ? courses.factors[t * FACTOR_COUNT + k]
          : courseAt(fine, k, t / courses.rate - viewer.latency);
      const faded = fading === 0 || k === 3 ? 1 : Math.exp(-fading * exposure[t * FACTOR_COUNT + k]);
      out[s * FACTOR_COUNT + k] = viewer.sensitivity[k] * v * faded;
    }
  }
  if (reaction.idiosyncrasy.sd > 0) noise.add(viewer.index, from, count, out);
}
