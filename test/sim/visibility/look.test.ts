import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../scenarios/schema/parse.ts';
import { AWAY } from '../../../sim/behavior/schedule.ts';
import { ACTION_UNIT_COUNT } from '../../../sim/face/action-units.ts';
import { poseLandmarks } from '../../../sim/face/rig.ts';
import { sequence, stream } from '../../../sim/random/stream.ts';
import { buildHouse } from '../../../sim/screening/house.ts';
import { play } from '../../../sim/screening/play.ts';
import { setStage } from '../../../sim/screening/stage.ts';
import { BY_FRAME } from '../../../sim/visibility/blockers.ts';
import { emptyView, faceCamera, look, placeHead, turnContour } from '../../../sim/visibility/look.ts';
import { headCast, otherThings, roomCast } from '../../laws/ray-scene.ts';

/** A flat, packed room with restless viewers, high seat backs and a pillar: much to be hidden behind. */
const crowded = parseScenario(
  `
matinee: 1
title: crowded
film: {duration: 400}
theater:
  rows: 9
  seatsPerRow: 9
  rowPitch: 0.9
  riser: 0.06
  seatBack: {height: 1.12}
  screen: {height: 2, bottom: 0.8}
  obstacles: [{name: pillar, x: 1.1, z: 7.3, width: 0.2, depth: 0.2, height: 4}]
audience: {occupancy: 0.9, children: 0.25}
nuisance: {head: {yaw: 18, pitch: 9, roll: 6}}
behavior: {handToFace: {rate: 300}, drinking: {share: 1, rate: 60}, eating: {share: 1, rate: 120}}
`,
  'crowded.yaml',
);

/** 1 % of a face's width, m: the tolerance about silhouette edges. */
const EDGE = 0.0014;
/** How far outside the skin a landmark is looked for, m: its own triangles do not hide it. */
const OUTSIDE = 0.001;

type Tally = { compared: number; wrong: number; hidden: number; hiddenWrong: number };

/** Compares `look` with rays cast on the full meshes over random viewers, cameras and samples. */
function compare(triples: number): { own: Tally; other: Tally; all: Tally } {
  const stage = setStage(crowded);
  const house = buildHouse(stage);
  const room = roomCast(house);
  const view = emptyView(stage.cameras.length);
  const draws = sequence(stream(2026, 'triples'), 0);
  const tally = (): Tally => ({ compared: 0, wrong: 0, hidden: 0, hiddenWrong: 0 });
  const result = { own: tally(), other: tally(), all: tally() };
  const count = (t: Tally, ours: boolean, theirs: boolean): void => {
    t.compared += 1;
    if (ours !== theirs) t.wrong += 1;
    if (!ours || !theirs) {
      t.hidden += 1;
      if (ours !== theirs) t.hiddenWrong += 1;
    }
  };
  const played = play(stage, 100, 200);
  for (let n = 0; n < triples; ) {
    const viewer = Math.floor(draws.uniform() * stage.viewers.length);
    const sample = Math.floor(draws.uniform() * played.count);
    const c = Math.floor(draws.uniform() * stage.cameras.length);
    const cell = viewer * played.count + sample;
    if (played.activity[cell] === AWAY) continue;
    n += 1;
    const { axes, position } = stage.cameras[c];
    const camera = new Vector3(position[0], position[1], position[2]);
    const right = new Vector3(axes[0], axes[1], axes[2]);
    const up = new Vector3(axes[3], axes[4], axes[5]);
    placeHead(view, played, cell);
    poseLandmarks(house.rigs[viewer], played.actionUnits, cell * ACTION_UNIT_COUNT, view.frontal, false);
    faceCamera(view, stage.cameras[c]);
    look(view, stage, house, played, viewer, sample, c);
    turnContour(view, house, played, viewer, cell, c);
    const world = view.world[c];
    const own = headCast(house, played, viewer, sample);
    const others = otherThings(stage, house, played, viewer, sample, camera);
    for (let l = 0; l < 68; l += 1) {
      if (view.blocked[l] === 1 + BY_FRAME) continue;
      const target = new Vector3(world[l * 3], world[l * 3 + 1], world[l * 3 + 2]);
      // The jaw contour lies on the head's own silhouette by definition: only other things can hide it.
      const hiddenBySelf = (p: Vector3): boolean => l >= 17 && own(camera, p, OUTSIDE);
      const hiddenByOthers = (p: Vector3): boolean => room(camera, p, 0.02) || others(camera, p, 0.0);
      const selfHere = hiddenBySelf(target);
      const othersHere = hiddenByOthers(target);
      let nearOwnEdge = false;
      let nearEdge = false;
      for (let k = 0; k < 4; k += 1) {
        const angle = ((k + 0.5) * Math.PI) / 2;
        const p = target
          .clone()
          .addScaledVector(right, EDGE * Math.cos(angle))
          .addScaledVector(up, EDGE * Math.sin(angle));
        nearOwnEdge ||= hiddenBySelf(p) !== selfHere;
        nearEdge ||= hiddenByOthers(p) !== othersHere;
      }
      const blocker = view.blocked[l] - 1;
      const ours = blocker < 0;
      if (!nearOwnEdge && !nearEdge) count(result.all, ours, !selfHere && !othersHere);
      if (!nearOwnEdge && !othersHere && blocker <= 1) count(result.own, ours, !selfHere);
      if (!nearEdge && !selfHere && blocker !== 1) count(result.other, ours, !othersHere);
    }
  }
  return result;
}

describe('look', () => {
  it('agrees with rays cast on the full meshes over 2,000 viewer-camera-sample triples', () => {
    const { own, other, all } = compare(2000);
    const share = (wrong: number, of: number): number => 1 - wrong / of;
    console.log(
      `visibility against ray casting: ${(100 * share(all.wrong, all.compared)).toFixed(2)} % of ${all.compared}, ` +
        `${(100 * share(all.hiddenWrong, all.hidden)).toFixed(2)} % of ${all.hidden} hidden ` +
        `(own head ${(100 * share(own.hiddenWrong, own.hidden)).toFixed(1)} % of ${own.hidden}, ` +
        `others ${(100 * share(other.hiddenWrong, other.hidden)).toFixed(1)} % of ${other.hidden})`,
    );
    expect(all.hidden).toBeGreaterThan(5000);
    expect(share(all.wrong, all.compared)).toBeGreaterThanOrEqual(0.99);
    expect(share(all.hiddenWrong, all.hidden)).toBeGreaterThanOrEqual(0.97);
  });
});
