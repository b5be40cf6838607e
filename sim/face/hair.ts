import type { Anatomy } from './anatomy.ts';
import { mix, smoothstep } from './smooth.ts';

/** v of the hairline in front, above the ears and at the nape. */
const FRONT_LINE = 0.205;
const SIDE_LINE = 0.36;
const NAPE_LINE = 0.78;

/** How far the hair stands off the scalp at (angle >= 0, v), mm: the identity's volume inside a smooth hairline. */
export function hairOffset(a: Anatomy, angle: number, v: number): number {
  const towardsSide = smoothstep(0.75, 1.75, angle);
  const line = mix(mix(FRONT_LINE, SIDE_LINE, towardsSide), NAPE_LINE, smoothstep(1.7, 2.3, angle));
  return a.identity.hairVolume * smoothstep(line, line - 0.09, v);
}
