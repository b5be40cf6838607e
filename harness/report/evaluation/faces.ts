import { meanFace } from '../../../sim/face/mean-face.ts';
import { STROKES } from '../../figure.ts';
import type { Row } from '../records.ts';
import type { Gathered } from './gather.ts';

/** By how much displacements are drawn larger than they are. */
export const EXAGGERATION = 4;

/**
 * The mean face at rest and as each factor alone moves it, in truth and in each `model`: `factor`, `stroke`, `x`, `y`
 * in eye distances, displacements drawn larger. A stroke is one line of the face; its points follow each other.
 */
export function faceRows(
  moved: Gathered['moved'],
  names: readonly string[],
): Record<'rest' | 'truth' | 'models', Row[]> {
  const rest = restingFace();
  const drawn = (points: (at: number) => number): Row[] =>
    STROKES.flatMap((stroke, n) => stroke.map((l) => ({ stroke: n, x: points(2 * l), y: points(2 * l + 1) })));
  const of = (model: string | null): Row[] =>
    [...(moved.get(model) ?? [])].flatMap(([k, displacement]) =>
      drawn((at) => rest[at] + EXAGGERATION * displacement[at]).map((row) => ({ factor: names[k], ...row })),
    );
  const resting = drawn((at) => rest[at]);
  return {
    rest: names.flatMap((factor) => resting.map((row) => ({ factor, ...row }))),
    truth: of(null),
    models: [...moved.keys()].flatMap((model) => (model === null ? [] : of(model).map((row) => ({ model, ...row })))),
  };
}

/** The mean face's landmarks seen from the front, [136], in eye distances. */
function restingFace(): Float64Array {
  const face = meanFace();
  const eyes = Math.hypot(...[0, 1, 2].map((axis) => face[3 * 45 + axis] - face[3 * 36 + axis]));
  return Float64Array.from({ length: 136 }, (_, at) => face[3 * (at >> 1) + (at & 1)] / eyes);
}
