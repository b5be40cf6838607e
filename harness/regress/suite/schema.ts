import { z } from 'zod';
import { crossFault, shortName, strictMap } from '../../../scenarios/schema/field.ts';
import { knownMetric, METRIC_NAMES, type Metric, PATH, type Tolerance } from '../metric.ts';

/** The most that a suite may name, of anything. */
const MOST = 100;

const whole = (min: number, max: number, text: string) => {
  const error = `a whole number ${min} to ${max}`;
  return z.number({ error }).int({ error }).gte(min, { error }).lte(max, { error }).describe(`${text}.`);
};

const number = (min: number, max: number, text: string) => {
  const error = `a number above ${min} and below ${max}`;
  return z.number({ error }).gt(min, { error }).lt(max, { error }).describe(`${text}.`);
};

const line = (expected: string, text: string) =>
  z
    .string({ error: expected })
    .min(1, { error: expected })
    .max(2000, { error: expected })
    .regex(/^[^\p{Cc}\u2028\u2029]+$/u, { error: expected })
    .describe(`${text}.`);

function list<S extends z.ZodType>(item: S, expected: string, text: string) {
  const error = `a list of 1 to ${MOST} ${expected}`;
  return z.array(item, { error }).min(1, { error }).max(MOST, { error }).describe(`${text}.`);
}

/** Seeds of datasets, each once. */
const seeds = list(whole(0, 4294967295, 'A seed'), 'seeds', 'Seeds of the datasets').superRefine((all, ctx) => {
  all.forEach((seed, n) => {
    if (all.indexOf(seed) < n) ctx.addIssue(crossFault([n], `the seed ${seed} again`, 'every seed once'));
  });
});

const lossSchema = strictMap(
  {
    pattern: line('the name of a pattern', 'How entries are lost'),
    rate: number(0, 1, 'Share of the entries that is lost'),
    seed: whole(0, 4294967295, 'Which ones').default(0),
  },
  'Entries that are lost besides those that the screening lacks',
);

const scenarioSchema = strictMap(
  {
    name: shortName('How tables call it').optional(),
    scenario: line('a scenario file, or the id of a scenario that comes with the package', 'What is shown'),
    sets: z
      .array(line('KEY=VALUE', 'One key changed'), { error: 'a list of KEY=VALUE' })
      .max(MOST, { error: `at most ${MOST} of them` })
      .default([])
      .describe('Keys changed on top of it.'),
    clear: z.boolean({ error: 'true or false' }).default(false).describe('Turns off whatever in it loses entries.'),
    datasets: seeds,
    holdOut: strictMap(
      {
        share: number(0, 1, 'Share of the viewers that is held out').default(0.2),
        seed: whole(0, 4294967295, 'Which ones').default(0),
      },
      'Viewers that no model is fitted to',
    ).prefault({}),
    loss: lossSchema.nullable().default(null),
  },
  'A scenario under several seeds',
);

const NAMED = 'the name of a model, a module (./my-model.ts) or cmd:PROGRAM {input} {output}';

/** A map that may be written as the one word that it needs. */
function orWord<S extends z.ZodType>(key: string, map: S) {
  return z.preprocess((given) => (typeof given === 'string' ? { [key]: given } : given), map);
}

const modelSchema = orWord(
  'model',
  strictMap(
    {
      model: line(NAMED, 'A model'),
      factors: whole(1, 64, 'Factors of models that have a fixed number').optional(),
      epochs: whole(1, 1_000_000, 'Passes over the data of the FVAE').optional(),
      timeout: whole(1, 1_000_000, 'Seconds that one run of a program may take').optional(),
    },
    'A model with options',
  ),
).transform(({ model, ...options }) => ({ model, options }));

const BETTER = 'lower, higher, or a number that nearer to is better';

const toleranceSchema = strictMap(
  {
    relative: number(0, 1, "Share of the metric's own size").optional(),
    absolute: number(0, 1e9, "An amount in the metric's unit").optional(),
  },
  'The smallest loss that matters: the larger of the two where both are given',
)
  .refine((given) => given.relative !== undefined || given.absolute !== undefined, {
    error: 'relative, absolute, or both',
  })
  .transform(({ relative, absolute }): Tolerance => ({ relative: relative ?? null, absolute: absolute ?? null }));

const pathError =
  'recovery, reconstruction, imputation, far or forecast.PERCENT, then keys, such as recovery.pairs.0.score';

const metricSchema = orWord(
  'metric',
  strictMap(
    {
      metric: line('the name of a metric', 'A metric, or what one that has a path is called').max(60, {
        error: 'a name of at most 60 characters',
      }),
      path: z.string({ error: pathError }).regex(PATH, { error: pathError }).optional(),
      better: z.union([z.enum(['lower', 'higher']), z.number()], { error: BETTER }).optional(),
      tolerance: toleranceSchema.optional(),
    },
    'A metric with what becomes of it',
  ),
).transform(({ metric, path, better, tolerance }, ctx): Metric => {
  const known = path === undefined ? knownMetric(metric) : undefined;
  if (path === undefined && known === undefined) {
    ctx.addIssue(crossFault([], JSON.stringify(metric), METRIC_NAMES));
    return z.NEVER;
  }
  const own = { path: path ?? known?.path, better: better ?? known?.better, tolerance: tolerance ?? known?.tolerance };
  if (own.path === undefined || own.better === undefined || own.tolerance === undefined) {
    ctx.addIssue(crossFault([], 'a path alone', 'the keys better and tolerance with it'));
    return z.NEVER;
  }
  if (typeof own.better === 'number' && own.tolerance.relative !== null) {
    const expected = 'absolute alone, for a metric that is better nearer to a number';
    ctx.addIssue(crossFault(['tolerance'], 'relative', expected));
  }
  return { name: metric, path: own.path, better: own.better, tolerance: own.tolerance };
});

/** A suite as written; its parts with every default filled in. */
export const suiteSchema = strictMap(
  {
    suite: z.literal(1, { error: '1, the version of the suite language' }).describe('Version, always 1.'),
    title: line('one line of text', 'Title'),
    scenarios: list(scenarioSchema, 'scenarios', 'What is shown'),
    models: list(modelSchema, 'models', 'Who is tested'),
    seeds: strictMap(
      {
        baseline: whole(1, 1000, 'Fits of a model to each dataset, for the baseline').default(8),
        check: whole(1, 1000, 'Fits of a model to each dataset, for a check: the first of those').default(3),
      },
      'Seeds of the models, from 0 on',
    )
      .superRefine(({ baseline, check }, ctx) => {
        if (check <= baseline) return;
        ctx.addIssue(crossFault(['check'], `${check}`, `at most seeds.baseline (${baseline})`));
      })
      .prefault({}),
    metrics: list(metricSchema, 'metrics', 'What is measured').superRefine((all, ctx) => {
      all.forEach(({ name }, n) => {
        const again = all.findIndex((other) => other.name === name) < n;
        if (again) ctx.addIssue(crossFault([n], `the metric ${name} again`, 'every metric once'));
      });
    }),
  },
  'A suite for matinee regress',
);
