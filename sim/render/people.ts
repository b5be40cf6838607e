import { type BufferAttribute, DataTexture, FloatType, NearestFilter, RedFormat } from 'three';
import { bodyGrowth } from '../audience/anthropometry.ts';
import { ACTION_UNIT_COUNT } from '../face/action-units.ts';
import {
  buildDetailCurves,
  DETAIL_CURVE_COUNT,
  DETAIL_SAMPLES,
  type DetailCurves,
  poseDetailCurves,
} from '../face/detail-curves.ts';
import { distantTriangles } from '../face/distant.ts';
import { buildMesh, poseMesh, type RigMesh } from '../face/mesh.ts';
import type { FaceRig } from '../face/rig.ts';
import { type Level, meshTopology } from '../face/topology.ts';
import type { Stage } from '../screening/stage.ts';
import type { Appearance } from './appearance.ts';
import { normalsOf } from './grid-mesh.ts';
import { type Layer, layer, paintOf } from './layers.ts';
import { type Look, look, type Pass, type Uniforms } from './materials.ts';
import { type PersonTable, personTable } from './person-table.ts';
import { type Pose, writeLooks, writePose } from './person-values.ts';
import { HEAD_VERTEX, KIND } from './shaders/head.ts';
import { HEAD_FRAGMENT } from './shaders/head-fragment.ts';
import { BODY_FRAGMENT, BODY_VERTEX } from './shaders/world.ts';
import { BODIES, type Build, bodyParts, bodyPoints, bodyTriangles, bodyVertices } from './torso.ts';
import { type VertexTable, vertexTable, writeRow } from './vertex-table.ts';
import { ears, glasses, hangingHair, type Worn } from './worn.ts';

/** Meshes of the finest level that are kept: they are used one face at a time. */
const KEPT_FINEST = 24;
/** Heights of the layers of loose hair over the finest heads, mm. */
const SHELLS = [1.6, 3.2, 5.2];
const CAP_THICKNESS = 6;
const COARSEST = 3;
/** Width of a face in a picture below which fewer of its coarsest mesh's vertices do, px. */
const DISTANT_BELOW = 14;

/** A viewer in a picture, and how wide the face is there, px. */
export type Shown = { readonly viewer: number; readonly width: number };

/** All viewers: their heads with what is on them, and bodies. */
export class People {
  readonly layers: readonly Layer[];
  readonly persons: PersonTable;
  /** Level of each viewer's head at this moment; -1: not there. */
  readonly levels: Int8Array;
  private readonly stage: Stage;
  private readonly rigs: readonly FaceRig[];
  private readonly looks: readonly Appearance[];
  private readonly curves: (DetailCurves | undefined)[] = [];
  private readonly curveTexture: DataTexture;
  private readonly ends = new Float32Array(2 * DETAIL_CURVE_COUNT);
  private readonly meshes: Map<number, RigMesh>[] = [new Map(), new Map(), new Map(), new Map()];
  /** Posed vertices of heads, by level. */
  readonly tables: readonly VertexTable[];
  /** Uniforms that all people's shaders read. */
  readonly common: Uniforms;
  private readonly positions: Float32Array;
  private readonly normals: Float32Array;
  /** Each viewer's row in the table of its level. */
  readonly slots: Int32Array;
  private readonly used = [0, 0, 0, 0];
  // By level, and the coarsest level's once more with fewer triangles.
  private readonly heads: readonly Layer[];
  private readonly caps: readonly Layer[];
  private readonly shells: readonly Layer[];
  private readonly earLayers: readonly Layer[];
  private readonly hairLayers: readonly Layer[];
  private readonly glassesLayers: readonly Layer[];
  private readonly bodyLayers: readonly Layer[];

  /** `finest`: how many heads at a time may be drawn at the finest level. */
  constructor(stage: Stage, rigs: readonly FaceRig[], looks: readonly Appearance[], shared: Uniforms, finest: number) {
    const count = stage.viewers.length;
    this.stage = stage;
    this.rigs = rigs;
    this.looks = looks;
    this.levels = new Int8Array(count).fill(-1);
    this.slots = new Int32Array(count);
    this.persons = personTable(count);
    this.curveTexture = new DataTexture(
      new Float32Array(DETAIL_CURVE_COUNT * DETAIL_SAMPLES * count),
      DETAIL_CURVE_COUNT * DETAIL_SAMPLES,
      count,
      RedFormat,
      FloatType,
    );
    this.curveTexture.minFilter = NearestFilter;
    this.curveTexture.magFilter = NearestFilter;
    const levels: readonly Level[] = [0, 1, 2, 3];
    const most = Math.max(...levels.map((level) => meshTopology(level).vertexCount));
    this.positions = new Float32Array(3 * most);
    this.normals = new Float32Array(3 * most);
    this.tables = levels.map((level) =>
      vertexTable(meshTopology(level).vertexCount, level === 0 ? Math.min(finest, count) : count),
    );
    this.common = {
      ...shared,
      tPerson: { value: this.persons.texture },
      tCurve: { value: this.curveTexture },
    };
    const headLook = (kind: number, table: VertexTable, detail: number, shell: number, double: boolean): Look =>
      look(
        HEAD_VERTEX,
        HEAD_FRAGMENT,
        { KIND: kind, DETAIL: detail },
        { ...this.common, tVertex: { value: table.texture }, uShell: { value: shell } },
        double,
      );
    const onMesh = (level: Level, kind: number, shell: number, triangles = meshTopology(level).triangles): Layer =>
      layer(
        triangles,
        'aPaint',
        paintOf(level),
        2,
        this.tables[level].rows,
        headLook(kind, this.tables[level], level < 2 ? 1 : 0, shell, false),
      );
    const distant = distantTriangles(COARSEST);
    this.heads = [...levels.map((level) => onMesh(level, KIND.skin, 0)), onMesh(COARSEST, KIND.skin, 0, distant)];
    this.caps = [
      ...levels.map((level) => onMesh(level, KIND.cap, CAP_THICKNESS)),
      onMesh(COARSEST, KIND.cap, CAP_THICKNESS, distant),
    ];
    this.shells = SHELLS.map((height) => onMesh(0, KIND.shell, height));
    const worn = (shape: Worn, kind: number, detail: number, fill: (row: number, out: Float32Array) => void): Layer => {
      const table = vertexTable(shape.vertices, count);
      const points = new Float32Array(3 * shape.vertices);
      for (let i = 0; i < count; i++) {
        fill(i, points);
        writeRow(table, i, points, normalsOf(shape.triangles, points));
      }
      table.texture.needsUpdate = true;
      return layer(shape.triangles, 'aPaint', shape.paint, 2, count, headLook(kind, table, detail, 0, true));
    };
    // Fine for heads that are looked at closely, coarse for the smallest.
    this.earLayers = [ears(24, 10), ears(7, 3)].map((shape, n) =>
      worn(shape, KIND.ear, 1 - n, (i, out) => shape.points(rigs[i], out)),
    );
    this.hairLayers = [[22, 9] as const, [10, 3] as const].map(([columns, rows], n) => {
      const [long, bob] = [hangingHair(-215, columns, rows), hangingHair(-118, columns, rows)];
      return worn(long, KIND.hair, 1 - n, (i, out) => (looks[i].style === 'bob' ? bob : long).points(rigs[i], out));
    });
    this.glassesLayers = [glasses(20), glasses(8)].map((shape) =>
      worn(shape, KIND.glasses, 0, (i, out) => shape.points(rigs[i], out)),
    );
    this.bodyLayers = BODIES.map((build) => this.bodies(build));
    this.layers = [
      ...this.bodyLayers,
      ...this.heads,
      ...this.earLayers,
      ...this.shells,
      ...this.caps,
      ...this.hairLayers,
      ...this.glassesLayers,
    ];
    stage.viewers.forEach((viewer, i) => {
      writeLooks(this.persons, viewer, rigs[i], looks[i], bodyGrowth(viewer.age));
    });
  }

  private bodies(build: Build): Layer {
    const { viewers } = this.stage;
    const table = vertexTable(bodyVertices(build), viewers.length);
    const points = new Float32Array(3 * bodyVertices(build));
    const triangles = bodyTriangles(build);
    viewers.forEach(({ body, age, sex }, i) => {
      bodyPoints(build, body, bodyGrowth(age), sex, points);
      writeRow(table, i, points, normalsOf(triangles, points));
    });
    table.texture.needsUpdate = true;
    const own = look(BODY_VERTEX, BODY_FRAGMENT, {}, { ...this.common, tVertex: { value: table.texture } }, true);
    return layer(triangles, 'aPart', bodyParts(build), 1, viewers.length, own);
  }

  /** Begins a moment: nobody is there yet. */
  begin(): void {
    this.levels.fill(-1);
    this.used.fill(0);
  }

  /** Poses a viewer for this moment at a level; a finest one for which there is no room becomes the next coarser. */
  pose(viewer: number, wanted: Level, pose: Pose, actionUnits: Float32Array): void {
    const level: Level = wanted === 0 && this.used[0] >= this.tables[0].rows ? 1 : wanted;
    const rig = this.rigs[viewer];
    const o = viewer * ACTION_UNIT_COUNT;
    let curves = this.curves[viewer];
    if (curves === undefined) {
      curves = buildDetailCurves(rig);
      this.curves[viewer] = curves;
    }
    const heights = this.curveTexture.image.data as unknown as Float32Array;
    poseDetailCurves(curves, rig, actionUnits, o, heights, viewer * DETAIL_CURVE_COUNT * DETAIL_SAMPLES, this.ends, 0);
    writePose(this.persons, viewer, rig, this.looks[viewer].cap, pose, actionUnits, o, this.ends);
    const mesh = this.meshOf(viewer, level);
    const count = 3 * mesh.topology.vertexCount;
    const positions = this.positions.subarray(0, count);
    const normals = this.normals.subarray(0, count);
    poseMesh(mesh, actionUnits, o, positions, normals);
    const slot = this.used[level]++;
    this.slots[viewer] = slot;
    this.levels[viewer] = level;
    writeRow(this.tables[level], slot, positions, normals);
  }

  /** Ends a moment: the tables go to the GPU with the next picture. */
  end(): void {
    this.persons.texture.needsUpdate = true;
    this.curveTexture.needsUpdate = true;
    this.tables.forEach((table, level) => {
      if (this.used[level] > 0) table.texture.needsUpdate = true;
    });
  }

  private meshOf(viewer: number, level: Level): RigMesh {
    const kept = this.meshes[level];
    let mesh = kept.get(viewer);
    if (mesh === undefined) {
      mesh = buildMesh(this.rigs[viewer], level);
      if (level === 0 && kept.size >= KEPT_FINEST) kept.delete(kept.keys().next().value as number);
      kept.set(viewer, mesh);
    }
    return mesh;
  }

  /** Draws these of the posed viewers from now on, in a pass. */
  show(shown: readonly Shown[], pass: Pass): void {
    const counts = new Map<Layer, number>(this.layers.map((one) => [one, 0]));
    const add = (one: Layer, row: number, viewer: number): void => {
      const at = counts.get(one)!;
      (one.geometry.getAttribute('aInstance') as BufferAttribute).setXY(at, row, viewer);
      counts.set(one, at + 1);
    };
    for (const { viewer, width } of shown) {
      const level = this.levels[viewer];
      if (level < 0) continue;
      const head = level === COARSEST && width < DISTANT_BELOW ? COARSEST + 1 : level;
      const { style, cap, glasses: spectacles } = this.looks[viewer];
      const slot = this.slots[viewer];
      add(this.heads[head], slot, viewer);
      const small = level >= 2 ? 1 : 0;
      add(this.bodyLayers[Math.max(0, level - 1)], viewer, viewer);
      const hanging = style === 'long' || style === 'bob';
      if (hanging) add(this.hairLayers[small], viewer, viewer);
      else add(this.earLayers[small], viewer, viewer);
      if (spectacles) add(this.glassesLayers[small], viewer, viewer);
      if (cap) add(this.caps[head], slot, viewer);
      else if (level === 0) for (const shell of this.shells) add(shell, slot, viewer);
    }
    for (const [one, count] of counts) {
      one.geometry.instanceCount = count;
      (one.geometry.getAttribute('aInstance') as BufferAttribute).needsUpdate = count > 0;
      one.mesh.visible = count > 0;
      one.mesh.material = one.look.of(pass);
    }
  }

  dispose(): void {
    for (const one of this.layers) {
      one.geometry.dispose();
      one.look.dispose();
    }
    for (const table of this.tables) table.texture.dispose();
    this.persons.texture.dispose();
    this.curveTexture.dispose();
  }
}
