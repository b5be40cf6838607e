import { drawPerson } from '../audience/person.ts';
import { FACTORS } from '../audience/sensitivity.ts';
import { ACTION_UNITS } from '../face/action-units.ts';
import { CAUSES } from '../sensing/cause.ts';
import type { Stage } from './stage.ts';

/** What made a dataset, said by whoever ran it. */
export type Provenance = {
  /** Versions of matinee and of the engine. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command without `-o`, `--workers` and `--json`. */
  readonly command: string;
};

/** The root attributes of a stage's dataset: everything that is not an array. */
export function screeningAttributes(stage: Stage, provenance: Provenance): Record<string, unknown> {
  const { scenario, viewers, seats, cameras, events } = stage;
  return {
    matinee: { version: provenance.versions.matinee, language: scenario.matinee },
    versions: provenance.versions,
    command: provenance.command,
    title: scenario.title,
    seed: scenario.seed,
    scenario,
    rate: stage.rate,
    factor_names: [...FACTORS],
    action_unit_names: [...ACTION_UNITS],
    stimulus_names: ['humor', 'surprise'],
    pose_names: ['x (m)', 'y (m)', 'z (m)', 'yaw (rad)', 'pitch (rad)', 'roll (rad)'],
    cause_codes: CAUSES,
    canonical_unit:
      "1 = distance of the mean face's outer eye corners (landmarks 36 and 45); x to the subject's left, y up",
    cameras: cameras.map((camera, c) => ({
      ...scenario.cameras[c],
      focal: camera.focal,
      right: [...camera.axes.subarray(0, 3)],
      up: [...camera.axes.subarray(3, 6)],
      forward: [...camera.axes.subarray(6, 9)],
    })),
    viewers: viewers.map((viewer) => ({
      ...drawPerson(viewer),
      age: viewer.age,
      gender: viewer.sex === 1 ? 'male' : 'female',
      archetype: viewer.archetype,
      seat: viewer.seat.index,
      latency: viewer.latency,
      habituation: viewer.habituation,
      habits: viewer.habits,
      body: viewer.body,
      identity: viewer.identity,
    })),
    seats: seats.map(({ row, number, x, floor, z }) => ({ row, number, x, floor, z })),
    events,
  };
}
