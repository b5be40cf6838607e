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

export function castOf(soup: { positions: ArrayLike<number>; triangles: ArrayLike<number> }): Cast {
  if (soup.triangles.length === 0) return () => false;
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(soup.positions), 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(soup.triangles), 1));
  const tree = new MeshBVH(geometry);
  const ray = new Ray();
  return (from, to, short) => {
    const length = from.distanceTo(to) - short;
    ray.origin.copy(from);
    ray.direction.subVectors(to, from).normalize();
    const hit = tree.raycastFirst(ray, DoubleSide, 0, length);
    return hit !== null && hit !== undefined;
  };
}

const ROUND = 48;

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
  // The polygon is drawn around the circle's mean radius, so that neither in- nor outside is favoured.
  const grow = 1 / Math.cos(Math.PI / ROUND / Math.sqrt(3));
  for (const [origin, along, out] of rings) {
    for (let n = 0; n < ROUND; n += 1) {
      const angle = (2 * Math.PI * n) / ROUND;
      const p = origin
        .clone()
        .addScaledVector(axis, along * c.radius)
        .addScaledVector(side, out * c.radius * grow * Math.cos(angle))
        .addScaledVector(other, out * c.radius * grow * Math.sin(angle));
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

/** Takes mm of a viewer's head frame to m of the world frame at a sample. */
export function headToWorld(play: Play, cell: number): (p: Vector3) => Vector3 {
  const r = new Float64Array(9);
  const at = cell * 6;
  headRotation(play.pose[at + 3], play.pose[at + 4], play.pose[at + 5], r);
  return (p) =>
    new Vector3(
      play.pose[at] + (r[0] * p.x + r[1] * p.y + r[2] * p.z) / 1000,
      play.pose[at + 1] + (r[3] * p.x + r[4] * p.y + r[5] * p.z) / 1000,
      play.pose[at + 2] + (r[6] * p.x + r[7] * p.y + r[8] * p.z) / 1000,
    );
}

const meshes = new WeakMap<FaceRig, RigMesh>();

function addHead(soup: Soup, house: House, play: Play, viewer: number, cell: number): void {
  const topology = meshTopology(0);
  const rig = house.rigs[viewer];
  const mesh = meshes.get(rig) ?? buildMesh(rig, 0);
  meshes.set(rig, mesh);
  const positions = new Float32Array(topology.vertexCount * 3);
  const normals = new Float32Array(topology.vertexCount * 3);
  poseMesh(mesh, play.actionUnits, cell * ACTION_UNIT_COUNT, positions, normals);
  const place = headToWorld(play, cell);
  const first = soup.positions.length / 3;
  for (let v = 0; v < topology.vertexCount; v += 1) {
    const w = place(new Vector3(positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]));
    soup.positions.push(w.x, w.y, w.z);
  }
  for (const index of topology.triangles) soup.triangles.push(first + index);
}

/** The viewer's own head, in full. */
export function ownHead(house: House, play: Play, viewer: number, sample: number): Cast {
  const soup: Soup = { positions: [], triangles: [] };
  addHead(soup, house, play, viewer, viewer * play.count + sample);
  return castOf(soup);
}

/** Seat backs and obstacles of the whole room. */
export function roomCast(house: House): Cast {
  const soup: Soup = { positions: [], triangles: [] };
  for (const box of house.boxes) addBox(soup, box);
  return castOf(soup);
}

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
  const cell = viewer * play.count + sample;
  const place = headToWorld(play, cell);
  const face = place(new Vector3(0, -45, 65));
  for (const other of stage.viewers) {
    const at = other.index * play.count + sample;
    if (other.index === viewer || play.activity[at] === AWAY) continue;
    const head = new Vector3(play.pose[at * 6], play.pose[at * 6 + 1], play.pose[at * 6 + 2]);
    const sight = face.clone().sub(camera);
    const share = Math.min(1, Math.max(0, head.clone().sub(camera).dot(sight) / sight.lengthSq()));
    const away = head.distanceTo(camera.clone().addScaledVector(sight, share));
    // A face lies within 0.13 m of its middle, a head within 0.2 m and a trunk within 0.75 m of the head's origin.
    if (away > 0.13 + 0.75) continue;
    if (away < 0.13 + 0.2) addHead(soup, house, play, other.index, at);
    const body = emptyBody();
    bodyCapsules(other.body, bodyGrowth(other.age), head.x, head.y, head.z, body);
    for (const capsule of body) addSolid(soup, capsule, false, same);
  }
  const size = house.growth[viewer];
  const props = facePropsOf(play.activity[cell], play.placement[cell]);
  for (const prop of props) addSolid(soup, prop, prop.flat, (p) => place(p.multiplyScalar(size)));
  return castOf(soup);
}
