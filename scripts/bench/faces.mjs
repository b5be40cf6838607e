// What one face costs: building it, posing it, its contour and what it hides of itself, and its meshes.

import { loadScenario } from '../../dist/scenarios/schema/parse.js';
import { ACTION_UNIT_COUNT } from '../../dist/sim/face/action-units.js';
import { createContourScratch, poseContour } from '../../dist/sim/face/contour.js';
import { buildHorizon } from '../../dist/sim/face/horizon.js';
import { buildMesh, poseMesh } from '../../dist/sim/face/mesh.js';
import { buildRig, poseLandmarks } from '../../dist/sim/face/rig.js';
import { selfVisible } from '../../dist/sim/face/self-visibility.js';
import { setStage } from '../../dist/sim/screening/stage.js';
import { root } from '../setup.mjs';
import { machine } from './machine.mjs';

const FACES = 60;
const LOOPS = 200;

/** Microseconds a call, the quickest of five rounds over all faces. */
function cost(calls, round) {
  let quickest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 5; n += 1) {
    const started = performance.now();
    round();
    quickest = Math.min(quickest, performance.now() - started);
  }
  return (1000 * quickest) / calls;
}

/** A round that does the work for every item. */
const all = (items, work) => () => {
  for (const item of items) work(item);
};

/** Prints the table of BENCHMARKS.md for faces. */
export async function bench() {
  const { viewers } = setStage(loadScenario('full-house-v1', []));
  const identities = viewers.slice(0, FACES).map((viewer) => viewer.identity);
  const rigs = identities.map(buildRig);
  const units = Float64Array.from({ length: LOOPS * ACTION_UNIT_COUNT }, (_, n) => 0.5 + 0.5 * Math.sin(n));
  const points = new Float64Array(204);
  const jaw = new Float64Array(51);
  const scratch = createContourScratch();
  const seen = new Uint8Array(68);
  const each = (work) => () => {
    for (const rig of rigs) for (let n = 0; n < LOOPS; n += 1) work(rig, n * ACTION_UNIT_COUNT, 0.3 * Math.sin(n));
  };
  const rows = [
    ['a face built', cost(FACES, all(identities, buildRig))],
    ['what it hides of itself, built', cost(FACES, all(rigs, buildHorizon))],
    [
      '68 landmarks posed',
      cost(
        FACES * LOOPS,
        each((rig, au) => poseLandmarks(rig, units, au, points, false)),
      ),
    ],
    [
      'jaw contour of one view, new expression',
      cost(
        FACES * LOOPS,
        each((rig, au, x) => poseContour(rig, units, au, x, 0.2, Math.sqrt(0.96 - x * x), jaw, scratch)),
      ),
    ],
    [
      'self-occlusion of one view',
      cost(
        FACES * LOOPS,
        each((rig, au, x) => selfVisible(rig, units, au, x, 0.2, Math.sqrt(0.96 - x * x), seen)),
      ),
    ],
  ];
  for (const level of [0, 1, 2]) {
    const meshes = rigs.map((rig) => buildMesh(rig, level));
    const { vertexCount, triangles } = meshes[0].topology;
    const positions = new Float32Array(vertexCount * 3);
    const normals = new Float32Array(vertexCount * 3);
    const title = `mesh of ${triangles.length / 3} triangles`;
    rows.push([
      `${title}, built`,
      cost(
        FACES,
        all(rigs, (rig) => buildMesh(rig, level)),
      ),
    ]);
    rows.push([
      `${title}, posed with normals`,
      cost(
        FACES,
        all(meshes, (mesh) => poseMesh(mesh, units, 0, positions, normals)),
      ),
    ]);
  }
  console.log(`${machine(root)}\n\n| one face | us |\n| --- | ---: |`);
  for (const [title, us] of rows) console.log(`| ${title} | ${us < 100 ? us.toFixed(2) : Math.round(us)} |`);
}
