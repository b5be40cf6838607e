import type { Scenario } from '../scenarios/schema/schema.ts';
import { buildHouse } from '../sim/screening/house.ts';
import { play } from '../sim/screening/play.ts';
import { createSensor, emptySensed, sense } from '../sim/screening/sense.ts';
import { setStage } from '../sim/screening/stage.ts';

/** Landmarks by region, first and last. */
export const REGIONS = [
  ['jaw', 0, 16],
  ['brows', 17, 26],
  ['nose', 27, 35],
  ['eyes', 36, 47],
  ['mouth', 48, 67],
] as const;

/** RMS distances of landmarks of a region, in units of the outer eye distance. */
export type Residue = {
  readonly region: string;
  /** Clean from truth: what pose, perspective and the view's jaw leave behind. */
  readonly residue: number;
  /** The same with each viewer's mean taken out: what moves with pose and expression. */
  readonly moving: number;
  /** Observed from clean, where observed: noise. */
  readonly noise: number;
};

/** How far sensing is from the truth in `samples` samples of a scenario from `from` on, by region. */
export function sensingResidue(scenario: Scenario, from: number, samples: number): Residue[] {
  const stage = setStage(scenario);
  const sensor = createSensor(stage, buildHouse(stage));
  const played = play(stage, from, samples);
  const out = emptySensed(samples, stage.cameras.length);
  const sums = REGIONS.map(() => ({ residue: 0, moving: 0, noise: 0, points: 0, noisy: 0 }));
  for (const viewer of stage.viewers) {
    for (let s = 0; s < samples; s += 1) sense(sensor, played, viewer.index, s, out, s);
    REGIONS.forEach(([, first, last], region) => {
      const sum = sums[region];
      for (let column = 2 * first; column < 2 * last + 2; column += 1) {
        let mean = 0;
        let square = 0;
        for (let s = 0; s < samples; s += 1) {
          const at = s * 136 + column;
          const error = out.clean[at] - out.truth[at];
          mean += error / samples;
          square += error * error;
          if (out.seen[s] === 1) {
            sum.noise += (out.observed[at] - out.clean[at]) ** 2;
            sum.noisy += 0.5;
          }
        }
        sum.residue += square;
        sum.moving += square - samples * mean * mean;
        sum.points += samples / 2;
      }
    });
  }
  return sums.map(({ residue, moving, noise, points, noisy }, region) => ({
    region: REGIONS[region][0],
    residue: Math.sqrt(residue / points),
    moving: Math.sqrt(moving / points),
    noise: noisy > 0 ? Math.sqrt(noise / noisy) : 0,
  }));
}
