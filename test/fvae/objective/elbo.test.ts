import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import { initialiseNetwork, type Network } from '../../../fvae/network.ts';
import { type ElboBatch, type ElboModel, elbo, elboShapes } from '../../../fvae/objective/elbo.ts';
import { parameterCount, partsOf, type Shapes, toTensors, writeTensors } from '../../../fvae/parameters.ts';
import { createRandom } from '../../../fvae/random.ts';

type Data = {
  readonly x: Float32Array;
  readonly mask: Float32Array | null;
  readonly viewer: Int32Array;
  readonly sample: Int32Array;
  readonly epsilon: Float32Array;
  readonly divisor: number;
  readonly factorPrior: number;
};

const activations = {
  relu: (h: number) => Math.max(0, h),
  silu: (h: number) => h / (1 + Math.exp(-h)),
  tanh: Math.tanh,
};

/** A network's output for one input, in double precision. */
function applied(network: Network, parts: Record<string, Float64Array>, prefix: string, input: number[]): number[] {
  const { widths } = network;
  const last = widths.length - 2;
  const through = (start: number[]): number[] => {
    let h = start;
    for (let layer = 0; layer <= last; layer += 1) {
      const [weight, bias] = [parts[`${prefix}.${layer}.weight`], parts[`${prefix}.${layer}.bias`]];
      const width = widths[layer + 1];
      const next = Array.from({ length: width }, (_, o) =>
        h.reduce((sum, value, n) => sum + value * weight[n * width + o], bias === undefined ? 0 : bias[o]),
      );
      h = layer < last ? next.map(activations[network.activation]) : next;
    }
    return h;
  };
  const origin = network.anchored === true ? through(input.map(() => 0)) : null;
  const skip = parts[`${prefix}.skip`];
  return through(input).map((value, o) => {
    const linear = skip === undefined ? 0 : input.reduce((sum, x, n) => sum + x * skip[n * widths[last + 1] + o], 0);
    return value - (origin === null ? 0 : origin[o]) + linear;
  });
}

/** The objective of flat parameters as its equation says, in double precision. */
function reference(model: ElboModel, shapes: Shapes, flat: Float64Array, data: Data): number {
  let at = 0;
  const parts: Record<string, Float64Array> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const size = shape.reduce((a, b) => a * b, 1);
    parts[name] = flat.subarray(at, at + size);
    at += size;
  }
  const [D, K] = [model.encoder.widths[0], model.decoder.widths[0]];
  const s = model.priorDeviation ?? 1;
  let total = 0;
  data.viewer.forEach((i, n) => {
    const t = data.sample[n];
    const x = [...data.x.subarray(n * D, (n + 1) * D)];
    const q = applied(model.encoder, parts, 'encoder', x);
    const z = Array.from({ length: K }, (_, k) => q[k] + Math.exp(q[K + k] / 2) * data.epsilon[n * K + k]);
    const f = applied(model.decoder, parts, 'decoder', z);
    for (let d = 0; d < D; d += 1) {
      const m = data.mask === null ? 1 : data.mask[n * D + d];
      const logNoise = parts['logNoise'][model.noise === 'isotropic' ? 0 : d];
      total += m * ((x[d] - f[d]) ** 2 / (2 * Math.exp(2 * logNoise)) + logNoise);
    }
    for (let k = 0; k < K; k += 1) {
      const prior = parts['viewer'][i * K + k] * parts['sample'][t * K + k];
      const logVariance = q[K + k];
      total += 0.5 * ((Math.exp(logVariance) + (q[k] - prior) ** 2) / s ** 2 - 1 - logVariance + 2 * Math.log(s));
    }
  });
  const norm = [...parts['viewer'], ...parts['sample']].reduce((sum, value) => sum + value * value, 0);
  return total / data.divisor + 0.5 * data.factorPrior * norm;
}

/** A small model with data and parameters drawn from a seed. */
function draw(
  model: ElboModel,
  seed: number,
  rows: number,
  masked: boolean,
): { shapes: Shapes; flat: Float32Array; data: Data } {
  const random = createRandom(seed, 'elbo');
  const normals = (count: number, scale = 1): Float32Array =>
    Float32Array.from({ length: count }, () => scale * random.normal());
  const integers = (n: number): Int32Array => Int32Array.from({ length: rows }, () => random.integer(n));
  const shapes = elboShapes(model);
  // Every parameter away from zero, so that every path carries a gradient.
  const flat = normals(parameterCount(shapes), 0.3);
  initialiseNetwork(model.encoder, 'encoder', partsOf(shapes, flat), random);
  const [D, K] = [model.encoder.widths[0], model.decoder.widths[0]];
  const data = {
    x: normals(rows * D),
    mask: masked ? Float32Array.from({ length: rows * D }, () => (random.uniform() < 0.7 ? 1 : 0)) : null,
    viewer: integers(model.viewers),
    sample: integers(model.samples),
    epsilon: normals(rows * K),
    divisor: rows + 2,
    factorPrior: masked ? 0.1 : 0,
  };
  return { shapes, flat, data };
}

/** The loss and its flat gradient on a backend. */
async function computed(
  backend: string,
  model: ElboModel,
  shapes: Shapes,
  flat: Float32Array,
  data: Data,
): Promise<{ loss: number; gradient: Float32Array }> {
  const { tf } = await openBackend(backend);
  const rows = data.viewer.length;
  const held = tf.memory().numTensors;
  const x = tf.tensor2d(data.x, [rows, data.x.length / rows]);
  const batch: ElboBatch = {
    x,
    ...(data.mask === null ? {} : { mask: tf.tensor2d(data.mask, x.shape) }),
    viewer: tf.tensor1d(data.viewer, 'int32'),
    sample: tf.tensor1d(data.sample, 'int32'),
    epsilon: tf.tensor2d(data.epsilon, [rows, data.epsilon.length / rows]),
    divisor: data.divisor,
    factorPrior: data.factorPrior,
  };
  const parameters = toTensors(tf, shapes, flat);
  const { loss, gradients } = elbo(tf, model, parameters, batch);
  const gradient = new Float32Array(flat.length);
  await writeTensors(shapes, gradients, gradient);
  const value = (await loss.data())[0];
  tf.dispose([loss, ...Object.values(gradients), ...Object.values(parameters)]);
  tf.dispose(batch);
  expect(tf.memory().numTensors).toBe(held);
  return { loss: value, gradient };
}

const networks = fc.record({
  activation: fc.constantFrom('relu' as const, 'silu' as const, 'tanh' as const),
  hidden: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
  skip: fc.boolean(),
  anchored: fc.boolean(),
});

const models = fc
  .record({
    encoder: networks,
    decoder: networks,
    features: fc.integer({ min: 1, max: 5 }),
    factors: fc.integer({ min: 1, max: 3 }),
    viewers: fc.integer({ min: 1, max: 4 }),
    samples: fc.integer({ min: 1, max: 5 }),
    noise: fc.constantFrom('isotropic' as const, 'diagonal' as const),
    priorDeviation: fc.constantFrom(0.5, 1, 2),
  })
  .map(({ encoder, decoder, features, factors, ...rest }): ElboModel => {
    const network = ({ hidden, ...more }: typeof encoder, from: number, to: number): Network => ({
      ...more,
      widths: [from, ...hidden, to],
    });
    return { ...rest, encoder: network(encoder, features, 2 * factors), decoder: network(decoder, factors, features) };
  });

describe('the objective of the paper', () => {
  it.each(['cpu', 'wasm'])('has the value of its equation and the gradient of central differences, on %s', (backend) =>
    fc.assert(
      fc.asyncProperty(
        models,
        fc.nat(),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (model, seed, rows, masked) => {
          const { shapes, flat, data } = draw(model, seed, rows, masked);
          const { loss, gradient } = await computed(backend, model, shapes, flat, data);
          const exact = Float64Array.from(flat);
          const expected = reference(model, shapes, exact, data);
          expect(Math.abs(loss - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
          const step = 1e-6;
          const largest = Math.max(1, ...gradient.map(Math.abs));
          exact.forEach((value, at) => {
            const moved = (by: number): number => {
              exact[at] = value + by;
              return reference(model, shapes, exact, data);
            };
            const slope = (moved(step) - moved(-step)) / (2 * step);
            exact[at] = value;
            expect(Math.abs(gradient[at] - slope), `parameter ${at}`).toBeLessThan(2e-4 * largest);
          });
        },
      ),
      { numRuns: 40 },
    ),
  );

  it('is not changed by what stands in masked entries of the likelihood', async () => {
    const model: ElboModel = {
      encoder: { widths: [3, 4, 4], activation: 'relu' },
      decoder: { widths: [2, 4, 3], activation: 'relu' },
      viewers: 2,
      samples: 3,
      noise: 'diagonal',
    };
    const { shapes, flat, data } = draw(model, 1, 5, true);
    // An encoder that does not look at x: what is left of x is the likelihood's.
    partsOf(shapes, flat)['encoder.0.weight'].fill(0);
    const mask = data.mask as Float32Array;
    const other = { ...data, x: data.x.map((value, at) => (mask[at] === 1 ? value : 1e3)) };
    const [a, b] = [
      await computed('wasm', model, shapes, flat, data),
      await computed('wasm', model, shapes, flat, other),
    ];
    expect(b.loss).toBe(a.loss);
    const first = 3 * 4;
    expect([...b.gradient.subarray(first)]).toEqual([...a.gradient.subarray(first)]);
  });
});
