import { COLUMNS } from '../../sim/dataset/layout.ts';
import type { Sensor } from '../../sim/screening/sense.ts';
import { senseSituations } from './response.ts';

const K = 4;
/** Moments at which it is looked at: laughter's rhythm is averaged over. */
const MOMENTS = 16;

/** [136]: by how much a viewer's clean landmarks move from rest when one factor is at z and the others at 0. */
export function moveAlone(
  sensor: Sensor,
  viewer: number,
  weights: ArrayLike<number>,
  factor: number,
  z: number,
): Float64Array {
  const { samples } = sensor.stage;
  const moments = Uint32Array.from({ length: 2 * MOMENTS }, (_, m) => Math.floor(((m % MOMENTS) / MOMENTS) * samples));
  const reactions = new Float32Array(2 * MOMENTS * K);
  for (let m = 0; m < MOMENTS; m += 1) reactions[m * K + factor] = z;
  const situations = { count: 2 * MOMENTS, z: reactions, sample: moments, blink: new Float64Array(2 * MOMENTS) };
  const sensed = senseSituations({ sensor }, viewer, situations, weights);
  const out = new Float64Array(COLUMNS);
  const rest = MOMENTS * COLUMNS;
  for (let at = 0; at < rest; at += 1) out[at % COLUMNS] += (sensed[at] - sensed[rest + at]) / MOMENTS;
  return out;
}
