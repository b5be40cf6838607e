import type { Scenario } from '../../../scenarios/schema/schema.ts';
import type { Dataset } from '../../../sim/dataset/reader.ts';
import { play } from '../../../sim/screening/play.ts';
import { setStage } from '../../../sim/screening/stage.ts';
import { truthOf } from '../../oracle/stage.ts';
import { attributesOf } from '../evaluation/data.ts';
import { groupsOf } from './groups.ts';
import { STIMULI, type Stimulus } from './reaction.ts';
import type { Range } from './scene-means.ts';
import { reactionsIn, trueUnits } from './true-reactions.ts';

/** Audiences that are simulated besides. */
const AUDIENCES = 6;

/** Mean true reaction of so many viewers. */
export type FreshMean = { readonly viewers: number; readonly mean: number };

/** What other audiences truly do, one each: of all viewers in a scene, or of a group; those that have nobody in it are left out. */
export type FreshAudiences = (
  stimulus: Stimulus,
  scene: number,
  group?: { readonly kind: string; readonly group: string },
) => readonly FreshMean[];

/**
 * Other audiences of the same scenario at the same film, drawn with other seeds, as they truly react in its scenes: what the
 * sampling of viewers does. Null where this version of matinee plays the scenario otherwise.
 */
export function freshAudiences(dataset: Dataset, scenes: readonly Range[]): FreshAudiences | null {
  const { scenario: played } = dataset.attributes as unknown as { readonly scenario: Scenario };
  const events = attributesOf(dataset).events.map((event) => ({ ...event }));
  const film = { ...played.film, events, generators: [] };
  const truth = truthOf(dataset);
  const units = trueUnits(dataset);
  const found = new Map<string, FreshMean[]>();
  const add = (key: string, values: readonly number[]): void => {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    found.set(key, [...(found.get(key) ?? []), { viewers: values.length, mean }]);
  };
  for (let audience = 1; audience <= AUDIENCES; audience += 1) {
    const stage = setStage({ ...played, film, seed: (played.seed + audience * 0x9e3779b1) % 2 ** 32 } as Scenario);
    const { factors } = stage.reaction.courses;
    if (factors.length !== truth.time.length || factors.some((value, n) => value !== truth.time[n])) return null;
    const viewers = stage.viewers.map(({ age, archetype, seat }) => ({ age, archetype, seat: seat.index }));
    const groups = groupsOf({ viewers, seats: stage.seats });
    scenes.forEach(([first, last], scene) => {
      if (last <= first) return;
      const { latent } = play(stage, first, last - first);
      for (const stimulus of STIMULI) {
        const reactions = reactionsIn(latent, units[stimulus]);
        const means = viewers.map((_, i) => {
          const own = reactions.subarray(i * (last - first), (i + 1) * (last - first));
          return own.reduce((sum, value) => sum + value / (last - first), 0);
        });
        add(`${stimulus} ${scene}`, means);
        for (const { kind, name, viewers: members } of groups) {
          add(
            `${stimulus} ${scene} ${kind} ${name}`,
            members.map((i) => means[i]),
          );
        }
      }
    });
  }
  return (stimulus, scene, group) =>
    found.get([stimulus, scene, ...(group === undefined ? [] : [group.kind, group.group])].join(' ')) ?? [];
}
