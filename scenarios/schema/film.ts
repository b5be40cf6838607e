import { z } from 'zod';
import { crossFault, fieldText, quantity, strictMap } from './field.ts';
import { COUNTS } from './limits.ts';

const eventType = z.enum(['humor', 'surprise'], { error: 'humor or surprise' });

const eventSchema = strictMap(
  {
    at: quantity('film.events.*.at', 'Start of the event; before the end of the film', 'choice'),
    type: eventType.describe('What the event is: `humor` drives amusement and laughter, `surprise` surprise.'),
    intensity: quantity('film.events.*.intensity', 'Strength of the event', 'choice').default(0.7),
    duration: quantity('film.events.*.duration', 'Length of the event; it ends within the film', 'choice').default(3),
  },
  'One event of the film, scripted by hand',
);

const generatorSchema = strictMap(
  {
    types: z
      .array(eventType, { error: 'a list of humor, surprise or both' })
      .min(1, { error: 'a list of humor, surprise or both' })
      .max(2, { error: 'a list of humor, surprise or both' })
      .describe('The types of event; each draw emits one event of every type listed, at the same time.')
      .default(['humor']),
    rate: quantity('film.generators.*.rate', 'Mean number of events', 'choice'),
    intensity: strictMap(
      {
        mean: quantity('film.generators.*.intensity.mean', 'Mean strength of an event', 'assumed').default(0.55),
        sd: quantity('film.generators.*.intensity.sd', 'SD of the strength', 'assumed').default(0.2),
      },
      'How strong the events are',
    ).prefault({}),
    duration: strictMap(
      {
        mean: quantity('film.generators.*.duration.mean', 'Mean length of an event', 'assumed').default(3),
        sd: quantity('film.generators.*.duration.sd', 'SD of the length', 'assumed').default(1),
      },
      'How long the events are',
    ).prefault({}),
    from: quantity('film.generators.*.from', 'Start of the stretch that gets events', 'choice').default(0),
    to: quantity('film.generators.*.to', 'End of that stretch', 'choice', ', or null for the end of the film')
      .nullable()
      .describe(fieldText('End of that stretch, or null for the end of the film', 's', 'choice'))
      .default(null),
    regular: quantity(
      'film.generators.*.regular',
      'Spacing of the events: 0 a Poisson process, 1 equal gaps',
      'choice',
    ).default(0),
  },
  'Events drawn at random at a given rate',
);

/** One event: start and length in s, strength 0..1. */
export type FilmEvent = z.output<typeof eventSchema>;
/** A source of random events: rate per hour, stretch in s (`to: null` is the end of the film). */
export type EventGenerator = z.output<typeof generatorSchema>;

/** What a film holds when neither events nor generators are given. */
function defaultGenerators(): EventGenerator[] {
  const common = { intensity: { mean: 0.55, sd: 0.2 }, duration: { mean: 3, sd: 1 }, from: 0, to: null, regular: 0 };
  return [
    { types: ['humor'], rate: 90, ...structuredClone(common) },
    { types: ['surprise'], rate: 30, ...structuredClone(common) },
  ];
}

type RawFilm = {
  duration: number;
  rate: number;
  events?: FilmEvent[] | undefined;
  generators?: EventGenerator[] | undefined;
};

function checkEvents(film: RawFilm, ctx: z.RefinementCtx): void {
  (film.events ?? []).forEach((event, index) => {
    const end = event.at + event.duration;
    if (event.at >= film.duration) {
      const expected = `a start before film.duration (${film.duration} s)`;
      ctx.addIssue(crossFault(['events', index, 'at'], `${event.at}`, expected));
    } else if (end > film.duration) {
      const expected = `an end by film.duration (${film.duration} s)`;
      ctx.addIssue(crossFault(['events', index], `an event ending at ${end} s`, expected));
    }
  });
}

function checkGenerators(film: RawFilm, ctx: z.RefinementCtx): void {
  (film.generators ?? []).forEach((generator, index) => {
    const at = (key: string): (string | number)[] => ['generators', index, key];
    if (new Set(generator.types).size < generator.types.length) {
      ctx.addIssue(crossFault(at('types'), `[${generator.types.join(', ')}]`, 'each type once'));
    }
    if (generator.from >= film.duration) {
      ctx.addIssue(crossFault(at('from'), `${generator.from}`, `a start before film.duration (${film.duration} s)`));
    }
    if (generator.to !== null && generator.to <= generator.from) {
      ctx.addIssue(crossFault(at('to'), `${generator.to}`, `an end after from (${generator.from} s)`));
    }
    if (generator.to !== null && generator.to > film.duration) {
      ctx.addIssue(crossFault(at('to'), `${generator.to}`, `an end by film.duration (${film.duration} s)`));
    }
  });
}

function checkFilm(film: RawFilm, ctx: z.RefinementCtx): void {
  if (Math.round(film.duration * film.rate) < 1) {
    const found = `${film.duration} s at ${film.rate} Hz, which is no sample`;
    ctx.addIssue(crossFault(['duration'], found, 'film.duration x film.rate of at least 0.5'));
  }
  checkEvents(film, ctx);
  checkGenerators(film, ctx);
}

const listOf = (what: string, max: number): string => `a list of at most ${max} ${what}`;

export const filmSchema = strictMap(
  {
    duration: quantity('film.duration', 'Length of the film', 'choice').default(300),
    rate: quantity('film.rate', 'Samples a second', {
      source: 'the study of Deng et al. (CVPR 2017) sampled faces once a second',
    }).default(1),
    events: z
      .array(eventSchema, { error: listOf('events', COUNTS.events.max) })
      .max(COUNTS.events.max, { error: listOf('events', COUNTS.events.max) })
      .describe('Events by hand. Default: none.')
      .optional(),
    generators: z
      .array(generatorSchema, { error: listOf('generators', COUNTS.generators.max) })
      .max(COUNTS.generators.max, { error: listOf('generators', COUNTS.generators.max) })
      .describe(
        'Events by rate, besides those by hand. Default: 90 humor and 30 surprise events an hour (assumed) when `events` is left out too, otherwise none.',
      )
      .optional(),
  },
  'The film',
)
  .superRefine(checkFilm)
  .transform((film) => ({
    duration: film.duration,
    rate: film.rate,
    events: film.events ?? [],
    generators: film.generators ?? (film.events === undefined ? defaultGenerators() : []),
  }))
  .describe('The film: how long it is, how often it is sampled, what happens in it.');

/** Film as resolved: `events` and `generators` are both present. */
export type Film = z.output<typeof filmSchema>;
