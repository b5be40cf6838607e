import type { Backend } from './backend/open.ts';
import { ModelFault } from './model.ts';
import type { Json, State, StateArray } from './state.ts';
import type { Tensor } from './tensor.ts';
import type { Moments } from './train/adam.ts';

/** What a training is of, and how: one that goes on must agree in all of it. */
export type TrainingKey = Readonly<Record<string, string | number>>;

/** Options that a training's outcome depends on. */
export type TrainingOptions = {
  readonly factors: number;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  readonly workers: number;
};

/** A training between two epochs: with its data and its key, all that the rest of it follows from. */
export type Unfinished = {
  /** Whole epochs done, and the last one's objective. */
  readonly epoch: number;
  readonly objective: number;
  /** [P] each. */
  readonly parameters: Float32Array;
  readonly moments: Moments;
  /** What changes between epochs. */
  readonly settings: Json;
  /** What a recipe needs besides, by name. */
  readonly arrays: Readonly<Record<string, StateArray>>;
};

const MODEL = 'unfinished';

/** The key of a training of a tensor with these options, by what computes. */
export function trainingKey(
  recipe: string,
  { viewers, samples, features }: Tensor,
  { factors, epochs, batch, seed, workers }: TrainingOptions,
  { name, line }: Pick<Backend, 'name' | 'line'>,
): TrainingKey {
  // What computes, without why nothing faster does.
  const computes = line.split(';')[0]!;
  const sizes = { viewers, samples, features };
  return { recipe, ...sizes, factors, epochs, batch, seed, workers, backend: name, computes };
}

/** The training as a state to be kept; what goes on changing is copied. */
export function keptTraining(key: TrainingKey, training: Unfinished): State {
  const { epoch, objective, settings, parameters, moments, arrays } = training;
  const flat = (values: Float32Array): StateArray => ({ shape: [values.length], values: Float32Array.from(values) });
  return {
    attributes: { model: MODEL, training: { ...key }, epoch, objective, settings },
    arrays: {
      parameters: flat(parameters),
      'moments.first': flat(moments.first),
      'moments.second': flat(moments.second),
      ...arrays,
    },
  };
}

/** The key that a kept training began with. Throws ModelFault for a state that is none. */
export function keyOf(state: State): TrainingKey {
  if (state.attributes['model'] !== MODEL) {
    throw new ModelFault(`model: found ${JSON.stringify(state.attributes['model'])}, expected "${MODEL}"`);
  }
  return state.attributes['training'] as TrainingKey;
}

/** A kept training, to go on with. Throws ModelFault where the state is none, or one of another key. */
export function resumedTraining(state: State, key: TrainingKey): Unfinished {
  const kept = keyOf(state);
  for (const name of Object.keys({ ...kept, ...key })) {
    if (kept[name] !== key[name]) {
      const [found, expected] = [JSON.stringify(key[name] ?? null), JSON.stringify(kept[name] ?? null)];
      throw new ModelFault(`${name}: found ${found}, expected ${expected} as the unfinished training began with`);
    }
  }
  const { parameters, 'moments.first': first, 'moments.second': second, ...arrays } = state.arrays;
  return {
    epoch: state.attributes['epoch'] as number,
    objective: state.attributes['objective'] as number,
    settings: state.attributes['settings'] as Json,
    parameters: parameters!.values as Float32Array,
    moments: { first: first!.values as Float32Array, second: second!.values as Float32Array },
    arrays,
  };
}
