import type { Fitted } from '../../../../fvae/model.ts';
import type { Split } from '../../../../harness/evaluation/split.ts';
import type { Visible } from '../../../../harness/evaluation/visible.ts';
import type { Film } from '../../../../harness/report/scenes/film.ts';
import type { Scene } from '../../../../harness/report/scenes/scene.ts';
import { stimulusCourse } from '../../../../sim/script/courses.ts';
import { generator } from '../../../laws/tiny-dataset.ts';

export const [N, T, D] = [24, 240, 136];

/** A scene every 40 s, with a joke after 5 s and, in every other one, a scare after 20 s. */
export const SCENES: readonly Scene[] = Array.from({ length: 6 }, (_, n) => ({
  number: n + 1,
  title: `Scene ${n + 1}`,
  from: 40 * n,
  to: 40 * (n + 1),
}));

const events = SCENES.flatMap(({ from }, n) => [
  { at: from + 5, type: 'humor' as const, intensity: 0.5 + 0.05 * n, duration: 3 },
  ...(n % 2 === 0 ? [{ at: from + 20, type: 'surprise' as const, intensity: 0.8, duration: 2 }] : []),
]);

export const FILM: Film = {
  rate: 1,
  events,
  stimulus: Float64Array.from(stimulusCourse(events, T, 1)),
  viewers: Array.from({ length: N }, (_, i) => ({ age: 20 + i, archetype: i < 12 ? 'warm' : 'cool', seat: i })),
  seats: Array.from({ length: N }, (_, i) => ({ row: Math.floor(i / 6), number: 1 + (i % 6), x: (i % 6) - 2.5, z: i })),
};

const face = (k: number): Float64Array =>
  Float64Array.from({ length: D }, (_, d) => 0.05 * Math.sin((k + 1) * (d + 1)));
const FACES = [face(0), face(1)];

/** Course of factor k: what the script asked for, dying away. */
const COURSES = [0, 1].map((k) =>
  Float64Array.from({ length: T }, (_, t) => {
    let sum = 0;
    for (let lag = 0; lag <= Math.min(t, 11); lag += 1) sum += FILM.stimulus[(t - lag) * 2 + k] * Math.exp(-lag / 2);
    return sum;
  }),
);

/** Everybody's answer to a factor: the warm ones twice the cool ones'. */
export const sensitivity = (i: number): number => (i < 12 ? 4 / 3 : 2 / 3);

export type World = {
  readonly fitted: Fitted;
  readonly visible: Visible;
  readonly split: Split;
  readonly peaks: readonly number[];
};

/**
 * An audience whose reactions are U V times `played` (by factor and scene, 1: as the model has it), with noise of `noise`, of
 * whom is seen what `seen` says; and a model that knows U, V and the faces, but neither what was played nor the noise.
 */
export function worldOf({
  played = () => 1,
  noise = 0.02,
  seen = () => true,
}: {
  readonly played?: (factor: number, scene: number) => number;
  readonly noise?: number;
  readonly seen?: (viewer: number, sample: number) => boolean;
} = {}): World {
  const landmarks = (i: number, of: (k: number, t: number) => number): Float32Array => {
    const out = new Float32Array(T * D);
    const rest = Float64Array.from({ length: D }, (_, d) => 0.1 * Math.cos(i + d));
    for (let t = 0; t < T; t += 1) {
      const [first, second] = [sensitivity(i) * of(0, t), sensitivity(i) * of(1, t)];
      for (let d = 0; d < D; d += 1) out[t * D + d] = rest[d] + first * FACES[0][d] + second * FACES[1][d];
    }
    return out;
  };
  const told = (i: number): Float32Array => landmarks(i, (k, t) => COURSES[k][t]);
  const fitted: Fitted = {
    name: 'knowing',
    factors: () => ({
      count: 2,
      viewer: Float64Array.from({ length: N * 2 }, (_, n) => sensitivity(n >> 1)),
      time: Float64Array.from({ length: T * 2 }, (_, n) => COURSES[n & 1][n >> 1]),
    }),
    impute: (place) => ({ mean: told(place), deviation: new Float32Array(T * D) }),
    foldIn: () => {
      throw new Error('everybody trains');
    },
    alone: (k, z) => FACES[k].map((value) => z * value),
  };
  const visible: Visible = {
    samples: T,
    hiding: false,
    row(i) {
      const random = generator(i);
      // Even noise of this deviation.
      const values = landmarks(i, (k, t) => COURSES[k][t] * played(k, Math.floor(t / 40))).map(
        (value) => value + noise * Math.sqrt(12) * (random() - 0.5),
      );
      const mask = Uint8Array.from({ length: T }, (_, t) => (seen(i, t) ? 1 : 0));
      for (let t = 0; t < T; t += 1) if (mask[t] === 0) values.fill(Number.NaN, t * D, (t + 1) * D);
      return { values, mask };
    },
  };
  const split: Split = { training: Array.from({ length: N }, (_, i) => i), heldOut: [], share: 0, seed: 0 };
  return { fitted, visible, split, peaks: COURSES.map((course) => Math.max(...course)) };
}

/** The true course of factor k, in units of its peak. */
export function courseOf(k: number): Float64Array {
  const peak = Math.max(...COURSES[k]);
  return COURSES[k].map((value) => value / peak);
}
