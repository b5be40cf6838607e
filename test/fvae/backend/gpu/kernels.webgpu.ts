// Run by `npm run test:webgpu`: needs a Vulkan, Metal or Direct3D 12 driver and two packages that nothing installs by itself.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../fvae/backend/open.ts';
import { initialiseNetwork } from '../../../../fvae/network.ts';
import { type ElboModel, elbo, elboShapes } from '../../../../fvae/objective/elbo.ts';
import { parameterCount, partsOf, toTensors, writeTensors } from '../../../../fvae/parameters.ts';
import { createRandom } from '../../../../fvae/random.ts';
import { adamStep } from '../../../../fvae/train/adam.ts';

const random = createRandom(0, 'webgpu kernels');

type Drawn = { readonly values: Float32Array | Int32Array; readonly shape: number[] };

function drawn(...shape: number[]): Drawn {
  const values = new Float32Array(shape.reduce((size, length) => size * length, 1));
  random.fillNormal(values);
  return { values, shape };
}

beforeAll(async () => {
  const { line } = await openBackend('webgpu');
  console.log(line);
});

async function on(backend: string, f: (...tensors: tf.Tensor[]) => tf.Tensor, inputs: readonly Drawn[]) {
  await tf.setBackend(backend);
  const tensors = inputs.map(({ values, shape }) =>
    tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32'),
  );
  const out = f(...tensors);
  return { shape: out.shape, values: await out.data<'float32'>() };
}

/** Expects of f on the GPU what the processor makes of it, up to the rounding of sums of `terms`. */
async function agrees(f: (...tensors: tf.Tensor[]) => tf.Tensor, terms: number, ...inputs: Drawn[]): Promise<void> {
  const gpu = await on('webgpu', f, inputs);
  const cpu = await on('cpu', f, inputs);
  expect(gpu.shape).toEqual(cpu.shape);
  const largest = gpu.values.reduce((most, value, at) => Math.max(most, Math.abs(value - cpu.values[at])), 0);
  expect(largest).toBeLessThan(2e-6 * Math.max(4, Math.sqrt(terms) * 4));
}

describe('a product', () => {
  // Tiles of every width, edges, sums cut into parts, and products made turned.
  it.each([
    [1, 1, 1],
    [5, 3, 2],
    [130, 136, 256],
    [256, 600, 136],
    [136, 1025, 40],
    [300, 16, 128],
    [32, 700, 144],
  ])('of %d x %d by %d is the processor’s, either factor transposed', async (m, k, n) => {
    for (const [a, b] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const f = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.matMul(x, y, a, b);
      await agrees(f, k, drawn(...(a ? [k, m] : [m, k])), drawn(...(b ? [n, k] : [k, n])));
    }
  });

  it.each(['linear', 'relu'])('with a bias, %s', async (activation) => {
    const attrs = { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0 };
    const f = (a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel('_FusedMatMul', { a, b, bias }, attrs) as tf.Tensor;
    await agrees(f, 136, drawn(1, 200, 136), drawn(1, 136, 40), drawn(40));
  });

  it('of many matrices goes to the kernel that was there', () =>
    agrees((a, b) => tf.matMul(a, b), 6, drawn(3, 5, 6), drawn(3, 6, 4)));

  it('is the same to the bit each time, long sums too', async () => {
    const inputs = [drawn(5000, 24), drawn(5000, 16)];
    const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b, true, false);
    const first = await on('webgpu', f, inputs);
    for (let again = 0; again < 3; again += 1) expect((await on('webgpu', f, inputs)).values).toEqual(first.values);
  });
});

describe('a sum', () => {
  it.each([1, 7, 300, 70_000, 1_100_000])('of all of %d numbers', (n) => agrees((x) => tf.sum(x), n, drawn(n)));

  it.each([
    [3, 5],
    [1000, 136],
    [5000, 2],
    [2, 70_000],
  ])('of the columns and of the rows of %d x %d', async (rows, columns) => {
    await agrees((x) => tf.sum(x, 0), rows, drawn(rows, columns));
    await agrees((x) => tf.sum(x, 1), columns, drawn(rows, columns));
  });

  it('keeps axes', () => agrees((x) => tf.sum(x, [0, 1], true), 600, drawn(20, 30, 5)));

  it.each([
    [1, 1, 1],
    [1000, 16, 40],
    [3000, 5, 7],
    [500, 6, 600],
  ])('of %d rows of %d by %d segments, ids beyond them left out', (items, width, segments) => {
    const values = Int32Array.from({ length: items }, () => random.integer(segments + 2) - 1);
    const f = (x: tf.Tensor, ids: tf.Tensor): tf.Tensor => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, segments);
    return agrees(f, items, drawn(items, width), { values, shape: [items] });
  });
});

describe('normal numbers', () => {
  const normals = async (count: number, ...seed: number[]): Promise<Float32Array> => {
    await tf.setBackend('webgpu');
    return (tf.engine().runKernel('StandardNormal', {}, { shape: [count], seed }) as tf.Tensor).data<'float32'>();
  };

  it('are the same for a seed, and others for another', async () => {
    const [once, again, other] = [await normals(1001, 1, 2), await normals(1001, 1, 2), await normals(1001, 2, 1)];
    expect(once).toEqual(again);
    expect(once.filter((value, at) => value === other[at]).length).toBeLessThan(5);
  });

  it('are standard normal, and neighbours are unrelated', async () => {
    const n = 200_000;
    const z = await normals(n, 4_000_000_000, 3);
    const mean = (f: (value: number, at: number) => number): number => z.reduce((sum, v, at) => sum + f(v, at), 0) / n;
    expect(Math.abs(mean((v) => v))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(mean((v) => v ** 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(mean((v) => v ** 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    for (const lag of [1, 2, 512]) {
      expect(Math.abs(mean((v, at) => v * z[(at + lag) % n]!))).toBeLessThan(5 / Math.sqrt(n));
    }
    expect(z.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('a shuffle', () => {
  const order = async (
    size: number,
    from: number,
    count: number,
    seed: number[],
    part = 'entry',
  ): Promise<number[]> => {
    await tf.setBackend('webgpu');
    const entries = tf.tensor1d(
      Int32Array.from({ length: size }, (_, at) => 3 * at),
      'int32',
    );
    const attrs = { from, count, seed, samples: 7, part };
    return [...(await (tf.engine().runKernel('ShuffledEntries', { entries }, attrs) as tf.Tensor).data())];
  };

  it.each([1, 2, 3, 5, 64, 1000, 4097])('of %d has every entry once, and others with another seed', async (size) => {
    const all = await order(size, 0, size, [5, 6]);
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, at) => 3 * at));
    const other = await order(size, 0, size, [5, 7]);
    if (size > 50) expect(other.filter((entry, at) => entry === all[at]).length).toBeLessThan(10);
    // In pieces, and from the start again after the end.
    expect(await order(size, size - 1, 3, [5, 6])).toEqual([0, 1, 2].map((n) => all[(size - 1 + n) % size]));
  });

  it('tells viewers and samples', async () => {
    const [entries, viewers, samples] = [
      await order(500, 10, 200, [1, 2]),
      await order(500, 10, 200, [1, 2], 'viewer'),
      await order(500, 10, 200, [1, 2], 'sample'),
    ];
    expect(viewers).toEqual(entries.map((entry) => Math.floor(entry / 7)));
    expect(samples).toEqual(entries.map((entry) => entry % 7));
  });

  it('takes each entry to each place equally often', async () => {
    const counts = new Float64Array(36);
    for (let seed = 0; seed < 1200; seed += 1) {
      (await order(6, 0, 6, [seed, 9])).forEach((entry, place) => {
        counts[(6 * entry) / 3 + place] += 1;
      });
    }
    // Five deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(5 * Math.sqrt((200 * 5) / 6));
  });
});

it('trains as on the processor: the loss of each step within 1e-4', async () => {
  const model: ElboModel = {
    encoder: { widths: [24, 32, 8], activation: 'relu' },
    decoder: { widths: [4, 32, 24], activation: 'relu' },
    viewers: 7,
    samples: 9,
    noise: 'diagonal',
  };
  const shapes = elboShapes(model);
  const rows = 192;
  const [x, noises] = [drawn(rows, 24), Array.from({ length: 6 }, () => drawn(rows, 4))];
  const ids = (n: number): Int32Array => Int32Array.from({ length: rows }, () => random.integer(n));
  const [viewer, sample] = [ids(7), ids(9)];
  const start = new Float32Array(parameterCount(shapes));
  const parts = partsOf(shapes, start);
  for (const name of ['encoder', 'decoder'] as const) initialiseNetwork(model[name], name, parts, random);
  for (const name of ['viewer', 'sample']) random.fillNormal(parts[name]!);
  const losses = async (backend: string): Promise<number[]> => {
    await tf.setBackend(backend);
    const parameters = start.slice();
    const gradient = new Float32Array(start.length);
    const moments = { first: new Float32Array(start.length), second: new Float32Array(start.length) };
    const found: number[] = [];
    for (const [step, noise] of noises.entries()) {
      const { loss, gradients } = elbo(tf, model, toTensors(tf, shapes, parameters), {
        x: tf.tensor2d(x.values, [rows, 24]),
        viewer: tf.tensor1d(viewer, 'int32'),
        sample: tf.tensor1d(sample, 'int32'),
        epsilon: tf.tensor2d(noise.values, [rows, 4]),
        divisor: rows,
      });
      await writeTensors(shapes, gradients, gradient);
      adamStep(parameters, gradient, moments, step + 1, 0.01);
      found.push((await loss.data())[0]!);
    }
    return found;
  };
  const [gpu, cpu] = [await losses('webgpu'), await losses('cpu')];
  gpu.forEach((loss, step) => {
    expect(Math.abs(loss - cpu[step]!) / Math.abs(cpu[step]!)).toBeLessThan(1e-4);
  });
  expect(gpu.at(-1)).toBeLessThan(gpu[0]!);
});
