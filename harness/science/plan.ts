import type { CurveTask, DatasetPlan, ModelTask, Task, ToldTask, UnseenTask } from './task.ts';

/** Scenarios of the ten runs that the thresholds speak of. */
export const MAIN_SCENARIOS: readonly string[] = [
  'ideal-v1',
  'strong-face-v1',
  'jump-scare-v1',
  'stand-up-v1',
  'family-film-v1',
];
/** Seeds on which no choice was made; choices were made on 0 to 4 and 11. */
export const FRESH_SEEDS: readonly number[] = [21, 22];
/** Screenings that no factor model can get right. */
export const LIMIT_SCENARIOS: readonly string[] = [
  'collinear-v1',
  'slow-laughers-v1',
  'contagion-v1',
  'laugh-hides-face-v1',
];
/** Numbers of factors of the curves, and the scenarios that they are drawn for. */
export const CURVE_FACTORS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16];
export const CURVE_SCENARIOS: readonly string[] = ['short-v1', 'strong-face-v1'];
const PUBLISHED_SCENARIOS: readonly string[] = ['ideal-v1', 'strong-face-v1'];

export type PlanOptions = {
  readonly seeds: readonly number[];
  /** Scenarios and ids of tasks; null: all. */
  readonly only: readonly string[] | null;
  /** Keys of every scenario changed. */
  readonly sets: readonly string[];
  /** Tiny screenings and a few epochs: shows that everything runs, and nothing else. */
  readonly quick: boolean;
};

/** Everything to be measured; what shares a dataset stands together, long films last. */
export function planTasks(options: PlanOptions): readonly Task[] {
  const { seeds, only, quick } = options;
  const [first] = seeds;
  if (first === undefined) return [];
  const data = (scenario: string, seed: number): DatasetPlan => ({
    scenario,
    seed,
    sets: [...(quick ? quickSets(scenario) : []), ...options.sets],
  });
  const epochs = quick ? { epochs: 4 } : {};
  const model = (scenario: string, seed: number, more: Partial<ModelTask>, suffix = ''): ModelTask => ({
    kind: 'model',
    id: `${scenario}-${seed}${suffix}`,
    dataset: data(scenario, seed),
    purpose: 'main',
    recipe: 'matinee',
    baselines: true,
    ...epochs,
    ...more,
  });
  const curve = (scenario: string, factors: number): CurveTask => ({
    kind: 'curve',
    id: `${scenario}-${first}-k${factors}`,
    dataset: data(scenario, first),
    factors,
    ...epochs,
  });
  const told = (scenario: string, seed: number): ToldTask => ({
    kind: 'told',
    id: `${scenario}-${seed}-told`,
    dataset: data(scenario, seed),
  });
  const unseen = (scenario: string, seed: number): UnseenTask => ({
    kind: 'unseen',
    id: `${scenario}-${seed}-unseen`,
    dataset: data(scenario, seed),
    ...epochs,
  });
  const published = { purpose: 'published', recipe: 'paper', baselines: false } as const;
  const tasks: Task[] = [
    ...MAIN_SCENARIOS.flatMap((scenario) =>
      seeds.flatMap((seed) => [model(scenario, seed, {}), told(scenario, seed), unseen(scenario, seed)]),
    ),
    ...seeds.flatMap((seed) => [
      model('linear-v1', seed, { purpose: 'linear', recipe: 'auto', factors: 'auto' }, '-auto'),
      model('linear-v1', seed, { purpose: 'linear', baselines: false }),
    ]),
    ...LIMIT_SCENARIOS.map((scenario) => model(scenario, first, { purpose: 'limit' })),
    ...PUBLISHED_SCENARIOS.map((scenario) => model(scenario, first, published, '-paper')),
    ...CURVE_SCENARIOS.flatMap((scenario) => CURVE_FACTORS.map((factors) => curve(scenario, factors))),
    model('full-house-v1', first, { purpose: 'long', baselines: false }),
  ];
  const wanted = tasks.filter(
    ({ id, dataset }) => only === null || only.includes(dataset.scenario) || only.includes(id),
  );
  return grouped(wanted);
}

/** Scenarios that a plan may be limited to. */
export const SCENARIOS: readonly string[] = [
  ...new Set([...MAIN_SCENARIOS, 'linear-v1', ...LIMIT_SCENARIOS, ...CURVE_SCENARIOS, 'full-house-v1']),
];

/** Stands for a dataset: equal for the same screening. */
export function datasetName({ scenario, seed, sets }: DatasetPlan): string {
  return [`${scenario}-${seed}`, ...sets].join(' ');
}

/** The same tasks with those of one dataset together, in the order of first mention; long films last. */
function grouped(tasks: readonly Task[]): Task[] {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const name = datasetName(task.dataset);
    groups.set(name, [...(groups.get(name) ?? []), task]);
  }
  const long = (group: readonly Task[]): number => (LONG.includes(group[0]?.dataset.scenario ?? '') ? 1 : 0);
  return [...groups.values()].sort((a, b) => long(a) - long(b)).flat();
}

const LONG: readonly string[] = ['family-film-v1', 'full-house-v1'];

/** Keys that make a scenario tiny. */
function quickSets(scenario: string): readonly string[] {
  const size = ['film.duration=250', 'theater.rows=5', 'theater.seatsPerRow=8'];
  // Generators of theirs lie outside so short a film, or are too rare to happen in it.
  if (!['family-film-v1', 'jump-scare-v1', 'stand-up-v1'].includes(scenario)) return size;
  return [...size, 'film.generators=[{types: [humor], rate: 240}, {types: [surprise], rate: 120}]'];
}
