import type { Theater } from '../../scenarios/schema/schema.ts';
import { PHONE } from '../behavior/schedule.ts';
import { type Stream, uniform } from '../random/stream.ts';
import { screenCenter } from '../theater/screen.ts';
import type { HeadPlace } from './props.ts';

/** Eyes turn no farther than this from straight ahead, as a tangent. */
const FARTHEST = 0.45;

/**
 * Where a viewer's eyes point at a sample, as tangents to the left and up in the head frame, into out[0..1]: at a place
 * on the screen near its middle, drawn anew for every sample (film viewers' gaze clusters there), or down at a phone.
 */
export function gazeOf(
  source: Stream,
  theater: Theater,
  viewer: number,
  sample: number,
  activity: number,
  head: HeadPlace,
  out: Float64Array,
): void {
  const [x, y, z] = screenCenter(theater);
  const { rotation: r } = head;
  const spread = (lane: number): number =>
    uniform(source, viewer, sample, lane) + uniform(source, viewer, sample, lane + 1) - 1;
  const phone = activity === PHONE;
  const dx = phone ? 0.02 : x + 0.35 * theater.screen.width * spread(0) - head.x;
  const dy = phone ? -0.4 : y + 0.3 * theater.screen.height * spread(2) - head.y;
  const dz = phone ? -0.3 : z - head.z;
  const left = r[0] * dx + r[3] * dy + r[6] * dz;
  const up = r[1] * dx + r[4] * dy + r[7] * dz;
  const ahead = Math.max(0.05, r[2] * dx + r[5] * dy + r[8] * dz);
  out[0] = Math.max(-FARTHEST, Math.min(FARTHEST, left / ahead));
  out[1] = Math.max(-FARTHEST, Math.min(FARTHEST, up / ahead));
}
