import {
  BoxGeometry,
  type BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  Float32BufferAttribute,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
} from 'three';
import { irradiance, type Lamp } from './lamps.ts';
import { type Look, look, type Uniforms } from './materials.ts';
import { SOLID_FRAGMENT, SOLID_VERTEX } from './shaders/world.ts';

/** What a solid is part of: decides its shading and what an id picture says. */
export const PART = { hand: 4, cup: 5, food: 6, phone: 7, seat: 8, room: 9 } as const;

/** A box (`from` its middle, `to` half its size) or a capsule or cylinder from `from` to `to`; m, world frame. */
export type Solid = {
  readonly shape: 'box' | 'capsule' | 'cylinder';
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly radius: number;
  readonly albedo: number;
  /** The viewer it belongs to, -1: none. */
  readonly viewer: number;
  readonly part: number;
  /** Height of the floor under it, m. */
  readonly floor: number;
};

const SHAPES = ['box', 'capsule', 'cylinder'] as const;

function boxGeometry(): BufferGeometry {
  const box = new BoxGeometry(2, 2, 2);
  const count = (box.getAttribute('position') as BufferAttribute).count;
  box.setAttribute('aEnd', new Float32BufferAttribute(new Float32Array(count), 1));
  return box;
}

/** Unit rods about z: `aEnd` says which end a vertex belongs to. */
function rodGeometry(round: boolean): BufferGeometry {
  const around = round ? 10 : 24;
  const positions: number[] = [];
  const normals: number[] = [];
  const ends: number[] = [];
  const index: number[] = [];
  // Rings of (radius, height, end): half spheres at the ends of a capsule, flat lids on a cylinder.
  const profile = round
    ? [0, 0.5, 0.87, 1]
        .flatMap((r) => [[r, -Math.sqrt(1 - r * r), 0]])
        .concat([1, 0.87, 0.5, 0].map((r) => [r, Math.sqrt(1 - r * r), 1]))
    : [
        [0, 0, 0],
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 1],
        [1, 0, 1],
        [0, 0, 1],
      ];
  profile.forEach(([r, z, end], ring) => {
    for (let i = 0; i < around; i++) {
      const t = (2 * Math.PI * i) / around;
      positions.push(r * Math.cos(t), r * Math.sin(t), z);
      ends.push(end);
      if (round) normals.push(r * Math.cos(t), r * Math.sin(t), z);
      else if (ring === 2 || ring === 3) normals.push(Math.cos(t), Math.sin(t), 0);
      else normals.push(0, 0, end === 0 ? -1 : 1);
      if (ring === profile.length - 1) continue;
      const [a, b] = [ring * around + i, ring * around + ((i + 1) % around)];
      index.push(a, b, a + around, b, b + around, a + around);
    }
  });
  const rod = new BufferGeometry();
  rod.setAttribute('position', new Float32BufferAttribute(positions, 3));
  rod.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  rod.setAttribute('aEnd', new Float32BufferAttribute(ends, 1));
  rod.setIndex(index);
  return rod;
}

/**
 * The same shape with room for `capacity` solids, in place of `old`. Always another geometry: three keeps the number of
 * instances that there was room for when it first drew one, and draws no more of it ever after.
 */
function roomier(old: BufferGeometry, capacity: number): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  geometry.setIndex(old.getIndex());
  for (const name of ['position', 'normal', 'aEnd']) geometry.setAttribute(name, old.getAttribute(name));
  for (const name of ['iFrom', 'iTo', 'iLook', 'iLight']) {
    const attribute = new InstancedBufferAttribute(new Float32Array(4 * capacity), 4);
    attribute.setUsage(DynamicDrawUsage);
    geometry.setAttribute(name, attribute);
  }
  old.dispose();
  return geometry;
}

/** Meshes that draw any number of solids, one draw call a shape. */
export class Solids {
  readonly meshes: readonly Mesh[];
  readonly looks: readonly Look[];
  private readonly capacity = [0, 0, 0];

  private readonly lamps: readonly Lamp[];
  private readonly light = new Float64Array(3);

  /** `large`: solids span the lamps' beams and are lit point by point; others are lit as a whole, by the light at `from`. */
  constructor(uniforms: Uniforms, lamps: readonly Lamp[], large: boolean) {
    this.lamps = lamps;
    this.looks = SHAPES.map((_, shape) =>
      look(SOLID_VERTEX, SOLID_FRAGMENT, { SHAPE: shape, LARGE: large ? 1 : 0 }, uniforms),
    );
    this.meshes = [boxGeometry(), rodGeometry(true), rodGeometry(false)].map((base, shape) => {
      const mesh: Mesh = new Mesh(base, this.looks[shape].of('light'));
      mesh.frustumCulled = false;
      return mesh;
    });
    this.set([]);
  }

  /** Draws these from now on. */
  set(solids: readonly Solid[]): void {
    SHAPES.forEach((shape, s) => {
      const own = solids.filter((solid) => solid.shape === shape);
      if (own.length > this.capacity[s] || this.capacity[s] === 0) {
        this.capacity[s] = Math.max(16, 2 * own.length);
        this.meshes[s].geometry = roomier(this.meshes[s].geometry, this.capacity[s]);
      }
      const geometry = this.meshes[s].geometry as InstancedBufferGeometry;
      const [from, to, looks, light] = ['iFrom', 'iTo', 'iLook', 'iLight'].map(
        (name) => geometry.getAttribute(name) as BufferAttribute,
      );
      own.forEach((solid, i) => {
        from.setXYZW(i, ...solid.from, solid.radius);
        to.setXYZW(i, ...solid.to, 0);
        looks.setXYZW(i, solid.albedo, solid.viewer + 1, solid.part, solid.floor);
        irradiance(this.lamps, ...solid.from, this.light);
        light.setXYZW(i, this.light[0], this.light[1], this.light[2], 0);
      });
      for (const attribute of [from, to, looks, light]) attribute.needsUpdate = true;
      geometry.instanceCount = own.length;
      this.meshes[s].visible = own.length > 0;
    });
  }

  dispose(): void {
    for (const { geometry } of this.meshes) geometry.dispose();
    for (const one of this.looks) one.dispose();
  }
}
