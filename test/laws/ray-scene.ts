import { BufferAttribute, BufferGeometry, DoubleSide, Ray, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
import { bodyGrowth } from '../../sim/audience/anthropometry.ts';
import { facePropsOf } from '../../sim/behavior/props.ts';
import { AWAY } from '../../sim/behavior/schedule.ts';
import { ACTION_UNIT_COUNT } from '../../sim/face/action-units.ts';
import { buildMesh, poseMesh, type RigMesh } from '../../sim/face/mesh.ts';
import type { FaceRig } from '../../sim/face/rig.ts';
import { meshTopology } from '../../sim/face/topology.ts';
import type { House } from '../../sim/screening/house.ts';
import type { Play } from '../../sim/screening/play.ts';
import type { Stage } from '../../sim/screening/stage.ts';
import type { Box } from '../../sim/theater/boxes.ts';
import { headRotation } from '../../sim/theater/rotation.ts';
import { bodyCapsules, emptyBody } from '../../sim/visibility/body.ts';
import type { Capsule } from '../../sim/visibility/shapes.ts';

/** Triangles in m of the world frame. */
type Soup = { positions: number[]; triangles: number[] };

/** A bounding-volume tree over triangles: does any lie between two points? */
export type Cast = (from: Vector3, to: Vector3, short: number) => boolean;

function treeOf(positions: ArrayLike<number>, triangles: ArrayLike<number>): MeshBVH {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(triangles), 1));
  return new MeshBVH(geometry);
}

const ray = new Ray();

function hits(tree: MeshBVH, from: Vector3, to: Vector3, short: number): boolean {
  ray.origin.copy(from);
  ray.direction.subVectors(to, from).normalize();
  const hit = tree.raycastFirst(ray, DoubleSide, 0, from.distanceTo(to) - short);
  return hit !== null && hit !== undefined;
}

function castOf(soup: Soup): Cast {
  if (soup.triangles.length === 0) return () => false;
  const tree = treeOf(soup.positions, soup.triangles);
  return (from, to, short) => hits(tree, from, to, short);
}

const ROUND = 48;
// The polygon is drawn around the circle's mean radius, so that neither in- nor outside is favoured.
const GROWN = 1 / Math.cos(Math.PI / ROUND / Math.sqrt(3));
const TURNS = Array.from({ length: ROUND }, (_, n) => {
  const angle = (2 * Math.PI * n) / ROUND;
  return [Math.cos(angle), Math.sin(angle)];
});

/** Adds a capsule or cylinder, finely tessellated about its axis. */
function addSolid(soup: Soup, c: Readonly<Capsule>, flat: boolean, place: (p: Vector3) => Vector3): void {
  const a = new Vector3(c.x0, c.y0, c.z0);
  const b = new Vector3(c.x1, c.y1, c.z1);
  const axis = b.clone().sub(a).normalize();
  const side = new Vector3(Math.abs(axis.x) < 0.9 ? 1 : 0, Math.abs(axis.x) < 0.9 ? 0 : 1, 0).cross(axis).normalize();
  const other = axis.clone().cross(side);
  // Rings from below the start to beyond the end: (along, radius) pairs.
  const rings: [Vector3, number, number][] = [];
  const half: [number, number][] = [];
  if (flat) {
    rings.push([a, 0, 0], [a, 0, 1], [b, 0, 1], [b, 0, 0]);
  } else {
    for (let n = 0; n <= 12; n += 1) half.push([-Math.cos((n * Math.PI) / 24), Math.sin((n * Math.PI) / 24)]);
    for (const [along, out] of half) rings.push([a, along, out]);
    for (const [along, out] of half.slice().reverse()) rings.push([b, -along, out]);
  }
  const first = soup.positions.length / 3;
  for (const [origin, along, out] of rings) {
    const middle = origin.clone().addScaledVector(axis, along * c.radius);
    for (const [cosine, sine] of TURNS) {
      const p = middle
        .clone()
        .addScaledVector(side, out * c.radius * GROWN * cosine)
        .addScaledVector(other, out * c.radius * GROWN * sine);
      const w = place(p);
      soup.positions.push(w.x, w.y, w.z);
    }
  }
  for (let r = 0; r + 1 < rings.length; r += 1) {
    for (let n = 0; n < ROUND; n += 1) {
      const p = first + r * ROUND + n;
      const q = first + r * ROUND + ((n + 1) % ROUND);
      soup.triangles.push(p, p + ROUND, q, q, p + ROUND, q + ROUND);
    }
  }
}

function addBox(soup: Soup, box: Box): void {
  const first = soup.positions.length / 3;
  for (const x of [box.x0, box.x1])
    for (const y of [box.y0, box.y1]) for (const z of [box.z0, box.z1]) soup.positions.push(x, y, z);
  const faces = [
    [0, 1, 3, 2],
    [4, 6, 7, 5],
    [0, 4, 5, 1],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 5, 7, 3],
  ];
  for (const [a, b, c, d] of faces)
    soup.triangles.push(first + a, first + b, first + c, first + a, first + c, first + d);
}

const same = (p: Vector3): Vector3 => p;

/** A viewer's head frame at a sample: its rotation to the world's, row by row, and its origin, m. */
function headFrame(play: Play, cell: number): { rotation: Float64Array; origin: Vector3 } {
  const rotation = new Float64Array(9);
  const at = cell * 6;
  headRotation(play.pose[at + 3], play.pose[at + 4], play.pose[at + 5], rotation);
  return { rotation, origin: new Vector3(play.pose[at], play.pose[at + 1], play.pose[at + 2]) };
}

/** Takes mm of a viewer's head frame to m of the world frame at a sample. */
function headToWorld(play: Play, cell: number): (p: Vector3) => Vector3 {
  const { rotation: r, origin } = headFrame(play, cell);
  return (p) =>
    new Vector3(
      origin.x + (r[0] * p.x + r[1] * p.y + r[2] * p.z) / 1000,
      origin.y + (r[3] * p.x + r[4] * p.y + r[5] * p.z) / 1000,
      origin.z + (r[6] * p.x + r[7] * p.y + r[8] * p.z) / 1000,
    );
}

type Head = { mesh: RigMesh; positions: Float32Array; normals: Float32Array; tree: MeshBVH };
const heads = new WeakMap<FaceRig, Head>();

function headOf(rig: FaceRig): Head {
  const known = heads.get(rig);
  if (known !== undefined) return known;
  const mesh = buildMesh(rig, 0);
  const { vertexCount, triangles } = meshTopology(0);
  const positions = new Float32Array(vertexCount * 3);
  const normals = new Float32Array(vertexCount * 3);
  poseMesh(mesh, new Float64Array(ACTION_UNIT_COUNT), 0, positions, normals);
  const head = { mesh, positions, normals, tree: treeOf(positions, triangles) };
  heads.set(rig, head);
  return head;
}

/** A viewer's head at a sample, in full. Its tree is posed anew by the next call for that viewer. */
export function headCast(house: House, play: Play, viewer: number, sample: number): Cast {
  const cell = viewer * play.count + sample;
  const { mesh, positions, normals, tree } = headOf(house.rigs[viewer]);
  poseMesh(mesh, play.actionUnits, cell * ACTION_UNIT_COUNT, positions, normals);
  (tree.geometry.getAttribute('position') as BufferAttribute).array.set(positions);
  tree.refit();
  const { rotation: r, origin } = headFrame(play, cell);
  const [from, to] = [new Vector3(), new Vector3()];
  const inHead = (p: Vector3, out: Vector3): Vector3 => {
    const [x, y, z] = [p.x - origin.x, p.y - origin.y, p.z - origin.z];
    out.set(r[0] * x + r[3] * y + r[6] * z, r[1] * x + r[4] * y + r[7] * z, r[2] * x + r[5] * y + r[8] * z);
    return out.multiplyScalar(1000);
  };
  return (a, b, short) => hits(tree, inHead(a, from), inHead(b, to), 1000 * short);
}

/** Seat backs and obstacles of the whole room. */
export function roomCast(house: House): Cast {
  const soup: Soup = { positions: [], triangles: [] };
  for (const box of house.boxes) addBox(soup, box);
  return castOf(soup);
}

/** No point of a face is farther from its middle, m. */
const FACE = 0.13;

/**
 * Everything else that could hide a viewer's face at a sample: every other viewer near the sight line, with full head
 * and trunk, and the viewer's own hands and cup.
 */
export function otherThings(
  stage: Stage,
  house: House,
  play: Play,
  viewer: number,
  sample: number,
  camera: Vector3,
): Cast {
  const soup: Soup = { positions: [], triangles: [] };
  const casts: Cast[] = [];
  const cell = viewer * play.count + sample;
  const place = headToWorld(play, cell);
  const face = place(new Vector3(0, -45, 65));
  const line = new Ray(camera, face.clone().sub(camera).normalize());
  for (const other of stage.viewers) {
    const at = other.index * play.count + sample;
    if (other.index === viewer || play.activity[at] === AWAY) continue;
    const head = new Vector3(play.pose[at * 6], play.pose[at * 6 + 1], play.pose[at * 6 + 2]);
    const sight = face.clone().sub(camera);
    const share = Math.min(1, Math.max(0, head.clone().sub(camera).dot(sight) / sight.lengthSq()));
    const away = head.distanceTo(camera.clone().addScaledVector(sight, share));
    // A head lies within 0.2 m and a trunk within 0.75 m of the head's origin.
    if (away > FACE + 0.75) continue;
    if (away < FACE + 0.2) casts.push(headCast(house, play, other.index, sample));
    const body = emptyBody();
    bodyCapsules(other.body, bodyGrowth(other.age), head.x, head.y, head.z, body);
    for (const capsule of body) {
      const ends = [new Vector3(capsule.x0, capsule.y0, capsule.z0), new Vector3(capsule.x1, capsule.y1, capsule.z1)];
      const near = FACE + GROWN * capsule.radius;
      if (line.distanceSqToSegment(ends[0], ends[1]) < near * near) addSolid(soup, capsule, false, same);
    }
  }
  const size = house.growth[viewer];
  const props = facePropsOf(play.activity[cell], play.placement[cell]);
  for (const prop of props) addSolid(soup, prop, prop.flat, (p) => place(p.multiplyScalar(size)));
  casts.push(castOf(soup));
  return (from, to, short) => casts.some((cast) => cast(from, to, short));
}
