import type { Scenario } from '../scenarios/schema/schema.ts';
import { viewerCount } from '../sim/audience/cast.ts';
import type { Extras } from '../sim/dataset/layout.ts';
import { buildHouse } from '../sim/screening/house.ts';
import { play } from '../sim/screening/play.ts';
import { createSensor, emptySensed, type Sensed, sense } from '../sim/screening/sense.ts';
import { sampleCount, setStage } from '../sim/screening/stage.ts';

/** The probe: at most this many rows and seats a row, and samples. */
const PROBE_SIDE = 6;
const PROBE_SAMPLES = 32;
const ROUNDS = 12;
/** Writing and checking cost about this much of the computing (measured: BENCHMARKS.md). */
const WRITING = 1.13;

/** About how long generating takes, s: the cost per viewer of setting up and per entry of sensing, from a small probe. */
export function estimateSeconds(scenario: Scenario, extras: Extras, workers: number, clock: () => number): number {
  const { theater, film } = scenario;
  const seats = Math.min(theater.seatsPerRow, PROBE_SIDE);
  const probe: Scenario = {
    ...scenario,
    film: { ...film, duration: Math.min(film.duration, PROBE_SAMPLES / film.rate), events: [] },
    theater: { ...theater, rows: Math.min(theater.rows, PROBE_SIDE), seatsPerRow: seats, aisles: [] },
  };
  let ready = setUpProbe(probe, extras);
  // The engine warms up over the first rounds: the quickest one counts.
  let quickest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = clock();
    ready.once();
    quickest = Math.min(quickest, clock() - before);
  }
  // Set-up again, warm; its first round builds what a face needs to hide its own parts.
  const before = clock();
  ready = setUpProbe(probe, extras);
  ready.once();
  const setUp = Math.max(0, clock() - before - quickest) / ready.viewers;
  const entries = ready.viewers * sampleCount(probe);
  const perEntry = (quickest / entries) * WRITING;
  const viewers = viewerCount(scenario);
  return 0.3 + setUp * viewers + (perEntry * viewers * sampleCount(scenario)) / workers;
}

/** A probe set up, and a function that plays and senses it once. */
function setUpProbe(probe: Scenario, extras: Extras): { viewers: number; once(): void } {
  const stage = setStage(probe);
  const sensor = createSensor(stage, buildHouse(stage));
  const out: Sensed = {
    ...emptySensed(1, stage.cameras.length),
    position: extras.position ? new Float32Array(204) : null,
    projected: extras.projected ? new Float32Array(stage.cameras.length * 136) : null,
  };
  return {
    viewers: stage.viewers.length,
    once() {
      const played = play(stage, 0, stage.samples);
      for (let i = 0; i < stage.viewers.length; i += 1) {
        for (let s = 0; s < stage.samples; s += 1) sense(sensor, played, i, s, out, 0);
      }
    },
  };
}
