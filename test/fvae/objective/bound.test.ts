import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import { runNetwork } from '../../../fvae/encode.ts';
import { decodeInto } from '../../../fvae/infer.ts';
import { applyNetwork, initialiseNetwork, type Network, networkShapes } from '../../../fvae/network.ts';
import { boundLoss } from '../../../fvae/objective/bound.ts';
import {
  applySaturating,
  BENDS,
  courseAt,
  saturatingConstants,
  saturatingShapes,
  softplus,
} from '../../../fvae/objective/saturating.ts';
import { differentiate, parameterCount, partsOf, toTensors } from '../../../fvae/parameters.ts';
import { createRandom } from '../../../fvae/random.ts';

const [K, P, B] = [2, 3, 4];
const encoder: Network = { widths: [P, 5, 2 * K], activation: 'silu', skip: true };
const shapes = {
  ...networkShapes(encoder, 'encoder'),
  ...saturatingShapes(K, P),
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

function batch(seed: number, bound: number) {
  const random = createRandom(seed, 'batch');
  const normals = (rows: number, columns: number) => {
    const values = new Float32Array(rows * columns);
    random.fillNormal(values);
    return tf.tensor2d(values, [rows, columns]);
  };
  return {
    x: normals(B, P),
    posteriorNoise: normals(B, K),
    priorNoise: normals(B, K),
    latentDeviation: tf.tensor2d([0.2, 0.3], [1, K]),
    posteriorVariance: 0.7,
    priorVariance: 0.9,
    bound,
    divisor: B,
  };
}

describe('the loss of the bound beside the marginal way', () => {
  it('has the gradient of central differences in every parameter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0.5, 1), (seed, bound) => {
        tf.engine().startScope();
        const flat = drawn(seed);
        const given = batch(seed, bound);
        const constants = saturatingConstants(tf, K);
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

  it('does without the encoder where the bound has no weight', () => {
    const terms = boundLoss(tf, encoder, saturatingConstants(tf, K), toTensors(tf, shapes, drawn(1)), batch(1, 0));
    expect(terms.posteriorError).toBeNull();
    expect(Number.isFinite(terms.loss.dataSync()[0])).toBe(true);
  });
});

describe('the decoder', () => {
  it('is 0 at 0, rises and flattens, and is the same in tensors and in numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.double({ min: 0, max: 6, noNaN: true }), (seed, z) => {
        const parts = partsOf(shapes, drawn(seed));
        const decoder = {
          factors: K,
          components: P,
          mixing: Float64Array.from(parts['decoder.mixing'], softplus),
          direction: Float64Array.from(parts['decoder.direction']),
        };
        const [low, high] = [new Float64Array(2), new Float64Array(2)];
        courseAt(decoder, 0, 0, low);
        expect(low[0]).toBe(0);
        courseAt(decoder, 0, z, low);
        courseAt(decoder, 0, z + 0.5, high);
        expect(high[0]).toBeGreaterThan(low[0]);
        expect(high[1]).toBeLessThanOrEqual(low[1] + 1e-12);
        const numbers = new Float64Array(P);
        decodeInto(decoder, [z, 0.3], 0, numbers);
        const tensors = tf.tidy(() =>
          applySaturating(
            tf,
            saturatingConstants(tf, K),
            toTensors(tf, shapes, drawn(seed)),
            tf.tensor2d([[z, 0.3]]),
          ).dataSync(),
        );
        numbers.forEach((value, p) => {
          expect(Math.abs(value - tensors[p])).toBeLessThan(1e-3 * (1 + Math.abs(value)));
        });
      }),
      { numRuns: 40 },
    );
    expect(BENDS.every((bend) => bend > 0)).toBe(true);
  });
});

it('the encoder is the same in tensors and in numbers', () => {
  const flat = drawn(7);
  const parts = partsOf(shapes, flat);
  const input = [0.4, -1.2, 0.7];
  const numbers = runNetwork(encoder, (name) => parts[`encoder.${name}`], Float64Array.from(input));
  const tensors = applyNetwork(tf, encoder, toTensors(tf, shapes, flat), 'encoder', tf.tensor2d([input])).dataSync();
  numbers.forEach((value, at) => {
    expect(Math.abs(value - tensors[at])).toBeLessThan(1e-5 * (1 + Math.abs(value)));
  });
});
