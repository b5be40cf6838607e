import { ModelFault } from './model.ts';
import type { State, StateArray } from './state.ts';

/** Access to a state's sizes and arrays, each checked: ModelFault for one that is absent or of another shape. */
export type StateReader = {
  /** A whole number above 0. */
  readonly size: (name: string) => number;
  /** A copy in double precision. */
  readonly array: (name: string, ...shape: number[]) => Float64Array;
};

/** A reader of the state of a model of that kind. Throws ModelFault for another kind. */
export function stateReader(state: State, model: string): StateReader {
  if (state.attributes['model'] !== model) {
    throw new ModelFault(
      `model: found ${JSON.stringify(state.attributes['model'])}, expected ${JSON.stringify(model)}`,
    );
  }
  return {
    size(name) {
      const value = state.attributes[name];
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
      throw new ModelFault(`${name}: found ${JSON.stringify(value)}, expected a whole number above 0`);
    },
    array(name, ...shape) {
      const found: StateArray | undefined = state.arrays[name];
      if (found === undefined || found.shape.join() !== shape.join()) {
        throw new ModelFault(`${name}: found ${found?.shape.join(' x ') ?? 'nothing'}, expected ${shape.join(' x ')}`);
      }
      return Float64Array.from(found.values);
    },
  };
}

/** Nothing, when the tensor has the sizes a model was fitted to. Throws ModelFault for others. */
export function refuseOtherSizes(
  tensor: { readonly viewers: number; readonly samples: number; readonly features: number },
  N: number,
  T: number,
  D: number,
): void {
  if (tensor.viewers === N && tensor.samples === T && tensor.features === D) return;
  const found = `${tensor.viewers} x ${tensor.samples} x ${tensor.features}`;
  throw new ModelFault(`the tensor is ${found}, expected ${N} x ${T} x ${D} as the model was fitted to`);
}

/** Nothing, when there is such a viewer. Throws ModelFault for an index out of range. */
export function refuseViewerIndex(viewer: number, viewers: number): void {
  if (Number.isInteger(viewer) && viewer >= 0 && viewer < viewers) return;
  throw new ModelFault(`viewer is ${viewer}, expected 0 to ${viewers - 1}`);
}
