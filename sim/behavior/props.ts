import { DRINKING, EATING, HIDING, TOUCHING } from './schedule.ts';

/** A solid at the face, in mm of the head frame; a cylinder where `flat`, otherwise a capsule. */
export type Prop = {
  readonly part: 'hand' | 'cup';
  readonly flat: boolean;
  readonly x0: number;
  readonly y0: number;
  readonly z0: number;
  readonly x1: number;
  readonly y1: number;
  readonly z1: number;
  readonly radius: number;
};

type Point = readonly [number, number, number];

function solid(part: Prop['part'], flat: boolean, a: Point, b: Point, radius: number): Prop {
  return { part, flat, x0: a[0], y0: a[1], z0: a[2], x1: b[0], y1: b[1], z1: b[2], radius };
}

/**
 * A hand whose palm lies at `palm` with its fingers toward `tips`, and the forearm down to the elbow.
 *
 * Four fingers side by side, a palm of three rods and a forearm: breadth 84 mm, length 185 mm (adult means).
 */
function hand(palm: Point, tips: Point, side: number): Prop[] {
  const along = [tips[0] - palm[0], tips[1] - palm[1], tips[2] - palm[2]];
  const length = Math.hypot(...along);
  const [dx, dy, dz] = along.map((value) => value / length);
  // Across the knuckles: at right angles to the fingers and as near as can be to the plane of the face.
  const flat = Math.hypot(dx, dy) || 1;
  const cross: Point = [-dy / flat, dx / flat, 0];
  const at = (forward: number, across: number): Point => [
    palm[0] + dx * forward + cross[0] * across,
    palm[1] + dy * forward + cross[1] * across,
    palm[2] + dz * forward,
  ];
  const elbow: Point = [side * 170, palm[1] - 260, palm[2] - 60];
  return [
    ...[-30, -10, 10, 30].map((across) =>
      solid('hand', false, at(35, across), at(115 - Math.abs(across) / 3, across), 10),
    ),
    ...[-26, 0, 26].map((across) => solid('hand', false, at(-35, across * 0.8), at(35, across), 16)),
    solid('hand', false, at(-50, 0), elbow, 34),
  ];
}

const LEFT = 1;
const RIGHT = -1;

/** Hands on the face by placement: chin, mouth, left cheek, right cheek, eye. */
const TOUCHES: readonly Prop[][] = [
  hand([-20, -165, 80], [5, -95, 118], RIGHT),
  hand([-62, -105, 112], [20, -72, 128], RIGHT),
  hand([78, -120, 70], [72, -20, 72], LEFT),
  hand([-78, -120, 70], [-72, -20, 72], RIGHT),
  hand([-60, -85, 112], [-30, 10, 118], RIGHT),
];

/** Cupped hands over nose and mouth: what a laughing or startled viewer hides behind. */
const COVERED: readonly Prop[] = [
  ...hand([-62, -110, 116], [14, -56, 132], RIGHT),
  ...hand([62, -110, 116], [-14, -56, 136], LEFT),
];

/** A cup at the lips, tipped, and the hand that holds it. */
const CUP: readonly Prop[] = [
  solid('cup', true, [0, -74, 112], [0, -112, 212], 42),
  ...hand([-44, -110, 180], [30, -106, 222], RIGHT),
];

/** Food at the lips in the finger tips. */
const BITE: readonly Prop[] = hand([-50, -165, 125], [-4, -88, 122], RIGHT);

const NONE: readonly Prop[] = [];

/** What is in front of the face during an activity, with the hand at a placement; sizes for an adult head. */
export function facePropsOf(activity: number, placement: number): readonly Prop[] {
  switch (activity) {
    case TOUCHING:
      return TOUCHES[placement] ?? NONE;
    case HIDING:
      return COVERED;
    case DRINKING:
      return CUP;
    case EATING:
      return BITE;
    default:
      return NONE;
  }
}
