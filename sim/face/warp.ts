import type { HalfVertex, Template } from './template.ts';

/** Carries the shifts of the named points over to the points between them, on any face. */
export type Warp = {
  /** The named vertices of the half, and those between, in the order of the template's half. */
  readonly controls: readonly HalfVertex[];
  readonly fills: readonly HalfVertex[];
  /** Weights [fill][control] of the controls' shifts in angle (odd under mirroring) and in v (even). */
  readonly odd: Float32Array;
  readonly even: Float32Array;
};

// Surface parameters in mm, roughly, and the reach of a shift.
const ANGLE_MM = 75;
const V_MM = 290;
const REACH = 70;

// Wendland's C2 function: smooth, positive definite in three dimensions and below, zero beyond its reach.
function kernel(dx: number, dy: number): number {
  const r = Math.hypot(dx, dy) / REACH;
  return r >= 1 ? 0 : (1 - r) ** 4 * (4 * r + 1);
}

function kernelBetween(p: HalfVertex, q: HalfVertex, sign: number): number {
  const direct = kernel((p.angle - q.angle) * ANGLE_MM, (p.v - q.v) * V_MM);
  if (q.mirror === q.index) return sign > 0 ? direct : 0;
  return direct + sign * kernel((p.angle + q.angle) * ANGLE_MM, (p.v - q.v) * V_MM);
}

/** Solves the symmetric positive definite system in place by Cholesky's factorisation; `columns` right-hand sides. */
function solve(matrix: Float64Array, n: number, right: Float64Array, columns: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j];
    }
  }
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let sum = right[i * columns + c];
      for (let k = 0; k < i; k++) sum -= matrix[i * n + k] * right[k * columns + c];
      right[i * columns + c] = sum / matrix[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = right[i * columns + c];
      for (let k = i + 1; k < n; k++) sum -= matrix[k * n + i] * right[k * columns + c];
      right[i * columns + c] = sum / matrix[i * n + i];
    }
  }
}

function weights(controls: readonly HalfVertex[], fills: readonly HalfVertex[], sign: number): Float32Array {
  // The midline has no shift in angle: such controls take no part.
  const used = controls.map((_, i) => i).filter((i) => sign > 0 || controls[i].mirror !== controls[i].index);
  const n = used.length;
  // Symmetric only if a midline control is not counted twice: pairs count as one with the square root of two.
  const scale = used.map((i) => (controls[i].mirror === controls[i].index ? 1 : Math.SQRT2));
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      matrix[i * n + j] = (kernelBetween(controls[used[i]], controls[used[j]], sign) * scale[i]) / scale[j];
    }
    matrix[i * n + i] += 1e-6;
  }
  const right = new Float64Array(n * fills.length);
  for (let f = 0; f < fills.length; f++) {
    for (let j = 0; j < n; j++)
      right[j * fills.length + f] = kernelBetween(fills[f], controls[used[j]], sign) / scale[j];
  }
  solve(matrix, n, right, fills.length);
  const out = new Float32Array(fills.length * controls.length);
  for (let f = 0; f < fills.length; f++) {
    for (let j = 0; j < n; j++) out[f * controls.length + used[j]] = right[j * fills.length + f] * scale[j];
  }
  return out;
}

/** The warp of a template: radial basis functions around the named points (Wendland 1995), mirror images included. */
export function buildWarp(template: Template): Warp {
  const controls = template.half.filter((h) => h.kind !== 'fill');
  const fills = template.half.filter((h) => h.kind === 'fill');
  return { controls, fills, odd: weights(controls, fills, -1), even: weights(controls, fills, 1) };
}
