import { symmetricEigen } from '../linear/eigen.ts';
import { multiply, transpose } from '../linear/matrix.ts';
import { whitening } from '../linear/whitening.ts';

/**
 * [count]: the combination of courses [count, m] that goes its way most steadily: of all with the same variance the one whose
 * steps are smallest (slow feature analysis; Wiskott and Sejnowski 2002). Throws RangeError where none of the courses moves.
 */
export function slowest(courses: Float64Array, m: number): Float64Array {
  const count = courses.length / m;
  const mean = Float64Array.from({ length: m }, (_, k) => {
    let sum = 0;
    for (let b = 0; b < count; b += 1) sum += courses[b * m + k]!;
    return sum / count;
  });
  const centred = courses.map((value, at) => value - mean[at % m]!);
  const steps = courses.subarray(m).map((value, at) => value - courses[at]!);
  const { whiten } = whitening(squares(centred, m), m);
  const { vectors } = symmetricEigen(multiply(whiten, multiply(squares(steps, m), whiten, m, m, m), m, m, m), m);
  const least = Float64Array.from({ length: m }, (_, k) => vectors[k * m + m - 1]!);
  return multiply(centred, multiply(whiten, least, m, m, 1), count, m, 1);
}

/** [m, m]: the products of columns [rows, m]. */
function squares(columns: Float64Array, m: number): Float64Array {
  const rows = columns.length / m;
  return multiply(transpose(columns, rows, m), columns, m, rows, m);
}
