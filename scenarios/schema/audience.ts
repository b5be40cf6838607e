import { z } from 'zod';
import { crossFault, quantity, shortName, strictMap } from './field.ts';
import { COUNTS } from './limits.ts';

const archetypeSchema = strictMap(
  {
    weight: quantity('audience.archetypes.*.weight', 'Relative share of viewers', 'assumed').default(1),
    amusement: quantity('audience.archetypes.*.amusement', 'Mean sensitivity of amusement', 'assumed').default(1),
    laughter: quantity('audience.archetypes.*.laughter', 'Mean sensitivity of laughter', 'assumed').default(1),
    surprise: quantity('audience.archetypes.*.surprise', 'Mean sensitivity of surprise', 'assumed').default(1),
    fatigue: quantity('audience.archetypes.*.fatigue', 'Mean sensitivity of fatigue', 'assumed').default(1),
    spread: quantity(
      'audience.archetypes.*.spread',
      'Coefficient of variation of the sensitivities within the archetype',
      'assumed',
    ).default(0.35),
    blink: quantity('audience.archetypes.*.blink', 'Multiplier of the blink rate', 'assumed').default(1),
    fidget: quantity(
      'audience.archetypes.*.fidget',
      'Multiplier of the rates of fidgets and of hands to the face',
      'assumed',
    ).default(1),
    eating: quantity('audience.archetypes.*.eating', 'Multiplier of the chance to eat', 'assumed').default(1),
  },
  'A kind of viewer',
);

/** A kind of viewer: mean sensitivities (>= 0), their coefficient of variation, multipliers of habits. */
export type Archetype = z.output<typeof archetypeSchema>;

const neutral: Archetype = {
  weight: 1,
  amusement: 1,
  laughter: 1,
  surprise: 1,
  fatigue: 1,
  spread: 0.35,
  blink: 1,
  fidget: 1,
  eating: 1,
};

/** The five kinds of viewer of a scenario that names none. */
function defaultArchetypes(): Record<string, Archetype> {
  return {
    typical: { ...neutral, weight: 0.45, laughter: 0.8, surprise: 0.8, fatigue: 0.6 },
    expressive: {
      ...neutral,
      weight: 0.2,
      amusement: 1.4,
      laughter: 1.5,
      surprise: 1.2,
      fatigue: 0.4,
      fidget: 1.3,
    },
    reserved: {
      ...neutral,
      weight: 0.2,
      amusement: 0.5,
      laughter: 0.25,
      surprise: 0.4,
      fatigue: 0.7,
      fidget: 0.7,
    },
    jumpy: { ...neutral, weight: 0.1, amusement: 0.8, laughter: 0.6, surprise: 1.6, fatigue: 0.3, blink: 1.3 },
    drowsy: { ...neutral, weight: 0.05, amusement: 0.4, laughter: 0.3, surprise: 0.5, fatigue: 1.6, blink: 1.4 },
  };
}

const archetypesError = `a map of 1 to ${COUNTS.archetypes.max} archetypes by name (lower-case letters, digits, hyphens)`;

const archetypesSchema = z
  .record(shortName('Name of the archetype'), archetypeSchema, { error: archetypesError })
  .superRefine((archetypes, ctx) => {
    const all = Object.values(archetypes);
    if (all.length < 1 || all.length > COUNTS.archetypes.max) {
      ctx.addIssue(crossFault([], `${all.length} archetypes`, archetypesError));
    } else if (all.reduce((sum, one) => sum + one.weight, 0) <= 0) {
      ctx.addIssue(crossFault([], 'weights that sum to 0', 'at least one weight above 0'));
    }
  })
  .describe('Kinds of viewers by name. A map given here replaces the default one; it does not merge with it.');

const ageSchema = strictMap(
  {
    mean: quantity('audience.age.mean', 'Mean', 'assumed').default(38),
    sd: quantity('audience.age.sd', 'SD', 'assumed').default(16),
    min: quantity('audience.age.min', 'Youngest', 'assumed').default(16),
    max: quantity('audience.age.max', 'Oldest', 'assumed').default(85),
  },
  'Ages of the viewers who are not children',
).superRefine((age, ctx) => {
  if (age.min > age.max) ctx.addIssue(crossFault(['min'], `${age.min}`, `at most audience.age.max (${age.max})`));
});

export const audienceSchema = strictMap(
  {
    occupancy: quantity(
      'audience.occupancy',
      'Share of the seats taken; round(occupancy x seats) viewers, at least 1',
      'choice',
    ).default(0.88),
    female: quantity('audience.female', 'Share of women and girls', 'choice').default(0.5),
    age: ageSchema
      .describe('Ages of the viewers who are not children: a normal distribution cut at both ends.')
      .prefault({}),
    children: quantity('audience.children', 'Share of viewers aged 6 to 15', 'choice').default(0),
    archetypes: archetypesSchema.default(defaultArchetypes),
  },
  'The audience: how many, who, how they react',
);

/** Audience as resolved; ages in years. */
export type Audience = z.output<typeof audienceSchema>;
