import { studentTail } from '../../metrics/student.ts';

/** What a scene drew less what was expected of it, and what that may vary by. */
export type Missed = {
  readonly value: number;
  /** Its variance in units of those of an event's answer and of a scene's level, as `SceneExpectation` has them. */
  readonly events: number;
  readonly level: number;
  /** Variance that is known: of the sampling of viewers. */
  readonly known: number;
  /** What the scene's events draw, about: the size of a difference where it is answered otherwise. */
  readonly answer: number;
};

/** Share of scenes that may be answered otherwise, and by how much of what they draw (standard deviation). */
const OTHERWISE = 0.1;
const BY = 0.5;

/** Steps of the two deviations that are tried, and the smallest of them as a share of the largest. */
const STEPS = 24;
const SMALLEST = 1e-3;
/** The largest deviation that is tried, times the largest difference there is. */
const LARGEST = 10;

/** How scenes lie around what is expected of them, where nothing differs: variances with the chances that they are so. */
export type Scatter = readonly { readonly event: number; readonly level: number; readonly chance: number }[];

/**
 * The scatter of scenes that are missed by so much: what an event's answer and a scene's level vary by, each from a prior
 * that is flat in its logarithm, given the scenes. A few of them may be answered otherwise: they count for little.
 */
export function scatterOf(missed: readonly Missed[]): Scatter {
  const most = missed.reduce((top, { value }) => Math.max(top, Math.abs(value)), 0);
  const asking = missed.map(({ events }) => events).sort((a, b) => a - b);
  const middle = asking[asking.length >> 1] ?? 0;
  if (!(most > 0) || !(middle > 0)) return [{ event: 0, level: 0, chance: 1 }];
  const steps = Array.from({ length: STEPS }, (_, n) => LARGEST * most * SMALLEST ** (n / (STEPS - 1)));
  const tried = steps.flatMap((one) =>
    steps.map((level) => {
      const variances = { event: one ** 2 / middle, level: level ** 2 };
      return { ...variances, log: missed.reduce((sum, each) => sum + logChance(each, variances), 0) };
    }),
  );
  const best = tried.reduce((top, { log }) => Math.max(top, log), Number.NEGATIVE_INFINITY);
  const total = tried.reduce((sum, { log }) => sum + Math.exp(log - best), 0);
  return tried
    .map(({ event, level, log }) => ({ event, level, chance: Math.exp(log - best) / total }))
    .filter(({ chance }) => chance > 1e-7);
}

type Variances = { readonly event: number; readonly level: number };

function varianceOf({ events, level, known }: Omit<Missed, 'value' | 'answer'>, variances: Variances): number {
  return events * variances.event + level * variances.level + known;
}

function logChance(missed: Missed, variances: Variances): number {
  const { value, answer } = missed;
  const variance = varianceOf(missed, variances);
  const density = (of: number): number => Math.exp(-(value * value) / (2 * of)) / Math.sqrt(of);
  const tiny = 1e-18;
  return Math.log(
    (1 - OTHERWISE) * density(variance + tiny) + OTHERWISE * density(variance + (BY * answer) ** 2 + tiny) + 1e-300,
  );
}

/**
 * Half the width of the interval around 0 in which the difference of a scene lies with the chance 1 - `alarm` where nothing
 * differs, under what other scenes scatter by; `freedom` is that of the variance known.
 */
export function halfOf(
  scene: Omit<Missed, 'value' | 'answer'>,
  scatter: Scatter,
  freedom: number,
  alarm: number,
): number {
  const sizes = scatter.map(({ chance, ...variances }) => ({ chance, size: Math.sqrt(varianceOf(scene, variances)) }));
  const outside = (half: number): number =>
    sizes.reduce((sum, { chance, size }) => sum + (size > 0 ? 2 * chance * studentTail(half / size, freedom) : 0), 0);
  let high = sizes.reduce((top, { size }) => Math.max(top, size), 0);
  if (!(high > 0)) return 0;
  while (outside(high) > alarm) high *= 2;
  let low = 0;
  for (let round = 0; round < 25; round += 1) {
    const half = (low + high) / 2;
    if (outside(half) > alarm) low = half;
    else high = half;
  }
  return high;
}
