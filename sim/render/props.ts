import { facePropsOf } from '../behavior/props.ts';
import { EATING, PHONE } from '../behavior/schedule.ts';
import { PART, type Solid } from './solids.ts';

/** A head's place in the world: rotation (rows first) and m. */
export type HeadPlace = { readonly rotation: Float64Array; readonly x: number; readonly y: number; readonly z: number };

type Point = [number, number, number];

/**
 * What a viewer holds at the face, as the solids that hide it in `sim/visibility`, and what lies in the lap: a phone
 * before the chest, a bucket of popcorn. `atFace` says whether what is held at the face is drawn: not where a scenario lets
 * hands hide nothing. `growth` is the head's size against an adult's, `skin` the hands' albedo.
 */
export function propSolids(
  viewer: number,
  activity: number,
  placement: number,
  eats: boolean,
  atFace: boolean,
  growth: number,
  skin: number,
  head: HeadPlace,
): Solid[] {
  const { rotation: r } = head;
  const world = (x: number, y: number, z: number): Point => {
    const [a, b, c] = [(x * growth) / 1000, (y * growth) / 1000, (z * growth) / 1000];
    return [
      head.x + r[0] * a + r[1] * b + r[2] * c,
      head.y + r[3] * a + r[4] * b + r[5] * c,
      head.z + r[6] * a + r[7] * b + r[8] * c,
    ];
  };
  const solids: Solid[] = (atFace ? facePropsOf(activity, placement) : []).map((prop) => ({
    shape: prop.flat ? 'cylinder' : 'capsule',
    from: world(prop.x0, prop.y0, prop.z0),
    to: world(prop.x1, prop.y1, prop.z1),
    radius: (prop.radius * growth) / 1000,
    albedo: prop.part === 'cup' ? 0.66 : skin,
    viewer,
    part: prop.part === 'cup' ? PART.cup : PART.hand,
    floor: 0,
  }));
  // The lap is upright, whatever the head does.
  const lap = (right: number, up: number, ahead: number): Point => [head.x + right, head.y + up, head.z - ahead];
  if (activity === PHONE) {
    solids.push(
      {
        shape: 'box',
        from: lap(0.02, -0.43, 0.27),
        to: [0.037, 0.055, 0.012],
        radius: 0,
        albedo: 0.12,
        viewer,
        part: PART.phone,
        floor: 0,
      },
      {
        shape: 'capsule',
        from: lap(0.06, -0.46, 0.26),
        to: lap(-0.01, -0.48, 0.27),
        radius: 0.03,
        albedo: skin,
        viewer,
        part: PART.hand,
        floor: 0,
      },
    );
  }
  if (eats && activity === EATING) {
    solids.push({
      shape: 'cylinder',
      from: lap(0.05, -0.62, 0.25),
      to: lap(0.05, -0.42, 0.25),
      radius: 0.085,
      albedo: 0.7,
      viewer,
      part: PART.food,
      floor: 0,
    });
  }
  return solids;
}
