import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from './backend/open.ts';

/** The shapes of a model's parameters by name, in the order in which they lie in the flat vector. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** A model's parameters, or their gradients, by name. */
export type Parameters = Readonly<Record<string, core.Tensor>>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** How many numbers parameters of these shapes are. */
export function parameterCount(shapes: Shapes): number {
  return Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
}

/** Each parameter's part of a flat vector [P], sharing its memory. */
export function partsOf(shapes: Shapes, flat: Float32Array): Record<string, Float32Array> {
  let at = 0;
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      at += sizeOf(shape);
      return [name, flat.subarray(at - sizeOf(shape), at)];
    }),
  );
}

/** The parameters in a flat vector [P] as tensors, copied; to be disposed of. */
export function toTensors(tf: Tf, shapes: Shapes, flat: Float32Array): Parameters {
  const parts = partsOf(shapes, flat);
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tensor(parts[name], [...shape], 'float32')]),
  );
}

/** Writes tensors to their parts of a flat vector [P]. */
export async function writeTensors(shapes: Shapes, tensors: Parameters, flat: Float32Array): Promise<void> {
  const parts = partsOf(shapes, flat);
  const read = Object.keys(shapes).map(async (name) => parts[name].set(await tensors[name].data<'float32'>()));
  await Promise.all(read);
}

/** What an objective answers: the loss, and its gradient for each parameter. */
export type LossAndGradients = { readonly loss: core.Scalar; readonly gradients: Parameters };

/** A loss with its gradients for all of the parameters; to be disposed of. */
export function differentiate(
  tf: Tf,
  parameters: Parameters,
  loss: (parameters: Parameters) => core.Scalar,
): LossAndGradients {
  const names = Object.keys(parameters);
  const named = (tensors: readonly core.Tensor[]): Parameters =>
    Object.fromEntries(names.map((name, at) => [name, tensors[at]]));
  const { value, grads } = tf.valueAndGrads((...tensors) => loss(named(tensors)))(Object.values(parameters));
  return { loss: value as core.Scalar, gradients: named(grads) };
}
