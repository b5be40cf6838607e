import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { State } from '../../fvae/state.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { type Dataset, openDataset } from '../../sim/dataset/reader.ts';
import type { ModelAttributes } from '../checkpoint/format.ts';
import type { NamedFitted } from '../evaluation/evaluate.ts';
import type { EvaluationResult, FailedModel } from '../evaluation/result.ts';
import type { Split } from '../evaluation/split.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, share, texts, wholeNumber } from '../options.ts';
import type { Gathered } from '../report/evaluation/gather.ts';
import type { ReportFiles } from '../report/files.ts';
import { packageVersion } from '../version.ts';

const MOST_FACTORS = 64;
const MOST_WORKERS = 64;
/** Seconds: a week. */
const LONGEST_RUN = 604_800;

/** `matinee evaluate MODEL DIR`: what a model recovers, imputes and forecasts, beside baselines and the oracle. */
export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'scores a model against the truth, baselines and the oracle',
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
    html: { value: 'FILE', help: 'write a report of it: FILE, and the same numbers beside it as .json and .csv' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

async function run(args: Parsed, io: Io): Promise<Outcome> {
  const { htmlOption } = await import('../report/files.ts');
  const page = htmlOption(args);
  try {
    return await evaluated(args, io, page);
  } catch (error) {
    page?.abandon();
    throw error;
  }
}

async function evaluated(args: Parsed, io: Io, page: ReportFiles | null): Promise<Outcome> {
  const [model, dir] = args.positionals;
  const seed = wholeNumber(args, 'seed', 0, 4294967295) ?? 0;
  const held = share(args, 'hold-out');
  const given = {
    factors: wholeNumber(args, 'factors', 1, MOST_FACTORS) ?? 5,
    epochs: wholeNumber(args, 'epochs', 1, 1_000_000) ?? 20,
    timeout: wholeNumber(args, 'timeout', 1, LONGEST_RUN) ?? 600,
  };
  // Models are loaded once there is something to evaluate: mistakes are told at once.
  const { BASELINES, USUAL_BASELINES } = await import('../evaluation/roster.ts');
  const { BUILT_IN } = await import('../models/built-in.ts');
  const { MODEL_NAMES, isOwn, namedContenders } = await import('../models/named.ts');
  const trained = !BUILT_IN.includes(model) && existsSync(join(model, 'zarr.json'));
  if (!trained && !BUILT_IN.includes(model) && !isOwn(model)) {
    throw new UsageError(
      `MODEL: found ${JSON.stringify(model)}, expected ${MODEL_NAMES}, or the folder of a trained model`,
    );
  }
  const beside = baselines(args, USUAL_BASELINES, Object.keys(BASELINES));
  const asked = [...(trained ? [] : [model]), ...texts(args, 'model')];
  const listed = [...asked, ...beside.filter((name) => !asked.includes(name))];
  const contenders = await namedContenders([...new Set(listed)], { ...given, label: 'MODEL' });
  const dataset = openDataset(dir);
  const { splitViewers } = await import('../evaluation/split.ts');
  const { forecastRows, visibleOf, visibleTensor } = await import('../evaluation/visible.ts');
  const { evaluate, PREFIXES } = await import('../evaluation/evaluate.ts');
  const { fitContenders, scoreFaultless } = await import('../evaluation/contest.ts');
  const { evaluationText } = await import('../evaluation/table.ts');
  const { LANDMARK_COLUMNS } = await import('../models/columns.ts');
  const checkpoint = trained ? await openCheckpoint(model, dataset) : null;
  if (checkpoint !== null && (held !== undefined || args.values.seed !== undefined)) {
    throw new UsageError('--hold-out, --seed: found one beside a trained model, expected none: it has its own split');
  }
  const split = checkpoint?.split ?? splitViewers(dataset.sizes.viewers, held ?? 0.2, seed);
  const visible = visibleOf(dataset, split);
  const tensor = visibleTensor(visible, split.training);
  const first: NamedFitted[] = [];
  if (checkpoint !== null) {
    const { restore } = await import('../../fvae/restore.ts');
    const fitted = restore(checkpoint.state, tensor);
    if (contenders.some(({ name }) => name === fitted.name)) {
      throw new UsageError(
        `--model: found ${fitted.name}, the name of ${model}, expected another: NAME=${fitted.name}`,
      );
    }
    first.push({ name: fitted.name, fitted, seed: split.seed });
  }
  const onFailed = ({ fault }: FailedModel): void => io.warn(fault);
  const contest = await fitContenders(contenders, tensor, () => forecastRows(visible, split.heldOut, PREFIXES), {
    seed: split.seed,
    workers: Math.min(MOST_WORKERS, availableParallelism()),
    rate: dataset.attributes.rate as number,
    columns: LANDMARK_COLUMNS,
    signal: io.signal,
    progress: (name) => io.progress(`fit ${name}`),
    onFailed,
  });
  const { gather } = await import('../report/evaluation/gather.ts');
  let gathered: Gathered | null = null;
  const score = (models: readonly NamedFitted[]): EvaluationResult => {
    gathered = page === null ? null : gather(dataset);
    return evaluate(dataset, models, split, {
      versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
      visible,
      signal: io.signal,
      onProgress: io.progress(`evaluate ${dir}`),
      ...(gathered === null ? {} : { witness: gathered.witness }),
    });
  };
  const result = scoreFaultless({ ...contest, models: [...first, ...contest.models] }, score, onFailed);
  for (const line of evaluationText(result)) io.say(line);
  if (page !== null && gathered !== null) {
    const { evaluationReport } = await import('../report/evaluation/report.ts');
    const { evaluationSources } = await import('../report/evaluation/sources.ts');
    const sources = evaluationSources(dataset, result, checkpoint?.attributes ?? null, args);
    const scored = [...first, ...contest.models].filter(({ name }) => result.models.some((one) => one.name === name));
    page.finish(evaluationReport({ dataset, models: scored, result, gathered, sources }), result);
    io.say(`wrote ${page.paths.join(', ')}`);
  }
  return { status: result.failed === undefined ? STATUS.done : STATUS.input, json: result };
}

/** A trained model and the split it was trained under. Throws DatasetFault for a model of another dataset. */
async function openCheckpoint(
  dir: string,
  dataset: Dataset,
): Promise<{ state: State; split: Split; attributes: ModelAttributes }> {
  const { datasetDigest } = await import('../checkpoint/format.ts');
  const { loadModel } = await import('../checkpoint/load.ts');
  const { state, attributes } = loadModel(dir);
  const { dataset: from, split } = attributes.provenance;
  const found = datasetDigest(dataset.attributes);
  if (from.sha256 !== found) {
    throw new DatasetFault(
      'usage',
      `${dataset.dir}: found a dataset of SHA-256 ${found}, expected ${from.sha256} (${from.title})`,
    );
  }
  return { state, split, attributes };
}

/** The baselines asked for. Throws UsageError for a name that none has. */
function baselines(args: Parsed, usual: readonly string[], known: readonly string[]): readonly string[] {
  const text = args.values.baselines;
  if (typeof text !== 'string') return usual;
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`--baselines: found ${JSON.stringify(name)}, expected none or some of ${known.join(', ')}`);
    }
  }
  return names;
}
