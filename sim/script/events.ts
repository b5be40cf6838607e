import type { EventGenerator, Film, FilmEvent } from '../../scenarios/schema/schema.ts';
import { sequence, stream } from '../random/stream.ts';

/**
 * Every event of a film, by hand and generated, ordered by time.
 *
 * A generator places its events at the stated rate: a Poisson process, or jittered equal steps as `regular` grows to 1.
 * Intensities and durations are normal, held to 0.05..1 and to 0.2 s or more. Events past the film's end are cut there.
 */
export function filmEvents(film: Film, seed: number): FilmEvent[] {
  const generated = film.generators.flatMap((generator, g) => generate(generator, g, film.duration, seed));
  return [...film.events, ...generated].sort(
    (a, b) => a.at - b.at || (a.type < b.type ? -1 : a.type > b.type ? 1 : 0) || a.intensity - b.intensity,
  );
}

function generate(generator: EventGenerator, which: number, filmDuration: number, seed: number): FilmEvent[] {
  const draws = sequence(stream(seed, 'script'), which);
  const to = Math.min(generator.to ?? filmDuration, filmDuration);
  const step = 3600 / generator.rate;
  const events: FilmEvent[] = [];
  if (!(generator.rate > 0)) return events;
  let at = generator.from;
  for (;;) {
    at += step * (generator.regular + (1 - generator.regular) * draws.exponential());
    const intensity = Math.min(1, Math.max(0.05, generator.intensity.mean + generator.intensity.sd * draws.normal()));
    const duration = Math.max(0.2, generator.duration.mean + generator.duration.sd * draws.normal());
    if (at >= to) return events;
    for (const type of generator.types) {
      events.push({ at, type, intensity, duration: Math.min(duration, filmDuration - at) });
    }
  }
}
