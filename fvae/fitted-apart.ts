import type { Finished } from './finished.ts';
import type { Fitted } from './model.ts';
import { fvaeFitted } from './predictive.ts';
import type { Tensor } from './tensor.ts';

/**
 * The fitted model for each training viewer as if it were an unseen one: what viewers' slopes share is told by the part of
 * the audience that the viewer is not of (see `spreadsApart`). Of a viewer who took part in finding that, too little would be left.
 */
export function fittedApart({ state, apart }: Finished, tensor: Tensor): (viewer: number) => Fitted {
  const { arrays } = state;
  const fitted = apart.map(({ shared, rest }) => {
    const slopes = {
      'slopes.shared': { ...arrays['slopes.shared']!, values: shared },
      'slopes.variance': { ...arrays['slopes.variance']!, values: rest },
    };
    return fvaeFitted({ ...state, arrays: { ...arrays, ...slopes } }, tensor);
  });
  return (viewer) => fitted[viewer % fitted.length]!;
}
