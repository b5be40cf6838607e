import type { Anatomy } from './anatomy.ts';
import { mix, smoothstep } from './smooth.ts';

/** v of the hairline in front, above the ears and at the nape. */
const FRONT_LINE = 0.205;
const SIDE_LINE = 0.36;
const NAPE_LINE = 0.78;

/** v of the hairline at `angle` >= 0. */
function hairLine(angle: number): number {
  const towardsSide = smoothstep(0.75, 1.75, angle);
  return mix(mix(FRONT_LINE, SIDE_LINE, towardsSide), NAPE_LINE, smoothstep(1.7, 2.3, angle));
}

/** Millimetres along the head, roughly, for a step of 1 in v. */
const V_MM = 260;

/** How far (angle >= 0, v) lies inside the hairline, mm, about: negative on bare skin. */
export function hairLineDistance(angle: number, v: number): number {
  return V_MM * (hairLine(angle) - v);
}

/** How far the hair stands off the scalp at (angle >= 0, v), mm: the identity's volume inside a smooth hairline. */
export function hairOffset(a: Anatomy, angle: number, v: number): number {
  const line = hairLine(angle);
  return a.identity.hairVolume * smoothstep(line, line - 0.09, v);
}
