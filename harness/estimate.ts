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
const WRITING = 1.25;

/** About how long generating takes, s: the cost per viewer of setting up and per entry of sensing, from a small probe. */
export function estimateSeconds(scenario: Scenario, extras: Extras, workers: number, clock: () => number): number {
  const { theater, film } = scenario;
  const seats = Math.min(theater.seatsPerRow, PROBE_SIDE);
  const probe: Scenario = {
    ...scenario,
    film: { ...film, duration: Math.min(film.duration, PROBE_SAMPLES / film.rate), events: [] },
    theater: { ...theater, rows: Math.min(theater.rows, PROBE_SIDE), seatsPerRow: seats, aisles: [] },
  };
  const started = clock();
  const stage = setStage(probe);
  const sensor = createSensor(stage, buildHouse(stage));
  const count = stage.samples;
  const entries = stage.viewers.length * count;
  const out: Sensed = {
    ...emptySensed(1, stage.cameras.length),
    position: extras.position ? new Float32Array(204) : null,
    projected: extras.projected ? new Float32Array(stage.cameras.length * 136) : null,
  };
  const once = (): void => {
    const played = play(stage, 0, count);
    for (let i = 0; i < stage.viewers.length; i += 1)
      for (let s = 0; s < count; s += 1) sense(sensor, played, i, s, out, 0);
  };
  // The first round builds what a face needs to hide its own parts; the engine warms up: the quickest round counts.
  once();
  const ready = clock() - started;
  let quickest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = clock();
    once();
    quickest = Math.min(quickest, clock() - before);
  }
  const setUp = Math.max(0, ready - quickest) / stage.viewers.length;
  const perEntry = (quickest / entries) * WRITING;
  const viewers = viewerCount(scenario);
  return 0.3 + setUp * viewers + (perEntry * viewers * sampleCount(scenario)) / workers;
}
