import type { Scenario } from '../../scenarios/schema/schema.ts';
import { viewerSchedule } from '../../sim/behavior/schedule.ts';
import { stream } from '../../sim/random/stream.ts';
import { buildHouse } from '../../sim/screening/house.ts';
import { play } from '../../sim/screening/play.ts';
import { createSensor, emptySensed, sense } from '../../sim/screening/sense.ts';
import { type Stage, setStage } from '../../sim/screening/stage.ts';

/** Acts that a scenario gives a rate. */
const ACTS = ['handToFace', 'eating', 'drinking', 'phone', 'leaving'] as const;

/** [N, T]: 1 where a scenario loses the face, at every `every`-th sample; acts happen `times` as often as it says. */
export type Hiding = (times: number, every: number) => Uint8Array;

/** The scenario without anything that loses entries: causes are off by its own keys, and so are absences. */
export function clearScenario(scenario: Scenario): Scenario {
  const { behavior, sensing } = scenario;
  return {
    ...scenario,
    behavior: {
      ...behavior,
      leaving: { ...behavior.leaving, rate: 0 },
      lateArrival: { ...behavior.lateArrival, share: 0 },
    },
    occlusion: { people: false, seats: false, hands: false, obstacles: false },
    sensing: {
      ...sensing,
      smallestFace: 1,
      largestYaw: 90,
      largestPitch: 90,
      enoughLandmarks: 1,
      detector: { failure: 0, size: 0, pose: 0 },
    },
  };
}

/** What a scenario loses; the room and its faces are built once. */
export function hidingOf(scenario: Scenario): Hiding {
  const real = setStage(scenario);
  const house = buildHouse(real);
  const out = emptySensed(1, real.cameras.length);
  return (times, every) => {
    const stage = withActs(real, times);
    const sensor = createSensor(stage, house);
    const { samples, viewers } = stage;
    const hidden = new Uint8Array(viewers.length * samples);
    const part = every === 1 ? 256 : 1;
    for (let from = 0; from < samples; from += part * every) {
      const count = Math.min(part, samples - from);
      const played = play(stage, from, count);
      for (const { index } of viewers) {
        for (let s = 0; s < count; s += 1) {
          sense(sensor, played, index, s, out, 0);
          hidden[index * samples + from + s] = out.seen[0] === 0 ? 1 : 0;
        }
      }
    }
    return hidden;
  };
}

function withActs(stage: Stage, times: number): Stage {
  const { scenario } = stage;
  const { behavior, nuisance, film, seed } = scenario;
  const often = Object.fromEntries(
    ACTS.map((act) => [act, { ...behavior[act], rate: times * behavior[act].rate }]),
  ) as Pick<typeof behavior, (typeof ACTS)[number]>;
  const changed = { ...behavior, ...often };
  const sources = { acts: stream(seed, 'acts'), fidgets: stream(seed, 'fidgets') };
  return {
    ...stage,
    scenario: { ...scenario, behavior: changed },
    schedules: stage.viewers.map((viewer) => viewerSchedule(sources, viewer, changed, nuisance, film.duration)),
  };
}
