import type { Scenario } from '../../scenarios/schema/schema.ts';
import { DatasetFault } from '../dataset/fault.ts';
import { VISIBLE_BYTES } from '../dataset/layout.ts';
import { type Dataset, readArray } from '../dataset/reader.ts';
import { buildRig, type FaceRig } from '../face/rig.ts';
import { type Play, play } from '../screening/play.ts';
import { type Stage, setStage } from '../screening/stage.ts';
import type { Moment } from './moment.ts';

/** A dataset set up to be seen: its stage and faces again, made from the scenario in its attributes. */
export type RenderSource = {
  readonly dataset: Dataset;
  readonly stage: Stage;
  readonly rigs: readonly FaceRig[];
};

/** Everything about one sample that pictures and labels need. */
export type Sample = {
  readonly moment: Moment;
  /** The same as a play of one sample. */
  readonly play: Play;
  /** [viewer][camera] 9 bytes, as in the dataset. */
  readonly visible: Uint8Array;
  /** By viewer: the camera used, -1 for none. */
  readonly camera: Int8Array;
};

/** Heads and faces played again agree with the stored ones to this, rad, m and intensity. */
const AGREEMENT = 1e-5;

/** Opens a dataset for pictures. Throws DatasetFault where its attributes do not make the screening it holds. */
export function openSource(dataset: Dataset): RenderSource {
  const scenario = dataset.attributes.scenario as Scenario;
  let stage: Stage;
  try {
    stage = setStage(scenario);
  } catch {
    throw new DatasetFault(
      'damage',
      `${dataset.dir}: attribute scenario: expected a scenario as this version of matinee resolves it`,
    );
  }
  if (stage.viewers.length !== dataset.sizes.viewers || stage.samples !== dataset.sizes.samples)
    throw otherVersion(dataset);
  return { dataset, stage, rigs: stage.viewers.map((viewer) => buildRig(viewer.identity)) };
}

function otherVersion({ dir }: Dataset): DatasetFault {
  return new DatasetFault(
    'usage',
    `${dir}: made by a version of matinee whose audience this one does not play again; generate it anew`,
  );
}

/**
 * One sample: poses and action units as stored, what viewers do besides as played again. Throws DatasetFault (`usage`)
 * where the two do not belong together.
 */
export function sampleAt({ dataset, stage }: RenderSource, sample: number): Sample {
  const samples = [sample, sample + 1] as const;
  const pose = readArray(dataset, 'pose', { samples }) as Float32Array;
  const actionUnits = readArray(dataset, 'action_units', { samples }) as Float32Array;
  const played = play(stage, sample, 1);
  if (differ(pose, played.pose) || differ(actionUnits, played.actionUnits)) throw otherVersion(dataset);
  const { activity, placement } = played;
  return {
    moment: { sample, pose, actionUnits, activity, placement },
    play: { ...played, pose, actionUnits },
    visible: readArray(dataset, 'landmarks/visible', { samples }) as Uint8Array,
    camera: readArray(dataset, 'camera', { samples }) as Int8Array,
  };
}

function differ(a: Float32Array, b: Float32Array): boolean {
  return a.length !== b.length || a.some((value, n) => !(Math.abs(value - b[n]) <= AGREEMENT));
}

/** Whether a camera sees landmark `l` of a viewer, by the dataset's bits. */
export function seenBit(visible: Uint8Array, viewer: number, cameras: number, camera: number, l: number): boolean {
  return ((visible[(viewer * cameras + camera) * VISIBLE_BYTES + (l >> 3)] >> (l & 7)) & 1) === 1;
}
