/** `x` held between `low` and `high`. */
export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/** The point at `t` (0..1) on the way from `a` to `b`. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Rises smoothly from 0 at `from` to 1 at `to` (cubic, flat at both ends); falls when `from` > `to`. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = (x - from) / (to - from);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

const TAIL = Math.exp(-8);

/** A Gaussian hill of height 1 at (0, 0) with spreads `sx`, `sy`, lowered by its own tail so that it ends at 4 spreads. */
export function bump(dx: number, dy: number, sx: number, sy: number): number {
  const a = dx / sx;
  const b = dy / sy;
  const q = a * a + b * b;
  return q >= 16 ? 0 : (Math.exp(-0.5 * q) - TAIL) / (1 - TAIL);
}

/** A smooth max(0, x): softness `width` in the units of x, positive everywhere. */
export function softPlus(x: number, width: number): number {
  const t = x / width;
  return t > 30 ? x : width * Math.log1p(Math.exp(t));
}
