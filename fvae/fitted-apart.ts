import type { Finished } from './finished.ts';
import type { Fitted } from './model.ts';
import { fvaeFitted } from './predictive.ts';
import type { SlopeSpread } from './slope-posterior.ts';
import type { Tensor } from './tensor.ts';

/**
 * The fitted model for each training viewer as if it were an unseen one: what viewers' slopes share is told by the part of
 * the audience that the viewer is not of (see `spreadsApart`). Of a viewer who took part in finding that, too little would be left.
 */
export function fittedApart({ state, apart }: Finished, tensor: Tensor): (viewer: number) => Fitted {
  const { arrays } = state;
  // Parts of which the rest knows the same share one.
  const made = new Map<SlopeSpread, Fitted>();
  return (viewer) => {
    const spread = apart[viewer % apart.length]!;
    const before = made.get(spread);
    if (before !== undefined) return before;
    const slopes = {
      'slopes.shared': { ...arrays['slopes.shared']!, values: spread.shared },
      'slopes.variance': { ...arrays['slopes.variance']!, values: spread.rest },
    };
    const fitted = fvaeFitted({ ...state, arrays: { ...arrays, ...slopes } }, tensor);
    made.set(spread, fitted);
    return fitted;
  };
}
