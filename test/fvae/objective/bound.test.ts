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

it('the loss is the squares over twice sigma^2 and the divergence of two normals, by hand', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
      tf.engine().startScope();
      const flat = drawn(seed);
      const parts = partsOf(shapes, flat);
      const given = batch(seed);
      const tensors = toTensors(tf, shapes, flat);
      const said = boundLoss(tf, encoder, featureConstants(tf, K), tensors, given).loss.dataSync()[0];
      const [x, noise] = [given.x, given.noise].map((one) => one.dataSync());
      const s = given.latentDeviation.dataSync();
      const encoded = networkOf(encoder, (name) => parts[`encoder.${name}`])(Float64Array.from(x));
      let loss = 0;
      for (let b = 0; b < B; b += 1) {
        const z = Float64Array.from({ length: K }, (_, k) => {
          const prior = parts['viewer'][b * K + k] * parts['time'][b * K + k];
          const precision = Math.exp(encoded[b * 2 * K + K + k]);
          const variance = 1 / (precision + 1 / s[k] ** 2);
          const centre = (encoded[b * 2 * K + k] * precision + prior / s[k] ** 2) * variance;
          const ratio = variance / s[k] ** 2;
          loss += 0.5 * (ratio + (centre - prior) ** 2 / s[k] ** 2 - 1 - Math.log(ratio));
          return centre + Math.sqrt(variance) * noise[b * K + k];
        });
        const phi = new Float64Array(featureCount(K));
        featuresAt(z, phi);
        for (let p = 0; p < P; p += 1) {
          const decoded = phi.reduce((sum, value, f) => sum + value * parts['decoder'][f * P + p], 0);
          loss += (x[b * P + p] - decoded) ** 2 / (2 * given.variance);
        }
      }
      tf.engine().endScope();
      expect(Math.abs(said - loss / given.divisor)).toBeLessThan(1e-3 * (1 + Math.abs(said)));
    }),
    { numRuns: 30 },
  );
});

/** One factor so near to rest that its course is a straight line, along `line` [P], with the encoder's straight way and bias. */
function straight(seed: number) {
  const random = createRandom(seed, 'straight');
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
  const [line, noise] = [normals(P), normals(P)];
  const [s, sigma, prior] = [0.004, 0.01, 0.015 + 0.01 * random.uniform()];
  const z = prior + s * random.normal();
  const x = line.map((value, p) => value * z + sigma * noise[p]);
  const square = line.reduce((sum, value) => sum + value * value, 0);
  return { line, x, s, sigma, prior, square };
}

it('the bound lies below the exact likelihood of a straight decoder, and touches it where the encoder is the exact one', () => {
  const one: Network = { widths: [P, 5, 2], activation: 'silu', skip: true };
  const shape = { ...networkShapes(one, 'encoder'), decoder: [featureCount(1), P], viewer: [1, 1], time: [1, 1] };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      (seed, off, surer) => {
        const { line, x, s, sigma, prior, square } = straight(seed);
        const bound = (shift: number, more: number): number => {
          tf.engine().startScope();
          const flat = new Float32Array(parameterCount(shape));
          const parts = partsOf(shape, flat);
          parts['decoder'].set(line);
          parts['viewer'][0] = 1;
          parts['time'][0] = prior;
          // z is told by x along the line, with the precision that it has there.
          line.forEach((value, p) => {
            parts['encoder.skip'][2 * p] = value / square;
          });
          parts['encoder.1.bias'].set([shift * s, Math.log(square / sigma ** 2) + more]);
          const tensors = toTensors(tf, shape, flat);
          // f is straight: two points tell the mean over the draw.
          const losses = [-1, 1].map((draw) => {
            const given = {
              x: tf.tensor2d(Float32Array.from(x), [1, P]),
              noise: tf.tensor2d([draw], [1, 1]),
              latentDeviation: tf.tensor2d([s], [1, 1]),
              variance: sigma ** 2,
              divisor: 1,
            };
            return boundLoss(tf, one, featureConstants(tf, 1), tensors, given).loss.dataSync()[0];
          });
          tf.engine().endScope();
          return -(losses[0] + losses[1]) / 2 - (P / 2) * Math.log(2 * Math.PI * sigma ** 2);
        };
        // x ~ N(prior line, sigma^2 + s^2 line line').
        const left = x.map((value, p) => value - prior * line[p]);
        const along = left.reduce((sum, value, p) => sum + value * line[p], 0);
        const whole = left.reduce((sum, value) => sum + value * value, 0);
        const ratio = 1 + (s ** 2 * square) / sigma ** 2;
        const exponent = (whole - (s ** 2 * along ** 2) / (sigma ** 2 * ratio)) / sigma ** 2;
        const exact = -0.5 * (exponent + Math.log(ratio) + P * Math.log(2 * Math.PI * sigma ** 2));
        const best = bound(0, 0);
        expect(Math.abs(best - exact)).toBeLessThan(0.02 * (1 + Math.abs(exact)));
        const other = bound(off, surer);
        expect(other).toBeLessThan(exact + 0.02 * (1 + Math.abs(exact)));
        if (Math.abs(off) > 0.5 && Math.abs(surer) < 1) expect(other).toBeLessThan(best);
      },
    ),
    { numRuns: 40 },
  );
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
