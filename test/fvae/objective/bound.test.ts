import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import { networkOf } from '../../../fvae/encode.ts';
import { applyNetwork, initialiseNetwork, type Network, networkShapes } from '../../../fvae/network.ts';
import { boundLoss } from '../../../fvae/objective/bound.ts';
import { applyFeatures, featureConstants, featureCount, featuresAt } from '../../../fvae/objective/features.ts';
import { differentiate, parameterCount, partsOf, toTensors } from '../../../fvae/parameters.ts';
import { createRandom } from '../../../fvae/random.ts';

const [K, P, B] = [2, 3, 4];
const encoder: Network = { widths: [P, 5, 2 * K], activation: 'silu', skip: true };
const shapes = {
  ...networkShapes(encoder, 'encoder'),
  decoder: [featureCount(K), P],
  viewer: [B, K],
  time: [B, K],
};
const { tf } = await openBackend('cpu');

function drawn(seed: number): Float32Array {
  const flat = new Float32Array(parameterCount(shapes));
  const random = createRandom(seed, 'parameters');
  random.fillNormal(flat);
  const parts = partsOf(shapes, flat);
  initialiseNetwork(encoder, 'encoder', parts, random);
  for (const name of ['viewer', 'time']) {
    parts[name].forEach((value, at) => {
      parts[name][at] = 0.3 + Math.abs(value);
    });
  }
  return flat;
}

function batch(seed: number) {
  const random = createRandom(seed, 'batch');
  const normals = (rows: number, columns: number) => {
    const values = new Float32Array(rows * columns);
    random.fillNormal(values);
    return tf.tensor2d(values, [rows, columns]);
  };
  return {
    x: normals(B, P),
    noise: normals(B, K),
    latentDeviation: tf.tensor2d([0.2, 0.3], [1, K]),
    variance: 0.7,
    divisor: B,
  };
}

describe('the loss of the bound', () => {
  it('has the gradient of central differences in every parameter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        tf.engine().startScope();
        const flat = drawn(seed);
        const given = batch(seed);
        const constants = featureConstants(tf, K);
        const lossOf = (values: Float32Array): number =>
          boundLoss(tf, encoder, constants, toTensors(tf, shapes, values), given).loss.dataSync()[0];
        const { gradients } = differentiate(
          tf,
          toTensors(tf, shapes, flat),
          (p) => boundLoss(tf, encoder, constants, p, given).loss,
        );
        for (const [name, part] of Object.entries(partsOf(shapes, flat))) {
          const slopes = gradients[name].dataSync();
          const at = seed % part.length;
          const kept = part[at];
          const h = 1e-2;
          part[at] = kept + h;
          const above = lossOf(flat);
          part[at] = kept - h;
          const below = lossOf(flat);
          part[at] = kept;
          const expected = (above - below) / (2 * h);
          expect(Math.abs(slopes[at] - expected), name).toBeLessThan(2e-2 * (1 + Math.abs(expected)));
        }
        tf.engine().endScope();
      }),
      { numRuns: 20 },
    );
  });
});

it('the loss and its gradient are numbers however far a moment is from all others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0, max: 300, noNaN: true }), (seed, far) => {
      tf.engine().startScope();
      const given = batch(seed);
      const parameters = toTensors(tf, shapes, drawn(seed));
      const there = { ...given, x: tf.mul(given.x, far) as typeof given.x };
      const constants = featureConstants(tf, K);
      const { loss, gradients } = differentiate(
        tf,
        parameters,
        (p) => boundLoss(tf, encoder, constants, p, there).loss,
      );
      for (const found of [loss, ...Object.values(gradients)]) {
        expect([...found.dataSync()].every(Number.isFinite)).toBe(true);
      }
      tf.engine().endScope();
    }),
    { numRuns: 40 },
  );
});

describe('the features', () => {
  it('are 0 at 0, and the same in tensors and in numbers', () => {
    const constants = featureConstants(tf, K);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 6, noNaN: true }), { minLength: K, maxLength: K }), (z) => {
        const numbers = new Float64Array(featureCount(K));
        featuresAt(z, numbers);
        const tensors = tf.tidy(() => applyFeatures(tf, constants, tf.tensor2d([z])).dataSync());
        numbers.forEach((value, f) => {
          expect(Math.abs(value - tensors[f])).toBeLessThan(1e-3 * (1 + Math.abs(value)));
        });
        featuresAt([0, 0], numbers);
        expect(numbers.every((value) => value === 0)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

it('the encoder is the same in tensors and in numbers', () => {
  const flat = drawn(7);
  const parts = partsOf(shapes, flat);
  const input = [0.4, -1.2, 0.7];
  const numbers = networkOf(encoder, (name) => parts[`encoder.${name}`])(Float64Array.from(input));
  const tensors = applyNetwork(tf, encoder, toTensors(tf, shapes, flat), 'encoder', tf.tensor2d([input])).dataSync();
  numbers.forEach((value, at) => {
    expect(Math.abs(value - tensors[at])).toBeLessThan(1e-5 * (1 + Math.abs(value)));
  });
});

it('each row of several is encoded as alone', () => {
  const parts = partsOf(shapes, drawn(8));
  const encode = networkOf(encoder, (name) => parts[`encoder.${name}`]);
  const rows = [
    [0.4, -1.2, 0.7],
    [1, 0, -2],
    [0.3, 0.3, 5],
  ];
  expect([...encode(Float64Array.from(rows.flat()))]).toEqual(
    rows.flatMap((row) => [...encode(Float64Array.from(row))]),
  );
});
