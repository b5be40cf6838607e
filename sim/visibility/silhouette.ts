/**
 * The outline of a head as an occluder: how far it reaches from its centre in each direction of the image, for any
 * direction of view. Computed from the mesh for the directions that occur, then interpolated.
 */
export type Silhouette = {
  /** Reach in mm at angle `theta` (rad) of the outline, seen from the view (yaw, pitch), rad in the head frame. */
  reach(yaw: number, pitch: number, theta: number): number;
  /** How far the outline as a whole extends toward angle `theta`, mm: a disc beyond that line is clear of the head. */
  extent(yaw: number, pitch: number, theta: number): number;
  /** The centre, mm in the head frame. */
  readonly center: readonly [number, number, number];
  /** No part of the head is farther from the centre, mm. */
  readonly radius: number;
};

/** Angles of the outline, and steps of the view. */
const BINS = 64;
const STEP = (7.5 * Math.PI) / 180;
const YAWS = 25;
const PITCHES = 17;
const FIRST_YAW = -90 / 7.5;
const FIRST_PITCH = -60 / 7.5;

/** Coordinates in the image of a view: x to the right for someone upright, y up, for a direction to the camera. */
export type ViewAxes = { right: Float64Array; up: Float64Array; toward: Float64Array };

/** Axes (head frame) of the view from a yaw to the subject's left and a pitch upward, rad; written to `axes`. */
export function viewAxes(yaw: number, pitch: number, axes: ViewAxes): void {
  const cy = Math.cos(yaw);
  const sy = Math.sin(yaw);
  const cp = Math.cos(pitch);
  const sp = Math.sin(pitch);
  axes.toward[0] = sy * cp;
  axes.toward[1] = sp;
  axes.toward[2] = cy * cp;
  axes.right[0] = cy;
  axes.right[1] = 0;
  axes.right[2] = -sy;
  axes.up[0] = -sy * sp;
  axes.up[1] = cp;
  axes.up[2] = -cy * sp;
}

/** Empty axes to write to. */
export function emptyAxes(): ViewAxes {
  return { right: new Float64Array(3), up: new Float64Array(3), toward: new Float64Array(3) };
}

/**
 * The silhouette of a closed mesh (positions in mm, head frame) seen by a camera about `distance` mm away.
 *
 * Views are tabulated every 7.5 degrees of yaw (+-90) and pitch (+-60) as they are first asked for, the outline at 64
 * angles; between them it is interpolated linearly. Outlines are taken as star-shaped about the centre.
 */
export function silhouette(
  positions: Float32Array,
  triangles: ArrayLike<number> & object,
  distance: number,
): Silhouette {
  const count = positions.length / 3;
  const center = middle(positions);
  let radius = 0;
  for (let v = 0; v < count; v += 1) {
    radius = Math.max(
      radius,
      Math.hypot(positions[v * 3] - center[0], positions[v * 3 + 1] - center[1], positions[v * 3 + 2] - center[2]),
    );
  }
  const cells: (Cell | undefined)[] = new Array(YAWS * PITCHES);
  const cellOf = (a: number, b: number): Cell => {
    const index = b * YAWS + a;
    const known = cells[index];
    if (known !== undefined) return known;
    const reach = outline(positions, triangles, center, (a + FIRST_YAW) * STEP, (b + FIRST_PITCH) * STEP, distance);
    const made = { reach, extent: extentOf(reach) };
    cells[index] = made;
    return made;
  };
  const at = (kind: keyof Cell, yaw: number, pitch: number, theta: number): number => {
    const u = Math.min(YAWS - 1.000001, Math.max(0, yaw / STEP - FIRST_YAW));
    const w = Math.min(PITCHES - 1.000001, Math.max(0, pitch / STEP - FIRST_PITCH));
    const a = Math.floor(u);
    const b = Math.floor(w);
    const fu = u - a;
    const fw = w - b;
    let turn = (theta / (2 * Math.PI)) * BINS;
    if (turn < 0) turn += BINS;
    const bin = Math.floor(turn);
    const f = turn - bin;
    const n0 = bin % BINS;
    const n1 = (bin + 1) % BINS;
    const c00 = cellOf(a, b)[kind];
    const c10 = cellOf(a + 1, b)[kind];
    const c01 = cellOf(a, b + 1)[kind];
    const c11 = cellOf(a + 1, b + 1)[kind];
    const near = (1 - f) * ((1 - fu) * c00[n0] + fu * c10[n0]) + f * ((1 - fu) * c00[n1] + fu * c10[n1]);
    const far = (1 - f) * ((1 - fu) * c01[n0] + fu * c11[n0]) + f * ((1 - fu) * c01[n1] + fu * c11[n1]);
    return (1 - fw) * near + fw * far;
  };
  return {
    center,
    radius,
    reach: (yaw, pitch, theta) => at('reach', yaw, pitch, theta),
    extent: (yaw, pitch, theta) => at('extent', yaw, pitch, theta),
  };
}

/** One view's outline: reach by angle, and extent by direction. */
type Cell = { readonly reach: Float32Array; readonly extent: Float32Array };

const COSINES = Float64Array.from({ length: BINS }, (_, n) => Math.cos((2 * Math.PI * n) / BINS));

/** The support function of an outline: its farthest point along each direction. */
function extentOf(reach: Float32Array): Float32Array {
  return Float32Array.from(reach, (_value, n) => {
    let most = 0;
    for (let m = 0; m < BINS; m += 1) most = Math.max(most, reach[m] * COSINES[(m - n + BINS) % BINS]);
    return most;
  });
}

function middle(positions: Float32Array): [number, number, number] {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let n = 0; n < positions.length; n += 1) {
    low[n % 3] = Math.min(low[n % 3], positions[n]);
    high[n % 3] = Math.max(high[n % 3], positions[n]);
  }
  return [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2];
}

/** The edges of a closed mesh: by edge, its two corners and the two triangles on its sides. */
type Edges = Uint32Array;

const known = new WeakMap<object, Edges>();

/** Edges as (from, to, triangle that runs along it, triangle that runs against it); remembered by mesh. */
function edgesOf(triangles: ArrayLike<number> & object): Edges {
  const made = known.get(triangles);
  if (made !== undefined) return made;
  const sides = new Map<number, number>();
  const out: number[] = [];
  const key = (a: number, b: number): number => a * 65536 + b;
  for (let n = 0; n < triangles.length; n += 3) {
    for (let e = 0; e < 3; e += 1) sides.set(key(triangles[n + e], triangles[n + ((e + 1) % 3)]), n / 3);
  }
  for (const [from, triangle] of sides) {
    const [a, b] = [Math.floor(from / 65536), from % 65536];
    const other = sides.get(key(b, a));
    if (other !== undefined && a < b) out.push(a, b, triangle, other);
  }
  const edges = Uint32Array.from(out);
  known.set(triangles, edges);
  return edges;
}

/** Reach at each of the outline's angles for one view: the farthest crossing of any outer edge, in perspective. */
function outline(
  positions: Float32Array,
  triangles: ArrayLike<number> & object,
  center: readonly [number, number, number],
  yaw: number,
  pitch: number,
  distance: number,
): Float32Array {
  const axes = emptyAxes();
  viewAxes(yaw, pitch, axes);
  const { right, up, toward } = axes;
  const count = positions.length / 3;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let v = 0; v < count; v += 1) {
    const px = positions[v * 3] - center[0];
    const py = positions[v * 3 + 1] - center[1];
    const pz = positions[v * 3 + 2] - center[2];
    const grow = distance / (distance - (px * toward[0] + py * toward[1] + pz * toward[2]));
    x[v] = (px * right[0] + py * right[1] + pz * right[2]) * grow;
    y[v] = (px * up[0] + py * up[1] + pz * up[2]) * grow;
  }
  const facing = new Uint8Array(triangles.length / 3);
  for (let n = 0; n < facing.length; n += 1) {
    const a = triangles[n * 3];
    const b = triangles[n * 3 + 1];
    const c = triangles[n * 3 + 2];
    facing[n] = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]) > 0 ? 1 : 0;
  }
  const out = new Float32Array(BINS);
  const edges = edgesOf(triangles);
  // The outline is made of edges between a triangle that faces the camera and one that does not.
  for (let e = 0; e < edges.length; e += 4) {
    const along = facing[edges[e + 2]];
    if (along === facing[edges[e + 3]]) continue;
    const [a, b] = along === 1 ? [edges[e], edges[e + 1]] : [edges[e + 1], edges[e]];
    reachEdge(x[a], y[a], x[b], y[b], out);
  }
  return out;
}

/** Raises the reach at every outline angle that the edge from (ax, ay) to (bx, by) crosses. */
function reachEdge(ax: number, ay: number, bx: number, by: number, out: Float32Array): void {
  const cross = ax * by - ay * bx;
  // Counter-clockwise edges only: an outward edge of the outline turns about the centre that way.
  if (cross <= 0) return;
  const scale = BINS / (2 * Math.PI);
  const from = Math.atan2(ay, ax) * scale;
  let to = Math.atan2(by, bx) * scale;
  if (to < from) to += BINS;
  for (let n = Math.ceil(from); n <= to; n += 1) {
    const angle = n / scale;
    const dx = Math.cos(angle);
    const dy = Math.sin(angle);
    const along = cross / (dx * (by - ay) - dy * (bx - ax));
    const bin = ((n % BINS) + BINS) % BINS;
    if (along > out[bin]) out[bin] = along;
  }
}
