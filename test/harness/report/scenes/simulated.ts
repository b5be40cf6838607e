import { analyse } from '../../../../harness/report/scenes/analyse.ts';
import type { Film } from '../../../../harness/report/scenes/film.ts';
import type { Audience } from '../../../../harness/report/scenes/read-audience.ts';
import { type Scene, scenesOf } from '../../../../harness/report/scenes/scene.ts';
import { reactionsIn } from '../../../../harness/report/scenes/true-reactions.ts';
import { parseScenario } from '../../../../scenarios/schema/parse.ts';
import { normal, stream } from '../../../../sim/random/stream.ts';
import { play } from '../../../../sim/screening/play.ts';
import { setStage } from '../../../../sim/screening/stage.ts';

/** Audiences whose answers to the script change in nothing over the film; what is played and who comes follow from the seed. */
const SCENARIO = `
matinee: 1
title: Small
film: { duration: 600 }
theater: { rows: 4, seatsPerRow: 6 }
audience: { occupancy: 1 }
reaction: { latency: { spread: 0 }, contagion: 0, habituation: 0 }
`;

/** A film of 10 min with its audience's true reactions, and its scenes. */
export type Simulated = { readonly film: Film; readonly audience: Audience; readonly scenes: readonly Scene[] };

/** `noise` is that of single viewers. */
export function simulated(seed: number, noise: number): Simulated {
  const sets = [`seed=${seed}`, `reaction.idiosyncrasy.sd=${noise}`];
  const stage = setStage(parseScenario(SCENARIO, 'small.yaml', sets));
  const { samples, rate, events, viewers, seats } = stage;
  const { latent } = play(stage, 0, samples);
  const count = viewers.length;
  return {
    film: {
      rate,
      events,
      stimulus: Float64Array.from(stage.stimulus),
      viewers: viewers.map(({ age, archetype, seat }) => ({ age, archetype, seat: seat.index })),
      seats,
    },
    audience: {
      viewers: count,
      samples,
      seen: new Uint8Array(count * samples).fill(1),
      reactions: {
        humor: reactionsIn(latent, Float64Array.of(0.5, 0.5, 0, 0)),
        surprise: reactionsIn(latent, Float64Array.of(0, 0, 1, 0)),
      },
      doubt: { humor: new Float64Array(count), surprise: new Float64Array(count) },
    },
    scenes: scenesOf(events, samples / rate),
  };
}

/** The same as a model may read it: a level that drifts, for all alike; strong reactions blunted; a part of each in the other. */
export function misread({ film, audience, scenes }: Simulated, seed: number): Simulated {
  const { samples } = audience;
  const { humor, surprise } = audience.reactions as Record<'humor' | 'surprise', Float32Array>;
  const drift = (name: string): Float64Array => {
    const course = new Float64Array(samples);
    for (let t = 1; t < samples; t += 1) course[t] = 0.98 * course[t - 1] + 0.004 * normal(stream(seed, name), t, 0, 0);
    return course;
  };
  const blunt = (value: number): number => 1.5 * (1 - Math.exp(-value / 1.5));
  const [first, second] = [drift('humor'), drift('surprise')];
  const reactions = {
    humor: humor.map((value, n) => blunt(value) + 0.1 * surprise[n] + first[n % samples]),
    surprise: surprise.map((value, n) => blunt(value) - 0.03 * humor[n] + second[n % samples]),
  };
  return { film, audience: { ...audience, reactions }, scenes };
}

/** The same with a scene in which everybody reacts half as much to humor. */
export function dulled({ film, audience, scenes }: Simulated, { from, to }: Scene): Simulated {
  const { samples } = audience;
  const within = (n: number): boolean => n % samples >= from * film.rate && n % samples < to * film.rate;
  const humor = audience.reactions.humor!.map((value, n) => (within(n) ? value / 2 : value));
  return { film, audience: { ...audience, reactions: { ...audience.reactions, humor } }, scenes };
}

/** The analysis of a film. */
export function told({ film, audience, scenes }: Simulated) {
  return analyse(film, audience, scenes);
}
