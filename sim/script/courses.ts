import type { FilmEvent, Reaction } from '../../scenarios/schema/schema.ts';
import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import { type Kernel, response, responseLength } from './kernel.ts';

/** What a film does to an audience, sampled at `count` times from 0 s in steps of 1 / `rate` s. */
export type Courses = {
  readonly count: number;
  readonly rate: number;
  /** V*: count x K, at least 0. */
  readonly factors: Float64Array;
};

/** Humor and surprise of the script itself, T x 2 in 0..1: an event's intensity while it lasts, the strongest first. */
export function stimulusCourse(events: readonly FilmEvent[], samples: number, rate: number): Float32Array {
  const out = new Float32Array(samples * 2);
  for (const event of events) {
    const column = event.type === 'humor' ? 0 : 1;
    const first = Math.max(0, Math.ceil(event.at * rate));
    for (let t = first; t < samples && t / rate < event.at + event.duration; t += 1) {
      out[t * 2 + column] = Math.max(out[t * 2 + column], event.intensity);
    }
  }
  return out;
}

const KERNEL_FACTORS = ['amusement', 'laughter', 'surprise'] as const;
const DRIVER = { amusement: 'humor', laughter: 'humor', surprise: 'surprise' } as const;

/**
 * V*: the time courses of the K factors at `count` times i / rate s.
 *
 * Amusement and laughter answer humor, surprise answers surprise: the sum over events of intensity^exponent times the
 * response kernel. Fatigue builds up as level (1 - exp(-t / build)) and is relieved while the others are active.
 */
export function factorCourses(reaction: Reaction, events: readonly FilmEvent[], count: number, rate: number): Courses {
  const factors = new Float64Array(count * FACTOR_COUNT);
  for (const event of events) {
    KERNEL_FACTORS.forEach((factor, k) => {
      if (DRIVER[factor] !== event.type) return;
      const kernel: Kernel & { exponent: number } = reaction.kernels[factor];
      const amplitude = event.intensity ** kernel.exponent;
      const last = Math.min(count - 1, Math.floor((event.at + responseLength(kernel, event.duration)) * rate));
      for (let i = Math.max(0, Math.ceil(event.at * rate)); i <= last; i += 1) {
        factors[i * FACTOR_COUNT + k] += amplitude * response(kernel, event.duration, i / rate - event.at);
      }
    });
  }
  const { level, build, relief } = reaction.fatigue;
  for (let i = 0; i < count; i += 1) {
    const row = i * FACTOR_COUNT;
    const active = factors[row] + factors[row + 1] + factors[row + 2];
    factors[row + 3] = level * (1 - Math.exp(-i / rate / build)) * (1 - relief * (1 - Math.exp(-2 * active)));
  }
  // Single precision, as the dataset stores them: products with U* are then exact to the last bit written.
  for (let i = 0; i < factors.length; i += 1) factors[i] = Math.fround(factors[i]);
  return { count, rate, factors };
}

/**
 * V*_k at a time in s that need not be a sample, interpolated linearly; held at the ends.
 */
export function courseAt(courses: Courses, k: number, time: number): number {
  const at = time * courses.rate;
  if (at <= 0) return courses.factors[k];
  const i = Math.floor(at);
  if (i >= courses.count - 1) return courses.factors[(courses.count - 1) * FACTOR_COUNT + k];
  const a = courses.factors[i * FACTOR_COUNT + k];
  const b = courses.factors[(i + 1) * FACTOR_COUNT + k];
  return a + (b - a) * (at - i);
}

/**
 * How much of each factor the film has asked for lately, count x K: ten times the running mean of V* over about 300 s.
 *
 * Contagious laughter wears off by about the tenth exposure (Provine 1992): the exposure that habituation acts on.
 */
export function exposureCourses(courses: Courses): Float64Array {
  const out = new Float64Array(courses.factors.length);
  const keep = Math.exp(-1 / (300 * courses.rate));
  for (let i = 1; i < courses.count; i += 1) {
    for (let k = 0; k < FACTOR_COUNT; k += 1) {
      const before = (i - 1) * FACTOR_COUNT + k;
      out[i * FACTOR_COUNT + k] = keep * out[before] + (1 - keep) * courses.factors[before] * 10;
    }
  }
  return out;
}
