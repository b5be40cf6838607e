import type { Body } from '../audience/anthropometry.ts';
import type { Capsule } from './shapes.ts';

/** Radii and depths of the upper body under the head, m (assumed; clothed). */
const NECK_RADIUS = 0.058;
const SHOULDER_RADIUS = 0.062;
const CHEST_RADIUS = 0.13;
/** Below the pupils: the acromion's height, and where the chest ends. ANSUR II: eye minus acromial height, sitting. */
const SHOULDER_DROP = 0.2;
const WAIST_DROP = 0.55;
/** Behind the tragion: the spine's line. */
const BACK = 0.02;

/** Capsules of one body. */
export const BODY_PARTS = 4;

/** Capsules to be written to. */
export function emptyBody(): Capsule[] {
  return Array.from({ length: BODY_PARTS }, () => ({ x0: 0, y0: 0, z0: 0, x1: 0, y1: 0, z1: 0, radius: 0 }));
}

/**
 * Neck, shoulders and the two sides of the chest of a viewer as capsules in m of the world frame, written to `out`, for
 * a body whose head is at (x, y, z). `growth` is the body's size against an adult's.
 *
 * The body stays upright and follows where the head is, not how it turns.
 */
export function bodyCapsules(body: Body, growth: number, x: number, y: number, z: number, out: Capsule[]): void {
  const shoulder = SHOULDER_RADIUS * growth;
  const reach = Math.max(0.05, body.shoulderBreadth / 2 - shoulder);
  const shoulderY = y - SHOULDER_DROP * growth;
  const chest = CHEST_RADIUS * growth;
  const side = Math.max(0, body.shoulderBreadth / 2 - chest - 0.04);
  const top = shoulderY - 0.6 * chest;
  const waist = y - WAIST_DROP * growth;
  const back = z + BACK;
  place(out[0], x, y - 0.09 * growth, x, shoulderY, back, NECK_RADIUS * growth);
  place(out[1], x - reach, shoulderY, x + reach, shoulderY, back, shoulder);
  place(out[2], x - side, top, x - side, waist, back, chest);
  place(out[3], x + side, top, x + side, waist, back, chest);
}

function place(c: Capsule, x0: number, y0: number, x1: number, y1: number, z: number, radius: number): void {
  c.x0 = x0;
  c.y0 = y0;
  c.z0 = z;
  c.x1 = x1;
  c.y1 = y1;
  c.z1 = z;
  c.radius = radius;
}
