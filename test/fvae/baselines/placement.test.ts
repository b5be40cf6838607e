import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productDesign } from '../../../fvae/baselines/design.ts';
import { placerOf } from '../../../fvae/baselines/placement.ts';
import type { Population } from '../../../fvae/baselines/population.ts';
import { choleskyFactor, choleskyInverse, choleskySolve } from '../../../fvae/linear/cholesky.ts';
import { identity, multiply } from '../../../fvae/linear/matrix.ts';
import { createRandom } from '../../../fvae/random.ts';

const [samples, features, rank] = [9, 3, 2];

function inverse(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  const square = multiplyTransposed(matrix, n);
  choleskyFactor(square, n, factor);
  const out = new Float64Array(n * n);
  // A⁻¹ = (A'A)⁻¹ A', column by column.
  for (let j = 0; j < n; j++) {
    const column = Float64Array.from({ length: n }, (_, i) => matrix[j * n + i]!);
    choleskySolve(factor, n, column);
    for (let i = 0; i < n; i++) out[i * n + j] = column[i]!;
  }
  return out;
}

function multiplyTransposed(matrix: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) out[i * n + j]! += matrix[k * n + i]! * matrix[k * n + j]!;
    }
  }
  return out;
}

describe('placerOf', () => {
  it('gives the posterior that the joint normal equations of intercept and u give', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const random = createRandom(seed, 'placement');
        const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
        const positive = (count: number) => normals(count).map((value) => 0.2 + value * value);
        const to = normals(features * features).map((value, at) => value + (at % (features + 1) === 0 ? 3 : 0));
        const from = inverse(to, features);
        const time = normals(samples * rank);
        const loading = normals(rank * features);
        const base = normals(samples * features);
        const population: Population = {
          samples,
          features,
          fit: {
            base,
            design: productDesign(time, loading, rank, features),
            viewer: new Float64Array(0),
            intercept: new Float64Array(0),
            nonNegative: false,
          },
          interceptMean: normals(features),
          interceptVariance: positive(features),
          viewerMean: normals(rank),
          viewerCovariance: identity(rank).map((value) => 0.7 * value),
          to,
          from,
          correlationTime: positive(features).map((value) => 1 + value),
          precision: identity(features),
          scatter: {
            clean: positive(features),
            lasting: positive(features),
            noise: positive(features),
            step: positive(features),
            course: positive(samples),
          },
        };
        const values = Float32Array.from(normals(samples * features));
        const mask = Uint8Array.from({ length: samples }, () => (random.uniform() < 0.6 ? 1 : 0));
        const found = placerOf(population)(values, mask, 0, 0);

        // Unknowns: the intercept by coordinate, then u, both around their means.
        const n = features + rank;
        const a = new Float64Array(n * n);
        const b = new Float64Array(n);
        for (let d = 0; d < features; d++) a[d * n + d] = 1 / population.interceptVariance[d]!;
        for (let k = 0; k < rank; k++) a[(features + k) * (n + 1)] = 1 / 0.7;
        for (let t = 0; t < samples; t++) {
          if (mask[t] !== 1) continue;
          const row = Float64Array.from({ length: features }, (_, f) => {
            let value = values[t * features + f]! - base[t * features + f]! - population.interceptMean[f]!;
            for (let k = 0; k < rank; k++)
              value -= population.viewerMean[k]! * time[t * rank + k]! * loading[k * features + f]!;
            return value;
          });
          const y = multiply(to, row, features, features, 1);
          for (let d = 0; d < features; d++) {
            const x = new Float64Array(n);
            x[d] = 1;
            for (let k = 0; k < rank; k++) {
              for (let f = 0; f < features; f++) {
                x[features + k]! += to[d * features + f]! * time[t * rank + k]! * loading[k * features + f]!;
              }
            }
            const weight = 1 / population.correlationTime[d]!;
            for (let p = 0; p < n; p++) {
              b[p]! += weight * x[p]! * y[d]!;
              for (let q = 0; q < n; q++) a[p * n + q]! += weight * x[p]! * x[q]!;
            }
          }
        }
        const factor = new Float64Array(n * n);
        choleskyFactor(a, n, factor);
        const covariance = choleskyInverse(factor, n);
        choleskySolve(factor, n, b);
        const intercept = multiply(from, b.slice(0, features), features, features, 1);
        for (let f = 0; f < features; f++) {
          expect(found.intercept[f]).toBeCloseTo(population.interceptMean[f]! + intercept[f]!, 6);
        }
        for (let k = 0; k < rank; k++) {
          expect(found.viewer[k]).toBeCloseTo(population.viewerMean[k]! + b[features + k]!, 6);
          for (let j = 0; j < rank; j++) {
            expect(found.viewerCovariance[k * rank + j]).toBeCloseTo(covariance[(features + k) * n + features + j]!, 6);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
