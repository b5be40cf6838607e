import type { Factors, Fitted } from '../../../fvae/model.ts';
import { heightOf } from '../../evaluation/meaning.ts';
import { columnOf } from '../../metrics/correlation.ts';
import { laggedCorrelation } from '../../metrics/script.ts';

/** What the script asks for, and what an audience that answers is. */
export const ANSWERS = { humor: 'amused', surprise: 'startled' } as const;
export type Stimulus = keyof typeof ANSWERS;
export const STIMULI = Object.keys(ANSWERS) as readonly Stimulus[];

/** Least correlation of a factor's course with the script's at which it is taken for an answer. */
const LEAST_CORRELATION = 0.3;
/** Factors that move the face less than this share of the strongest cannot be read from it. */
const LEAST_MOVEMENT = 0.02;

/** A model's factor that answers something of the script. */
export type Answering = { readonly factor: number; readonly correlation: number; readonly lag: number };

/** Which of a model's factors answer what, by their courses beside the script's; the truth has no say. */
export type Reading = {
  readonly answers: Readonly<Record<Stimulus, readonly Answering[]>>;
  /** Mean U times peak V of each factor: the unit in which its reaction is told. */
  readonly heights: readonly number[];
  /** Factors that can be read from a face, and by how much each moves it at its height, [136]. */
  readonly faces: readonly { readonly factor: number; readonly moved: Float64Array }[];
};

/**
 * How a model's factors are read: a factor answers the stimulus that its V follows best, lagging 0 to 3 s, from a
 * correlation of 0.3 on. Null for a model without factors, or that cannot say what one does to a face.
 */
export function readingOf(fitted: Fitted, stimulus: Float64Array, rate: number): Reading | null {
  const factors = fitted.factors();
  const { alone } = fitted;
  if (factors === null || alone === undefined) return null;
  const samples = stimulus.length / 2;
  const [humor, surprise] = [0, 1].map((column) => columnOf(stimulus, samples, 2, column));
  const answers: Record<Stimulus, Answering[]> = { humor: [], surprise: [] };
  const heights = Array.from({ length: factors.count }, (_, k) => heightOf(factors, k));
  const strengths = heights.map((height, k) => {
    const moved = alone(k, height);
    return { factor: k, moved, size: Math.hypot(...moved) };
  });
  const most = strengths.reduce((top, { size }) => Math.max(top, size), 0);
  const faces = strengths.filter(({ size }) => size > 0 && size >= LEAST_MOVEMENT * most);
  for (const { factor } of faces) {
    const course = columnOf(factors.time, samples, factors.count, factor);
    const follows = {
      humor: laggedCorrelation(course, humor, rate),
      surprise: laggedCorrelation(course, surprise, rate),
    };
    const best: Stimulus = follows.humor.correlation >= follows.surprise.correlation ? 'humor' : 'surprise';
    const { correlation, lag } = follows[best];
    if (correlation >= LEAST_CORRELATION) answers[best].push({ factor, correlation, lag });
  }
  return { answers, heights, faces: faces.map(({ factor, moved }) => ({ factor, moved })) };
}

/** [T]: samples in which none of the factors asks for anything: V below a twentieth of its peak, or the lowest tenth. */
export function quietSamples({ count, time }: Factors, chosen: readonly number[]): Uint8Array {
  const samples = time.length / count;
  const asked = new Float64Array(samples);
  for (const k of chosen) {
    const course = columnOf(time, samples, count, k);
    const peak = course.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
    for (let t = 0; t < samples; t += 1) asked[t] = Math.max(asked[t], Math.abs(course[t]) / peak);
  }
  const lowest = asked.slice().sort()[Math.floor(samples / 10)];
  return Uint8Array.from(asked, (value) => (value <= Math.max(0.05, lowest) ? 1 : 0));
}
