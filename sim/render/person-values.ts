import type { Viewer } from '../audience/cast.ts';
import { AU1, AU2, AU4, AU5, AU6, AU12, AU43, AU45 } from '../face/action-units.ts';
import type { FaceRig } from '../face/rig.ts';
import { type Appearance, HAIR_STYLES } from './appearance.ts';
import { type PersonTable, writeTexel } from './person-table.ts';
import type { HeadPlace } from './props.ts';

/** Writes what stays: how a viewer looks (texels 4, 5, 8, 10, 16 in part; layout: person-table.ts). */
export function writeLooks(table: PersonTable, viewer: Viewer, rig: FaceRig, looks: Appearance, growth: number): void {
  const i = viewer.index;
  const { identity, surface } = rig;
  writeTexel(table, i, 4, looks.skin, looks.hair, looks.brows, looks.iris);
  writeTexel(table, i, 5, looks.browDensity, looks.browThickness, looks.age, looks.grain);
  writeTexel(table, i, 8, identity.noseWidth, identity.foreheadHeight, surface.anatomy.scales.height, looks.lips);
  writeTexel(table, i, 10, looks.beard, HAIR_STYLES.indexOf(looks.style), looks.parting, looks.cloth);
  writeTexel(table, i, 16, looks.pattern, looks.collar, growth, i + 1);
}

/** What changes from moment to moment besides the face's shape. */
export type Pose = {
  readonly place: HeadPlace;
  /** Direction to the lamps in the world times irradiance. */
  readonly light: Float64Array;
  readonly gaze: Float64Array;
  /** Share of the pupil's return that the camera gets, by its lamps' place. */
  readonly pupil: number;
};

/** Writes what changes: place, light, gaze, expression (texels 0-3, 6, 7, 9, 11-15, 18). */
export function writePose(
  table: PersonTable,
  viewer: number,
  rig: FaceRig,
  cap: boolean,
  pose: Pose,
  au: ArrayLike<number>,
  o: number,
  ends: Float32Array,
): void {
  const { place, light, gaze } = pose;
  const r = place.rotation;
  writeTexel(table, viewer, 0, r[0], r[1], r[2], place.x);
  writeTexel(table, viewer, 1, r[3], r[4], r[5], place.y);
  writeTexel(table, viewer, 2, r[6], r[7], r[8], place.z);
  const e = Math.hypot(light[0], light[1], light[2]);
  const lamp = [0, 1, 2].map((k) => (e > 0 ? (r[k] * light[0] + r[3 + k] * light[1] + r[6 + k] * light[2]) / e : 0));
  writeTexel(table, viewer, 3, lamp[0], lamp[1], lamp[2], e);
  writeTexel(table, viewer, 17, light[0], light[1], light[2], 0);
  const { anatomy } = rig.surface;
  writeTexel(table, viewer, 6, anatomy.eyeX, gaze[0], gaze[1], pose.pupil);
  writeTexel(table, viewer, 7, anatomy.yNoseTip, anatomy.ySubnasale, anatomy.yMouth, ends[1] - ends[0]);
  const raised = Math.max(au[o + AU1], au[o + AU2]);
  writeTexel(table, viewer, 9, au[o + AU12], au[o + AU4], raised, au[o + AU6]);
  for (let k = 0; k < 5; k++)
    writeTexel(table, viewer, 11 + k, ends[4 * k], ends[4 * k + 1], ends[4 * k + 2], ends[4 * k + 3]);
  const closed = 1 - (1 - au[o + AU43]) * (1 - au[o + AU45]);
  const teeth = anatomy.yMouth - 2.4 - 1.2 * au[o + AU12];
  writeTexel(table, viewer, 18, Math.max(au[o + AU5], 0.6 * raised), closed, teeth, cap ? 1 : 0);
}
