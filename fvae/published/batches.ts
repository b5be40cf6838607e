import type * as core from '@tensorflow/tfjs-core';
import type { ElboBatch, ElboModel } from '../objective/elbo.ts';
import type { Shapes } from '../parameters.ts';
import { createRandom } from '../random.ts';
import type { ReplicaContext } from '../train/replica.ts';

/** What a replica of a training by the published bound is started with; the arrays are shared by all threads. */
export type ElboInit = {
  readonly seed: number;
  readonly samples: number;
  readonly model: ElboModel;
  readonly shapes: Shapes;
  /** Entries of a step, all replicas together. */
  readonly batch: number;
  /** [N, T, D], standardised. */
  readonly values: Float32Array;
  /** Observed entries, as i T + t. */
  readonly entries: Uint32Array;
  /** Whether U and V are there to be learned: else all entries are of the one viewer and sample of the model. */
  readonly factorised: boolean;
};

/** What one replica's share of a step is made from. */
export type Drawn = Pick<ElboBatch, 'x' | 'viewer' | 'sample' | 'epsilon'>;

/** The largest array that every GPU takes as one, in bytes. */
const LARGEST = 2 ** 31 - 4;

/** What draws a replica's share of step `step`, the same each time, to be disposed of; and what it holds until the last is drawn. */
export type Drawer = { readonly draw: (step: number) => Drawn; readonly held: readonly core.Tensor[] };

/** The drawer of this replica's shares. */
export function batchDrawer(context: ReplicaContext<ElboInit>): Drawer {
  const { backend, init } = context;
  const drawsThere = backend.tf.getKernel('ShuffledEntries', backend.name) !== undefined;
  return drawsThere && init.values.byteLength <= LARGEST ? drawnThere(context) : drawnHere(context);
}

/** Where this replica's share of a step lies among the entries in the order of the epoch. */
function placesOf({ init, rank, size }: ReplicaContext<ElboInit>) {
  const { batch, entries } = init;
  const first = Math.floor((batch * rank) / size);
  const count = Math.floor((batch * (rank + 1)) / size) - first;
  const perEpoch = Math.max(1, Math.floor(entries.length / batch));
  return {
    count,
    epochOf: (step: number): number => Math.floor(step / perEpoch),
    start: (step: number): number => (step % perEpoch) * batch + first,
  };
}

/** Drawn by this thread and handed over. */
function drawnHere(context: ReplicaContext<ElboInit>): Drawer {
  const { backend, init, rank } = context;
  const { tf } = backend;
  const { model, entries, values, samples, seed, factorised } = init;
  const [features, factors] = [model.encoder.widths[0] as number, model.decoder.widths[0] as number];
  const { count, epochOf, start } = placesOf(context);
  const x = new Float32Array(count * features);
  const epsilon = new Float32Array(count * factors);
  const viewer = new Int32Array(count);
  const sample = new Int32Array(count);
  let order: Uint32Array = entries;
  let ordered = -1;
  const draw = (step: number): Drawn => {
    const epoch = epochOf(step);
    if (ordered !== epoch) {
      order = createRandom(seed, `order ${epoch}`).shuffled(entries);
      ordered = epoch;
    }
    createRandom(seed, `step ${step} of ${rank}`).fillNormal(epsilon);
    const at = start(step);
    for (let b = 0; b < count; b += 1) {
      const entry = order[(at + b) % order.length]!;
      x.set(values.subarray(entry * features, (entry + 1) * features), b * features);
      if (!factorised) continue;
      viewer[b] = Math.floor(entry / samples);
      sample[b] = entry % samples;
    }
    return {
      x: tf.tensor2d(x, [count, features]),
      viewer: tf.tensor1d(viewer, 'int32'),
      sample: tf.tensor1d(sample, 'int32'),
      epsilon: tf.tensor2d(epsilon, [count, factors]),
    };
  };
  return { draw, held: [] };
}

/** Drawn on the GPU, which gets all values once: to draw and carry over takes longer than the step. */
function drawnThere(context: ReplicaContext<ElboInit>): Drawer {
  const { backend, init, rank } = context;
  const { tf } = backend;
  const { model, values, samples, seed, factorised } = init;
  const [features, factors] = [model.encoder.widths[0] as number, model.decoder.widths[0] as number];
  const { count, epochOf, start } = placesOf(context);
  const table = tf.tensor2d(values, [values.length / features, features]);
  const entries = tf.tensor1d(Int32Array.from(init.entries), 'int32');
  const words = (name: string): number[] => {
    const random = createRandom(seed, name);
    return [random.integer(2 ** 32), random.integer(2 ** 32)];
  };
  const draw = (step: number): Drawn => {
    const order = words(`order ${epochOf(step)}`);
    const place = { from: start(step), count, seed: order, samples };
    const part = (name: string): core.Tensor1D =>
      tf.engine().runKernel('ShuffledEntries', { entries }, { ...place, part: name }) as core.Tensor1D;
    const noise = { shape: [count, factors], seed: words(`step ${step} of ${rank}`) };
    const chosen = part('entry');
    const x = tf.gather(table, chosen) as core.Tensor2D;
    chosen.dispose();
    return {
      x,
      viewer: factorised ? part('viewer') : tf.zeros([count], 'int32'),
      sample: factorised ? part('sample') : tf.zeros([count], 'int32'),
      epsilon: tf.engine().runKernel('StandardNormal', {}, noise) as core.Tensor2D,
    };
  };
  return { draw, held: [table, entries] };
}
