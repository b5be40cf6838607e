import { headGrowth } from '../audience/anthropometry.ts';
import { ACTION_UNIT_COUNT } from '../face/action-units.ts';
import { buildMesh, poseMesh } from '../face/mesh.ts';
import { buildRig, type FaceRig } from '../face/rig.ts';
import { meshTopology } from '../face/topology.ts';
import { type Box, obstacleBoxes, seatBackBox } from '../theater/boxes.ts';
import { grownBox, possibleBoxes, possiblePeople } from '../visibility/candidates.ts';
import { FACE_RADIUS } from '../visibility/look.ts';
import { type Silhouette, silhouette } from '../visibility/silhouette.ts';
import type { Stage } from './stage.ts';

/** The geometry of a stage: every face, and what could ever stand between a viewer and a camera. */
export type House = {
  readonly rigs: readonly FaceRig[];
  /** Head size against an adult's. */
  readonly growth: Float64Array;
  /** Seat backs first, then the obstacles. */
  readonly boxes: readonly Box[];
  readonly seatBacks: number;
  /** The same, grown by a face's radius: a sight line to the face's middle that misses these misses the boxes. */
  readonly grownBoxes: readonly Box[];
  /** [viewer][camera]: indices of viewers, and of boxes. */
  readonly people: readonly (readonly Uint32Array[])[];
  readonly nearBoxes: readonly (readonly Uint32Array[])[];
  silhouetteOf(viewer: number): Silhouette;
};

/** The mesh whose outline stands for a head in front of another. */
const OUTLINE_LEVEL = 1;

/** How far, m, a head strays from its rest: six standard deviations of sway, and what laughing and startling add. */
export function strayLimit(stage: Stage): number {
  const { head } = stage.scenario.nuisance;
  return 0.06 + 0.08 * head.reaction + 9 * head.sway;
}

/** Builds the lists of possible occluders, and every face unless `faces` brings them, by viewer. */
export function buildHouse(stage: Stage, faces?: readonly FaceRig[]): House {
  const { viewers, cameras, seats, scenario } = stage;
  const { occlusion, theater } = scenario;
  const seatBoxes = occlusion.seats ? seats.map((seat) => seatBackBox(theater, seat)) : [];
  const boxes = [...seatBoxes, ...(occlusion.obstacles ? obstacleBoxes(theater) : [])];
  const slack = strayLimit(stage);
  const rigs = faces ?? viewers.map((viewer) => buildRig(viewer.identity));
  const silhouettes: (Silhouette | undefined)[] = new Array(viewers.length);
  const none = new Uint32Array(0);
  const neutral = new Float32Array(ACTION_UNIT_COUNT);
  return {
    rigs,
    growth: Float64Array.from(viewers, (viewer) => headGrowth(viewer.age)),
    boxes,
    seatBacks: seatBoxes.length,
    grownBoxes: boxes.map((box) => grownBox(box, FACE_RADIUS)),
    people: viewers.map((viewer) =>
      cameras.map((camera) => (occlusion.people ? possiblePeople(stage.postures, viewer.index, camera, slack) : none)),
    ),
    nearBoxes: viewers.map((viewer) =>
      cameras.map((camera) => possibleBoxes(boxes, stage.postures[viewer.index], camera, slack)),
    ),
    silhouetteOf(viewer) {
      const known = silhouettes[viewer];
      if (known !== undefined) return known;
      const mesh = buildMesh(rigs[viewer], OUTLINE_LEVEL);
      const { vertexCount, triangles } = meshTopology(OUTLINE_LEVEL);
      const positions = new Float32Array(vertexCount * 3);
      poseMesh(mesh, neutral, 0, positions, new Float32Array(vertexCount * 3));
      const rest = stage.postures[viewer];
      const distances = cameras.map((camera) =>
        Math.hypot(camera.position[0] - rest.x, camera.position[1] - rest.y, camera.position[2] - rest.z),
      );
      const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
      const made = silhouette(positions, triangles, Math.max(0.6, mean) * 1000);
      silhouettes[viewer] = made;
      return made;
    },
  };
}
