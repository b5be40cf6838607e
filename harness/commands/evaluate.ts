import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { State } from '../../fvae/state.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { openDataset } from '../../sim/dataset/reader.ts';
import type { ModelAttributes } from '../checkpoint/format.ts';
import type { Arena } from '../evaluation/arena.ts';
import type { NamedFitted } from '../evaluation/evaluate.ts';
import { type FailedModel, failedText, type Leak } from '../evaluation/result.ts';
import type { Split } from '../evaluation/split.ts';
import { STATUS, UsageError } from '../fault.ts';
import type { Contender } from '../models/contender.ts';
import { type Command, type Io, type Outcome, type Parsed, share, texts, wholeNumber } from '../options.ts';
import { refuseShowing, SHOWING_OPTIONS, showingOf } from '../own-data/options.ts';
import { type ReportFiles, reportOption, withReport } from '../report/files.ts';
import { packageVersion } from '../version.ts';
import { faultsOf } from '../written.ts';

const MOST_FACTORS = 64;
const MOST_WORKERS = 64;
/** Seconds: a week. */
const LONGEST_RUN = 604_800;

/** `matinee evaluate MODEL DIR`: what a model recovers, imputes and forecasts, beside baselines and the oracle. */
export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'scores a model against the truth, baselines and the oracle, or on a FILE.npz',
  positionals: ['MODEL', 'DIR'],
  options: {
    model: { value: 'MODEL', multiple: true, help: 'another model beside it, fitted here; repeatable' },
    baselines: {
      value: 'LIST',
      help: 'models beside it, by name: none, or additive,interpolation,pca,cp,plain-vae (default)',
    },
    factors: { value: 'K', help: 'factors of models that have a fixed number (default 5)' },
    epochs: { value: 'N', help: 'passes over the data of the model fvae (default 20)' },
    timeout: { value: 'SECONDS', help: 'what a program may take for one run (default 600)' },
    'hold-out': { value: 'SHARE', help: 'share of the viewers that no model is fitted to (default 0.2)' },
    seed: { value: 'N', help: 'seed of that choice and of the fits (default 0)' },
    ...SHOWING_OPTIONS,
    html: { value: 'FILE', help: 'write a report of it: FILE, and the same numbers beside it as .json and .csv' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

async function run(args: Parsed, io: Io): Promise<Outcome> {
  return withReport(reportOption(args), (page) => evaluated(args, io, page));
}

async function evaluated(args: Parsed, io: Io, page: ReportFiles | null): Promise<Outcome> {
  const [model, path] = args.positionals;
  // Models are loaded once there is something to evaluate: mistakes are told at once.
  const { BUILT_IN } = await import('../models/built-in.ts');
  const { isModel, MODEL_NAMES } = await import('../models/named.ts');
  const { isTensorPath, openTensorFile } = await import('../own-data/open.ts');
  const trained = !BUILT_IN.includes(model) && existsSync(join(model, 'zarr.json'));
  if (!trained && !isModel(model)) {
    throw new UsageError(
      `MODEL: found ${JSON.stringify(model)}, expected ${MODEL_NAMES}, or the folder of a trained model`,
    );
  }
  const kept = trained ? await openCheckpoint(model) : null;
  const asked = [...(trained ? [] : [model]), ...texts(args, 'model')];
  const plan: Plan = { model, path, kept, asked, ...(await optionsOf(args)) };
  const { datasetArena, tensorArena } = await import('../evaluation/arena.ts');
  if (!isTensorPath(path)) {
    refuseShowing(args, 'with a dataset');
    // Mistakes in their names are told first.
    await contendersOf(plan, Number.POSITIVE_INFINITY);
    const dataset = openDataset(path);
    const { viewers, samples } = dataset.sizes;
    const contenders = await contendersOf(plan, Math.min(await trainedOn(plan, viewers), samples, COLUMNS));
    const arena = datasetArena(dataset);
    if (page === null) return outcomeOf(await compete(arena, contenders, plan, io));
    const { createReporter } = await import('../report/evaluation/reporter.ts');
    const reporter = createReporter(dataset, arena, page, args);
    const ended = await compete(reporter.arena, contenders, plan, io);
    return written(ended, page, io, () => reporter.finish(ended.result, ended.models, kept?.attributes ?? null));
  }
  const file = await openTensorFile(path);
  const { samples, features } = file.sizes;
  const contenders = await contendersOf(plan, Math.min(await trainedOn(plan, file.sizes.viewers), samples, features));
  if (kept !== null) refuseShowing(args, 'beside a trained model, which has its own');
  const showing = kept?.attributes.provenance.showing ?? showingOf(args, samples);
  const ended = await compete(tensorArena(file, showing), contenders, plan, io);
  if (page === null) return outcomeOf(ended);
  const { tensorReport } = await import('../report/tensor/report.ts');
  return written(ended, page, io, () => page.finish(tensorReport(ended.result, args), ended.result));
}

/** The outcome once its report is written; where that cannot be, it is told, and the result stays. */
async function written(
  ended: Ended<Evaluated>,
  page: ReportFiles,
  io: Io,
  write: () => Promise<void>,
): Promise<Outcome> {
  const outcome = outcomeOf(ended);
  const lost = await faultsOf([write], io);
  if (lost.length === 0) io.say(`wrote ${page.paths.join(', ')}`);
  return { ...outcome, status: Math.max(outcome.status ?? STATUS.done, ...lost) };
}

/** How many viewers models are fitted to. */
async function trainedOn(plan: Plan, viewers: number): Promise<number> {
  const { training } = plan.kept?.attributes.provenance.split ?? (await splitFor(plan, viewers));
  return training.length;
}

type Kept = { readonly state: State; readonly attributes: ModelAttributes };

/** What is to be done, as far as the command line says. */
type Plan = {
  readonly model: string;
  readonly path: string;
  /** The trained model, where MODEL is one. */
  readonly kept: Kept | null;
  /** The models that were named, and the baselines beside them where those were. */
  readonly asked: readonly string[];
  readonly beside: readonly string[] | undefined;
  readonly seed: number | undefined;
  readonly holdOut: number | undefined;
  readonly factors: number | undefined;
  readonly epochs: number | undefined;
  readonly timeout: number | undefined;
};

async function optionsOf(args: Parsed): Promise<Omit<Plan, 'model' | 'path' | 'kept' | 'asked'>> {
  const { BASELINES } = await import('../evaluation/roster.ts');
  return {
    beside: baselines(args, Object.keys(BASELINES)),
    seed: wholeNumber(args, 'seed', 0, 4294967295),
    holdOut: share(args, 'hold-out'),
    factors: wholeNumber(args, 'factors', 1, MOST_FACTORS),
    epochs: wholeNumber(args, 'epochs', 1, 1_000_000),
    timeout: wholeNumber(args, 'timeout', 1, LONGEST_RUN),
  };
}

async function splitFor({ holdOut, seed }: Plan, viewers: number): Promise<Split> {
  const { splitViewers } = await import('../evaluation/split.ts');
  return splitViewers(viewers, holdOut ?? 0.2, seed ?? 0);
}

/** The models to be fitted here; `most` factors are as many as there can be. */
async function contendersOf({ asked, beside, ...plan }: Plan, most: number): Promise<readonly Contender[]> {
  const { USUAL_BASELINES } = await import('../evaluation/roster.ts');
  const { NAMED_DEFAULTS, namedContenders } = await import('../models/named.ts');
  // CP has two factors at least: it is not put beside the others by itself where there cannot be as many.
  const usual = beside ?? USUAL_BASELINES.filter((name) => name !== 'cp' || most >= 2);
  const listed = [...asked, ...usual.filter((name) => !asked.includes(name))];
  const idle = (['factors', 'epochs', 'timeout'] as const).find((name) => plan[name] !== undefined);
  if (listed.length === 0 && idle !== undefined) {
    throw new UsageError(`--${idle}: found it without a model to fit, expected it with one`);
  }
  return namedContenders([...new Set(listed)], {
    factors: plan.factors ?? Math.min(NAMED_DEFAULTS.factors, most),
    epochs: plan.epochs ?? NAMED_DEFAULTS.epochs,
    timeout: plan.timeout ?? NAMED_DEFAULTS.timeout,
    label: 'MODEL',
  });
}

/** What any evaluation may say of its models besides scores. */
type Evaluated = { readonly failed?: readonly FailedModel[]; readonly leaks?: readonly Leak[] };

/** What was evaluated, and what came of it. */
type Ended<Result> = { readonly result: Result; readonly models: readonly NamedFitted[] };

function outcomeOf({ result }: Ended<Evaluated>): Outcome {
  const sound = result.leaks === undefined ? STATUS.done : STATUS.verdict;
  return { status: result.failed === undefined ? sound : STATUS.input, json: result };
}

async function compete<Result extends Evaluated>(
  arena: Arena<Result>,
  contenders: readonly Contender[],
  plan: Plan,
  io: Io,
): Promise<Ended<Result>> {
  const { model, path, kept, seed, holdOut } = plan;
  const { forecastRows, visibleTensor } = await import('../evaluation/visible.ts');
  const { PREFIXES } = await import('../evaluation/evaluate.ts');
  const { fitContenders, scoreFaultless } = await import('../evaluation/contest.ts');
  if (kept !== null) (await import('../checkpoint/open.ts')).requireData(kept.attributes, arena);
  if (kept !== null && (holdOut !== undefined || seed !== undefined)) {
    throw new UsageError('--hold-out, --seed: found one beside a trained model, expected none: it has its own split');
  }
  const split = kept?.attributes.provenance.split ?? (await splitFor(plan, arena.viewers));
  const visible = arena.visible(split);
  const tensor = visibleTensor(visible, split.training);
  const first: NamedFitted[] = [];
  if (kept !== null) {
    const { restore } = await import('../../fvae/restore.ts');
    const fitted = restore(kept.state, tensor);
    const { name } = fitted;
    if (contenders.some((contender) => contender.name === name)) {
      throw new UsageError(`--model: found ${name}, the name of ${model}, expected another: NAME=${name}`);
    }
    first.push({ name, fitted, seed: split.seed });
  }
  const onFailed = (failed: FailedModel): void => io.warn(`${path}: ${failedText(failed)}`);
  const contest = await fitContenders(contenders, tensor, () => forecastRows(visible, split.heldOut, PREFIXES), {
    seed: split.seed,
    workers: Math.min(MOST_WORKERS, availableParallelism()),
    rate: arena.rate,
    columns: arena.columns,
    signal: io.signal,
    progress: (name) => io.progress(`fit ${name}`),
    onFailed,
  });
  const options = {
    versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
    signal: io.signal,
    onProgress: io.progress(`evaluate ${path}`),
  };
  const score = (models: readonly NamedFitted[]): Promise<Result> => arena.score(split, visible, models, options);
  const models = [...first, ...contest.models];
  const result = await scoreFaultless({ ...contest, models }, score, onFailed);
  for (const line of arena.text(result)) io.say(line);
  for (const name of new Set(result.leaks?.map(({ model: leaking }) => leaking))) {
    io.warn(
      `${path}: ${name}: found it nearer to the truth than the oracle, expected a model that knows what it was shown`,
    );
  }
  return { result, models };
}

/** A trained model and where it comes from. */
async function openCheckpoint(dir: string): Promise<Kept> {
  const { loadModel } = await import('../checkpoint/load.ts');
  const { state, attributes } = loadModel(dir);
  return { state, attributes };
}

/** The baselines asked for, if any are. Throws UsageError for a name that none has. */
function baselines(args: Parsed, known: readonly string[]): readonly string[] | undefined {
  const text = args.values.baselines;
  if (typeof text !== 'string') return undefined;
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`--baselines: found ${JSON.stringify(name)}, expected none or some of ${known.join(', ')}`);
    }
  }
  return names;
}
