import { descendNonNegative } from '../linear/nonnegative.ts';
import { withColumns } from '../slow/columns.ts';
import { correlation } from '../slow/correlation.ts';
import type { Tensor } from '../tensor.ts';
import { peakedCourse } from './peaked.ts';
import { type ProductOptions, type ProductStart, productStart } from './product.ts';
import type { TimeLockedSubspace } from './subspace.ts';

/** A rare course has at least this kurtosis. */
const RARE = 20;
/** A factor whose course is as like a rare one as this tells it already. */
const TELLS = 0.8;
/** If the others leave less than this of what the audience does at the events, these are theirs. */
const LEFT = 0.1;
/** Events are the seconds at which a rare course has this share of its height or more, and those until it is at rest. */
const EVENT = 0.25;
const SWEEPS = 500;

/**
 * The start, or where it has a factor to spare and does not tell it, one with a rare factor last: what the audience does
 * together at a few seconds alone, as at the one startle of an evening of laughter. A factor is to spare where there are
 * more than directions of `projected` that pass chance, the first ones. Whatever fits all of the film best leaves such
 * a moment out, as any other split of what goes on all the time explains more; but of all mixtures of the directions its
 * course is the one of largest kurtosis. The other factors are told without its events; where they leave hardly anything of
 * what the audience does at these, it is them together, as in a laugh that all join in, and no factor.
 *
 * Throws as `productStart` does.
 */
export async function rareStart(
  projected: Tensor,
  start: ProductStart,
  { locked, course: mean }: Pick<TimeLockedSubspace, 'locked' | 'course'>,
  options: ProductOptions,
): Promise<ProductStart> {
  const { count: K } = start;
  const { samples: T } = projected;
  if (locked < 1 || locked >= K) return start;
  const P = projected.features;
  const peaked = peakedCourse(
    mean.filter((_, at) => at % P < locked),
    locked,
  );
  if (peaked === null || peaked.kurtosis < RARE) return start;
  const { course } = peaked;
  const told = Array.from({ length: K }, (_, k) =>
    Math.abs(
      correlation(
        start.time.filter((_, at) => at % K === k),
        course,
      ),
    ),
  );
  if (told.some((likeness) => likeness >= TELLS)) return start;
  const rare = eventsOf(course);
  const { mask } = projected;
  const others = await productStart(
    { ...projected, mask: mask.map((seen, at) => (rare[at % T] ? 0 : seen)) },
    K - 1,
    options,
  );
  if (leftBy(others, projected, mean, rare) < LEFT) return start;
  const before = { ...others, time: bridged(others.time, rare) };
  return joinedBy(projected, before, rareAlone(mean, course, rare), rare);
}

/** [T] 1 at the seconds of events: from where the course leaves its rest, which is 0, to where it is back. */
function eventsOf(course: Float64Array): Uint8Array {
  const height = course.reduce((a, b) => Math.max(a, b), 0);
  const on = Uint8Array.from(course, (value) => (value >= EVENT * height ? 1 : 0));
  for (let t = 1; t < on.length; t += 1) if (on[t - 1] && course[t]! > 0) on[t] = 1;
  for (let t = on.length - 2; t >= 0; t -= 1) if (on[t + 1] && course[t]! > 0) on[t] = 1;
  return on;
}

/** The share of the mean's square at the events that factors leave whose U and W are known, their V free and at least 0. */
function leftBy(
  { count: J, viewer, weights }: ProductStart,
  { viewers: N, samples: T, features: P, values, mask }: Tensor,
  mean: Float64Array,
  rare: Uint8Array,
): number {
  let [whole, left] = [0, 0];
  for (let t = 0; t < T; t += 1) {
    if (rare[t] !== 1) continue;
    const square = new Float64Array(J * J);
    const right = new Float64Array(J);
    const level = new Float64Array(J);
    let seen = 0;
    for (let i = 0; i < N; i += 1) {
      if (mask[i * T + t] !== 1) continue;
      seen += 1;
      for (let k = 0; k < J; k += 1) {
        const u = viewer[i * J + k]!;
        level[k]! += u;
        for (let p = 0; p < P; p += 1) {
          const reach = u * weights[p * J + k]!;
          right[k]! += reach * values[(i * T + t) * P + p]!;
          for (let j = 0; j < J; j += 1) square[k * J + j]! += reach * viewer[i * J + j]! * weights[p * J + j]!;
        }
      }
    }
    if (seen === 0) continue;
    for (let k = 0; k < J; k += 1) square[k * J + k]! += 1e-9;
    const time = new Float64Array(J);
    descendNonNegative(square, J, right, time, 0, SWEEPS);
    for (let p = 0; p < P; p += 1) {
      let rest = mean[t * P + p]!;
      whole += rest * rest;
      for (let k = 0; k < J; k += 1) rest -= (level[k]! / seen) * time[k]! * weights[p * J + k]!;
      left += rest * rest;
    }
  }
  return left / whole;
}

/** V [T] of the rare factor, of mean square 1 and 0 but at its events, and W [P], what it moves. */
type Alone = { readonly time: Float64Array; readonly weights: Float64Array };

function rareAlone(mean: Float64Array, course: Float64Array, rare: Uint8Array): Alone {
  const T = course.length;
  const P = mean.length / T;
  const raw = course.map((value, t) => (rare[t] ? Math.max(0, value) : 0));
  const size = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0) / T);
  const time = raw.map((value) => value / size);
  const weights = new Float64Array(P);
  // The course has variance 1 and is uncorrelated with the rest of the mixture.
  for (let t = 0; t < T; t += 1)
    for (let p = 0; p < P; p += 1) weights[p]! += (size * course[t]! * mean[t * P + p]!) / T;
  return { time, weights };
}

/** V [T, K] with straight lines over the seconds of events. */
function bridged(time: Float64Array, rare: Uint8Array): Float64Array {
  const T = rare.length;
  const K = time.length / T;
  const out = time.slice();
  for (let from = 0; from < T; from += 1) {
    if (!rare[from]) continue;
    let to = from;
    while (to < T && rare[to]) to += 1;
    for (let k = 0; k < K; k += 1) {
      const before = from > 0 ? time[(from - 1) * K + k]! : time[to * K + k]!;
      const after = to < T ? time[to * K + k]! : before;
      for (let t = from; t < to; t += 1) {
        out[t * K + k] = before + ((after - before) * (t - from + 1)) / (to - from + 1);
      }
    }
    from = to;
  }
  return out;
}

/** The factors and after them the rare one, each viewer's U of it by least squares on what the others leave along W. */
function joinedBy(
  { viewers: N, samples: T, features: P, values, mask }: Tensor,
  { count: J, viewer, time, weights }: ProductStart,
  alone: Alone,
  rare: Uint8Array,
): ProductStart {
  const reach = alone.weights.reduce((sum, w) => sum + w * w, 0);
  const own = new Float64Array(N);
  for (let i = 0; i < N; i += 1) {
    let [n, v, vv, y, vy] = [0, 0, 0, 0, 0];
    for (let t = 0; t < T; t += 1) {
      if (mask[i * T + t] !== 1) continue;
      let left = 0;
      for (let p = 0; p < P; p += 1) {
        let value = values[(i * T + t) * P + p]!;
        for (let k = 0; k < J; k += 1) value -= viewer[i * J + k]! * time[t * J + k]! * weights[p * J + k]!;
        left += (alone.weights[p]! * value) / reach;
      }
      const at = alone.time[t]!;
      n += 1;
      v += at;
      vv += at * at;
      y += left;
      vy += at * left;
    }
    const spread = vv - (v * v) / n;
    own[i] = spread > 1e-9 ? Math.max(0, (vy - (v * y) / n) / spread) : 1;
  }
  const size = Math.sqrt(own.reduce((sum, u) => sum + u * u, 0) / N) || 1;
  const beside = (rows: Float64Array, last: Float64Array): Float64Array => withColumns(rows, last, last.length, 1);
  const sized = {
    viewer: own.map((u) => u / size),
    weights: alone.weights.map((w) => w * size),
  };
  return {
    count: J + 1,
    viewer: beside(viewer, sized.viewer),
    time: beside(time, alone.time),
    weights: beside(weights, sized.weights),
    rare,
  };
}
