import { z } from 'zod';
import { audienceSchema } from './audience.ts';
import { behaviorSchema } from './behavior.ts';
import { camerasSchema, defaultCameras } from './cameras.ts';
import { quantity, strictMap } from './field.ts';
import { filmSchema } from './film.ts';
import { COUNTS } from './limits.ts';
import { nuisanceSchema } from './nuisance.ts';
import { occlusionSchema } from './occlusion.ts';
import { reactionSchema } from './reaction.ts';
import { sensingSchema } from './sensing.ts';
import { theaterSchema } from './theater.ts';

export type { Archetype, Audience } from './audience.ts';
export type { Behavior } from './behavior.ts';
export type { Camera } from './cameras.ts';
export type { EventGenerator, Film, FilmEvent } from './film.ts';
export type { Nuisance } from './nuisance.ts';
export type { Occlusion } from './occlusion.ts';
export type { Reaction } from './reaction.ts';
export type { Sensing } from './sensing.ts';
export type { Theater } from './theater.ts';

/** A versioned id such as `short-v1`. */
export const ID_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*-v[0-9]+$/;

const titleError = `one line of text of 1 to ${COUNTS.titleCharacters.max} characters`;
const idError = 'an id such as short-v1 (lower-case letters, digits and hyphens, ending in -v and a number)';
const descriptionError = `text of at most ${COUNTS.descriptionCharacters.max} characters`;

/**
 * A scenario: in, what an author may write; out, the resolved scenario with every field present. Issues' messages are
 * the text that follows "expected" in a ScenarioError.
 */
export const scenarioSchema = strictMap(
  {
    matinee: z
      .literal(1, { error: '1, the version of the scenario language' })
      .describe('Version of the scenario language, always 1.'),
    title: z
      .string({ error: titleError })
      // Length first, and no further on failure: the pattern is quadratic in the length.
      .max(COUNTS.titleCharacters.max, { error: titleError, abort: true })
      // At least one visible character, and none that would break the line.
      .regex(/^[^\p{Cc}\u2028\u2029]*[^\p{Cc}\u2028\u2029\s][^\p{Cc}\u2028\u2029]*$/u, { error: titleError })
      .describe('Title, one line.'),
    id: z
      .string({ error: idError })
      .max(100, { error: idError, abort: true })
      .regex(ID_PATTERN, { error: idError })
      .nullable()
      .describe("Versioned id. Default: the file's name without extension where that is such an id, otherwise null.")
      .default(null),
    description: z
      .string({ error: descriptionError })
      .max(COUNTS.descriptionCharacters.max, { error: descriptionError })
      .describe('What the scenario is for.')
      .default(''),
    seed: quantity('seed', 'Seed of every random number; 0 is a seed like any other', 'choice').default(0),
    film: filmSchema.prefault({}),
    theater: theaterSchema.prefault({}),
    cameras: camerasSchema.optional(),
    audience: audienceSchema.prefault({}),
    reaction: reactionSchema.prefault({}),
    nuisance: nuisanceSchema.prefault({}),
    behavior: behaviorSchema.prefault({}),
    occlusion: occlusionSchema.prefault({}),
    sensing: sensingSchema.prefault({}),
  },
  'A matinee scenario',
)
  // The cameras stand in the same place whether given or computed, so that equal scenarios are equal texts.
  .transform(({ matinee, title, id, description, seed, film, theater, cameras, ...rest }) => ({
    matinee,
    title,
    id,
    description,
    seed,
    film,
    theater,
    cameras: cameras ?? defaultCameras(theater),
    ...rest,
  }))
  .describe('A matinee scenario: film, room, cameras, audience, and every way in which they depart from the ideal.');

/** A scenario as resolved: every field present. */
export type Scenario = z.output<typeof scenarioSchema>;
