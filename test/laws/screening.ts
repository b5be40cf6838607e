import type { Scenario } from '../../scenarios/schema/schema.ts';
import { buildHouse } from '../../sim/screening/house.ts';
import { type Play, play } from '../../sim/screening/play.ts';
import { createSensor, emptySensed, type Sensed, sense } from '../../sim/screening/sense.ts';
import { type Stage, setStage } from '../../sim/screening/stage.ts';

/** A screening held in memory: viewers x count entries from a sample on. */
export type Screening = { readonly stage: Stage; readonly played: Play; readonly out: Sensed; readonly count: number };

/** Everything a scenario gives at samples from..from+count-1 (all, unless said). */
export function screen(scenario: Scenario, from = 0, count?: number): Screening {
  const stage = setStage(scenario);
  const length = count ?? stage.samples - from;
  const played = play(stage, from, length);
  const sensor = createSensor(stage, buildHouse(stage));
  const entries = stage.viewers.length * length;
  const out: Sensed = {
    ...emptySensed(entries, stage.cameras.length),
    position: new Float32Array(entries * 204),
    projected: new Float32Array(entries * stage.cameras.length * 136),
  };
  for (let i = 0; i < stage.viewers.length; i += 1) {
    for (let s = 0; s < length; s += 1) sense(sensor, played, i, s, out, i * length + s);
  }
  return { stage, played, out, count: length };
}
