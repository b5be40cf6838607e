import type { FilmEvent, Scenario } from '../../scenarios/schema/schema.ts';
import { castAudience, type Viewer } from '../audience/cast.ts';
import { type Schedule, viewerSchedule } from '../behavior/schedule.ts';
import { type CameraModel, cameraModel } from '../cameras/camera.ts';
import { type Posture, restingPosture } from '../nuisance/head-motion.ts';
import { stream } from '../random/stream.ts';
import { type Neighbours, neighbours } from '../reaction/contagion.ts';
import { autoregression } from '../reaction/idiosyncrasy.ts';
import type { ReactionInputs } from '../reaction/latent.ts';
import { linearGains } from '../reaction/linear-gain.ts';
import { exposureCourses, factorCourses, stimulusCourse } from '../script/courses.ts';
import { filmEvents } from '../script/events.ts';
import { screenCenter } from '../theater/screen.ts';
import { type Seat, theaterSeats } from '../theater/seats.ts';

/** A scenario set up to be played: everything that does not depend on the time. */
export type Stage = {
  readonly scenario: Scenario;
  /** T. */
  readonly samples: number;
  readonly rate: number;
  readonly seats: readonly Seat[];
  readonly viewers: readonly Viewer[];
  readonly cameras: readonly CameraModel[];
  readonly events: readonly FilmEvent[];
  /** T x 2: humor and surprise. */
  readonly stimulus: Float32Array;
  /** V* and what else the reactions follow from. */
  readonly reaction: ReactionInputs;
  readonly neighbours: readonly Neighbours[];
  readonly schedules: readonly Schedule[];
  readonly postures: readonly Posture[];
  /** Gains of the linear control, or null for the non-linear face. */
  readonly linearGains: Float64Array | null;
};

/** V* is interpolated for latencies on a grid this many times finer than the samples. */
const FINER = 8;

/** The number of samples of a scenario's film, T. */
export function sampleCount(scenario: Scenario): number {
  return Math.round(scenario.film.duration * scenario.film.rate);
}

/** Sets a scenario up. The same scenario gives the same stage, wherever and however often it is set up. */
export function setStage(scenario: Scenario): Stage {
  const { film, theater, reaction, seed } = scenario;
  const samples = sampleCount(scenario);
  const seats = theaterSeats(theater);
  const viewers = castAudience(scenario, seats);
  const events = filmEvents(film, seed);
  const courses = factorCourses(reaction, events, samples, film.rate);
  const latencies = reaction.latency.spread > 0;
  const fine = latencies ? factorCourses(reaction, events, samples * FINER, film.rate * FINER) : courses;
  const target = screenCenter(theater);
  const sources = { acts: stream(seed, 'acts'), fidgets: stream(seed, 'fidgets') };
  const timeConstant = reaction.idiosyncrasy.time * film.rate;
  return {
    scenario,
    samples,
    rate: film.rate,
    seats,
    viewers,
    cameras: scenario.cameras.map(cameraModel),
    events,
    stimulus: stimulusCourse(events, samples, film.rate),
    reaction: {
      reaction,
      courses,
      fine,
      exposure: exposureCourses(courses),
      noise: autoregression(stream(seed, 'idiosyncrasy'), viewers.length, reaction.idiosyncrasy.sd, timeConstant),
    },
    neighbours: reaction.contagion > 0 ? neighbours(viewers) : [],
    schedules: viewers.map((viewer) =>
      viewerSchedule(sources, viewer, scenario.behavior, scenario.nuisance, film.duration),
    ),
    postures: viewers.map((viewer) => restingPosture(viewer, target)),
    linearGains: reaction.linear
      ? linearGains(
          viewers.map((viewer) => viewer.sensitivity),
          courses.factors,
          samples,
          reaction.saturation,
        )
      : null,
  };
}
