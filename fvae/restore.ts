import { cpRestored } from './baselines/cp-state.ts';
import { type Fitted, ModelFault } from './model.ts';
import { fvaeFitted } from './predictive.ts';
import { paperFitted } from './published/paper-fitted.ts';
import type { State } from './state.ts';
import type { Tensor } from './tensor.ts';

/** What each kind of state is made to predict by. */
const KINDS: Readonly<Record<string, (state: State, tensor: Tensor) => Fitted>> = {
  cp: cpRestored,
  fvae: fvaeFitted,
  paper: paperFitted,
};

/**
 * A trained model from its state and the tensor that it was fitted to, whatever its recipe. Throws ModelFault for a state
 * that is none, is not whole, or does not fit the tensor.
 */
export function restore(state: State, tensor: Tensor): Fitted {
  const kind = state.attributes['model'];
  const open = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (open !== undefined) return open(state, tensor);
  throw new ModelFault(
    `model: found ${JSON.stringify(kind ?? null)}, expected one of ${Object.keys(KINDS).join(', ')}`,
  );
}
