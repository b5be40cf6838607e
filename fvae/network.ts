import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from './backend/open.ts';
import type { Parameters, Shapes } from './parameters.ts';
import type { Random } from './random.ts';

/** A fully connected network: dense layers with an activation between them. */
export type Network = {
  /** Widths from input to output, two or more. */
  readonly widths: readonly number[];
  readonly activation: 'relu' | 'silu' | 'tanh';
  /** Whether a linear map of the input is added to the output. @defaultValue false */
  readonly skip?: boolean;
  /** Whether the output at input 0 is subtracted, so that 0 maps to 0. @defaultValue false */
  readonly anchored?: boolean;
};

/** The shapes of a network's parameters, each name beginning with `prefix`. */
export function networkShapes({ widths, skip, anchored }: Network, prefix: string): Shapes {
  const shapes: Record<string, readonly number[]> = {};
  widths.slice(1).forEach((width, layer) => {
    shapes[`${prefix}.${layer}.weight`] = [widths[layer], width];
    // The last bias of an anchored network would cancel.
    if (anchored !== true || layer < widths.length - 2) shapes[`${prefix}.${layer}.bias`] = [width];
  });
  if (skip === true) shapes[`${prefix}.skip`] = [widths[0], widths.at(-1) as number];
  return shapes;
}

/**
 * Draws a network's weights into their parts, normal with variance `gain` / inputs (He's 2 for relu and silu, 1 for tanh and the
 * last layer); biases and the skip are 0.
 */
export function initialiseNetwork(
  { widths, activation }: Network,
  prefix: string,
  parts: Readonly<Record<string, Float32Array>>,
  random: Random,
): void {
  const gain = activation === 'tanh' ? 1 : 2;
  for (let layer = 0; layer < widths.length - 1; layer += 1) {
    const weight = parts[`${prefix}.${layer}.weight`];
    random.fillNormal(weight);
    const scale = Math.sqrt((layer === widths.length - 2 ? 1 : gain) / widths[layer]);
    for (let at = 0; at < weight.length; at += 1) weight[at] *= scale;
  }
}

/** x * sigmoid(x), with a gradient that keeps one array instead of three. */
function silu(tf: Tf, x: core.Tensor2D): core.Tensor2D {
  const op = tf.customGrad((input, save) => {
    const h = input as core.Tensor;
    const gate = tf.sigmoid(h);
    const value = tf.mul(h, gate);
    (save as core.GradSaveFunc)([gate, value]);
    const gradFunc = (dy: core.Tensor, [s, y]: core.Tensor[]): core.Tensor =>
      tf.mul(dy, tf.add(s, tf.mul(y, tf.sub(1, s))));
    return { value, gradFunc };
  });
  return op(x) as core.Tensor2D;
}

/** The gradient before a relu of output y, in one pass where the backend has a kernel for that. */
function reluSlope(tf: Tf, dy: core.Tensor, y: core.Tensor): core.Tensor {
  if (tf.getKernel('ReluGrad', tf.getBackend()) === undefined) return tf.mul(dy, tf.step(y));
  return tf.engine().runKernel('ReluGrad', { dy, y }) as core.Tensor;
}

/** Where a layer's input comes from: the data, which need no gradient, or parameters. */
type Input = { readonly x: core.Tensor2D; readonly data: boolean };

/**
 * activation(x w + b) as one kernel, with its gradient by hand: tfjs's own fused product is not fused while gradients are
 * taken, and would take one of the data too.
 */
function dense(
  tf: Tf,
  { x, data }: Input,
  weight: core.Tensor2D,
  bias: core.Tensor | undefined,
  activation: 'linear' | 'relu',
): core.Tensor2D {
  const inputs = [weight, ...(data ? [] : [x]), ...(bias === undefined ? [] : [bias])];
  const op = tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as core.GradSaveFunc;
    const a = tf.reshape(x, [1, ...x.shape]);
    const b = tf.reshape(weight, [1, ...weight.shape]);
    const attrs = { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0 };
    const product = tf.engine().runKernel('_FusedMatMul', bias === undefined ? { a, b } : { a, b, bias }, attrs);
    const value = tf.reshape(product as core.Tensor, [x.shape[0], weight.shape[1]]);
    save([x, weight, value]);
    const gradFunc = (dy: core.Tensor, [input, w, y]: core.Tensor[]): core.Tensor[] => {
      const slope = activation === 'relu' ? reluSlope(tf, dy, y) : dy;
      const ofWeight = tf.matMul(input, slope, true, false);
      const ofInput = data ? [] : [tf.matMul(slope, w, false, true)];
      return [ofWeight, ...ofInput, ...(bias === undefined ? [] : [tf.sum(slope, 0)])];
    };
    return { value, gradFunc };
  });
  return op(...inputs) as core.Tensor2D;
}

/** One layer after another. */
function forward(tf: Tf, network: Network, parameters: Parameters, prefix: string, input: Input): core.Tensor2D {
  const { widths, activation } = network;
  let h = input.x;
  for (let layer = 0; layer < widths.length - 1; layer += 1) {
    const hidden = layer < widths.length - 2;
    const weight = parameters[`${prefix}.${layer}.weight`] as core.Tensor2D;
    const bias = parameters[`${prefix}.${layer}.bias`];
    const data = input.data && layer === 0;
    h = dense(tf, { x: h, data }, weight, bias, hidden && activation === 'relu' ? 'relu' : 'linear');
    if (hidden && activation === 'silu') h = silu(tf, h);
    if (hidden && activation === 'tanh') h = tf.tanh(h);
  }
  return h;
}

/**
 * The outputs [b, last width] of a network for inputs [b, first width]; `data` says that the input is no function of
 * parameters, so that no gradient is taken of it.
 */
export function applyNetwork(
  tf: Tf,
  network: Network,
  parameters: Parameters,
  prefix: string,
  x: core.Tensor2D,
  data = false,
): core.Tensor2D {
  let output = forward(tf, network, parameters, prefix, { x, data });
  if (network.anchored === true) {
    const origin = { x: tf.zeros([1, network.widths[0]]) as core.Tensor2D, data: true };
    output = tf.sub(output, forward(tf, network, parameters, prefix, origin));
  }
  const skip = parameters[`${prefix}.skip`];
  if (skip !== undefined) output = tf.add(output, tf.matMul(x, skip as core.Tensor2D));
  return output;
}
