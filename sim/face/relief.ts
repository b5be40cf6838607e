import type { Anatomy } from './anatomy.ts';
import { bump, clamp, mix, smoothstep } from './smooth.ts';

function noseRelief(a: Anatomy, x: number, y: number): number {
  const { noseProtrusion, noseWidth } = a.identity;
  const { ySubnasale, yNoseTip } = a;
  if (x > 42 || y > 14 || y < ySubnasale - 30) return 0;
  const height = noseProtrusion + 5;
  const top = 8;
  const along = (top - y) / (top - yNoseTip);
  let ridge = 0;
  if (along > 1) {
    const under = (y - ySubnasale + 1) / (yNoseTip - ySubnasale + 1);
    ridge = under <= 0 ? 0 : height * Math.sin((clamp(under, 0, 1) * Math.PI) / 2) ** 0.75;
  } else if (along > 0) ridge = height * (0.1 * smoothstep(0, 0.3, along) + 0.9 * along ** 1.25);
  let d = 0;
  if (ridge > 0) {
    const halfWidth = (mix(7, 10.5, smoothstep(0, 1, along)) * noseWidth) / 36;
    d += ridge * Math.exp(-((x / (halfWidth * 1.25)) ** 2.2));
  }
  d += 2.2 * bump(x, y - yNoseTip, 8, 7);
  d += 9.5 * bump(x - (noseWidth / 2 - 6.2), y - ySubnasale - 9.5, 6.2, 6.6);
  d += 5 * bump(x - 10, y + 14, 8, 16);
  d += 2 * bump(x, y - ySubnasale - 1, 5, 3);
  return d;
}

function eyeRelief(a: Anatomy, x: number, y: number): number {
  if (y > 50 || y < -36) return 0;
  const { browRidge, browHeight } = a.identity;
  let d = -2 * bump(x, y - 3, 7, 7);
  d -= 6.5 * bump(x - 17, y - 3, 6.5, 9);
  d -= 5 * bump(x - 31, y - 9.5, 15, 5);
  d -= 3.5 * bump(x - 33, y + 10, 15, 6);
  d -= 3 * bump(x - 48, y - 1, 6, 8);
  d += 2.6 * bump(x - a.eyeX, y + 0.5, 9.5, 6.5);
  d += browRidge * bump(x - 24, y - browHeight + 1, 15, 7);
  d += browRidge * 0.6 * bump(x - 46, y - browHeight + 3, 10, 7);
  d += browRidge * 0.5 * bump(x, y - 20, 12, 8);
  d += 1.5 * bump(x - 36, y - browHeight, 18, 8);
  return d;
}

function mouthRelief(a: Anatomy, x: number, y: number): number {
  const { yMouth, ySubnasale, mouth } = a;
  const { upperLip, lowerLip, chinProtrusion } = a.identity;
  const kv = a.scales.height;
  if (y > yMouth + 81) return 0;
  let d = 3.5 * bump(x, y - yMouth, 26, 20);
  const edge = 1 - (x / (mouth + 3)) ** 2;
  if (edge > 0) {
    const upper = bump(0, y - yMouth - upperLip * 0.55, 1, 3.4);
    const lower = bump(0, y - yMouth + lowerLip * 0.55, 1, 4);
    d += edge ** 0.7 * (4.6 * upper + 4.8 * lower - 2.6 * bump(0, y - yMouth, 1, 1.7));
  }
  d -= 3.5 * bump(x - mouth - 1, y - yMouth + 0.5, 5, 4.5);
  d -= 1.2 * bump(x, y - (ySubnasale + yMouth + upperLip) / 2, 2.6, 6);
  d -= 3.4 * bump(x, y - yMouth + 19 * kv, 15, 4.5);
  d += (3 + chinProtrusion) * bump(x, y - yMouth + 36 * kv, 13, 9);
  return d;
}

/**
 * What the features add to the smooth head along z at frontal position (x, y), mm: nose, eye sockets, brow ridge,
 * cheeks, lips, chin. x >= 0: the face is symmetric here. Figures adjusted by hand until a landmark detector trained
 * on photographs agreed with the landmarks of the rendered face.
 */
export function featureRelief(a: Anatomy, x: number, y: number): number {
  if (y > 60 || x > 110) return 0;
  const fat = a.identity.fat;
  let d = noseRelief(a, x, y) + eyeRelief(a, x, y) + mouthRelief(a, x, y);
  d += (4 + 2.5 * fat) * bump(x - 46, y + 27, 15, 13);
  d += (1.5 + 3 * fat) * bump(x - 38, y + 52, 14, 16);
  d -= (2.5 - 2 * fat) * bump(x - 52, y + 66, 14, 14);
  return d;
}
