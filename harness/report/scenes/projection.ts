import { choleskyFactor, choleskySolve } from '../../../fvae/linear/cholesky.ts';
import { COLUMNS } from '../../../sim/dataset/layout.ts';

/** Keeps factors that move faces nearly alike apart, relative to the size of each. */
const RIDGE = 1e-4;

/** [K] of a row of landmarks [136] from where the viewer is at rest: how much of each face there is in it. */
export type Projection = (row: ArrayLike<number>, at: number, rest: ArrayLike<number>, out: Float64Array) => void;

/**
 * Least squares of landmarks by what factors move them by, `faces` K x [136], columns weighed by 1 over `variance` [136], the
 * mean square of what is left there.
 */
export function projectionOn(faces: readonly Float64Array[], variance: Float64Array): Projection {
  const count = faces.length;
  const weighed = faces.map((face) => face.map((value, d) => value / Math.max(variance[d], 1e-12)));
  const gram = new Float64Array(count * count);
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < count; b += 1)
      gram[a * count + b] = faces[a].reduce((sum, value, d) => sum + value * weighed[b][d], 0);
    gram[a * count + a] *= 1 + RIDGE;
  }
  choleskyFactor(gram, count, gram);
  return (row, at, rest, out) => {
    for (let k = 0; k < count; k += 1) {
      const own = weighed[k];
      let sum = 0;
      for (let d = 0; d < COLUMNS; d += 1) sum += own[d] * (row[at + d] - rest[d]);
      out[k] = sum;
    }
    choleskySolve(gram, count, out);
  };
}
