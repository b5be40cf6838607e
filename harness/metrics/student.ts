/** Lanczos' approximation with g = 7 and nine terms, to about 15 digits (Godfrey, 2001). */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** log Γ(x), x at least a half. */
function logGamma(x: number): number {
  const z = x - 1;
  const base = z + 7.5;
  const sum = LANCZOS.reduce((total, term, n) => total + (n === 0 ? term : term / (z + n)));
  return Math.log(2 * Math.PI) / 2 + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

const MOST_TERMS = 10_000;
const TINY = 1e-300;

/**
 * The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method; quick for x below
 * (a + 1) / (a + b + 2).
 */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let value = d;
  for (let m = 1; m <= MOST_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || TINY);
      c = 1 + term / c || TINY;
      factor = c * d;
      value *= factor;
    }
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

/** The regularised incomplete beta function I_x(a, b), to about 13 digits. `y` is 1 - x, told apart where x is near 1. */
function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a;
  return 1 - (front * betaFraction(b, a, y)) / b;
}

/** The chance that Student's t with so many degrees of freedom lies above `t`. */
export function studentTail(t: number, freedom: number): number {
  const square = t * t;
  const half = incompleteBeta(freedom / 2, 0.5, freedom / (freedom + square), square / (freedom + square)) / 2;
  return t < 0 ? 1 - half : half;
}

/**
 * The quantile of Student's t at a level in (0, 1), to about 10 digits (a level near 1 is itself known to no more than its
 * distance from 1 has digits): the tail inverted by Newton's method between bounds, in logarithms.
 */
export function studentQuantile(level: number, freedom: number): number {
  if (level === 0.5) return 0;
  if (level < 0.5) return -quantileOfTail(level, freedom);
  return quantileOfTail(1 - level, freedom);
}

/** The t above which a share `tail`, less than a half, lies. */
function quantileOfTail(tail: number, freedom: number): number {
  const density = (t: number): number =>
    Math.exp(
      logGamma((freedom + 1) / 2) -
        logGamma(freedom / 2) -
        Math.log(Math.PI * freedom) / 2 -
        ((freedom + 1) / 2) * Math.log1p((t * t) / freedom),
    );
  let low = 0;
  let high = 1;
  while (studentTail(high, freedom) > tail) [low, high] = [high, 2 * high];
  let t = (low + high) / 2;
  for (let round = 0; round < 200; round += 1) {
    const found = studentTail(t, freedom);
    if (found > tail) low = t;
    else high = t;
    // Newton's step for log tail over log t.
    const next = t * Math.exp((found / (t * density(t))) * Math.log(found / tail) || 0);
    const inside = next > low && next < high;
    const moved = inside ? next : (low + high) / 2;
    if (Math.abs(moved - t) <= 1e-13 * t) return moved;
    t = moved;
  }
  return t;
}
