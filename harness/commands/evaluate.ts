import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../fvae/state.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { type Dataset, openDataset } from '../../sim/dataset/reader.ts';
import type { NamedFitted } from '../evaluation/evaluate.ts';
import type { Split } from '../evaluation/split.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, share, wholeNumber } from '../options.ts';
import { packageVersion } from '../version.ts';

const MOST_FACTORS = 64;

/** `matinee evaluate MODEL DIR`: what a model recovers, imputes and forecasts, beside baselines and the oracle. */
export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'scores a model against the truth, baselines and the oracle',
  positionals: ['MODEL', 'DIR'],
  options: {
    baselines: {
      value: 'LIST',
      help: 'models beside it, by name: none, or additive,interpolation,pca,cp,plain-vae (default)',
    },
    factors: { value: 'K', help: 'factors of baselines that have a fixed number (default 5)' },
    'hold-out': { value: 'SHARE', help: 'share of the viewers that no model is fitted to (default 0.2)' },
    seed: { value: 'N', help: 'seed of that choice and of the fits (default 0)' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

async function run(args: Parsed, io: Io): Promise<Outcome> {
  const [model, dir] = args.positionals;
  const seed = wholeNumber(args, 'seed', 0, 4294967295) ?? 0;
  const factors = wholeNumber(args, 'factors', 1, MOST_FACTORS) ?? 5;
  const held = share(args, 'hold-out');
  // Models are loaded once there is something to evaluate: mistakes are told at once.
  const { BASELINES, USUAL_BASELINES } = await import('../evaluation/roster.ts');
  const known = Object.keys(BASELINES);
  const trained = !known.includes(model);
  if (trained && !existsSync(join(model, 'zarr.json'))) {
    const names = known.join(', ');
    throw new UsageError(
      `MODEL: found ${JSON.stringify(model)}, expected one of ${names}, or the folder of a trained model`,
    );
  }
  const beside = baselines(args, USUAL_BASELINES, known);
  const names = [...new Set(trained ? beside : [model, ...beside])];
  const dataset = openDataset(dir);
  const { splitViewers } = await import('../evaluation/split.ts');
  const { visibleOf, visibleTensor } = await import('../evaluation/visible.ts');
  const { evaluate } = await import('../evaluation/evaluate.ts');
  const { evaluationText } = await import('../evaluation/table.ts');
  const checkpoint = trained ? await openCheckpoint(model, dataset) : null;
  if (checkpoint !== null && (held !== undefined || args.values.seed !== undefined)) {
    throw new UsageError('--hold-out, --seed: found one beside a trained model, expected none: it has its own split');
  }
  const split = checkpoint?.split ?? splitViewers(dataset.sizes.viewers, held ?? 0.2, seed);
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  const models: NamedFitted[] = [];
  if (checkpoint !== null) {
    const { restore } = await import('../../fvae/restore.ts');
    const fitted = restore(checkpoint.state, tensor);
    models.push({ name: fitted.name, fitted, seed: split.seed });
  }
  for (const name of names) {
    const onProgress = io.progress(`fit ${name}`);
    const fitted = await BASELINES[name](factors).fit(tensor, { seed: split.seed, signal: io.signal, onProgress });
    models.push({ name, fitted, seed: split.seed });
  }
  const result = evaluate(dataset, models, split, {
    versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
    signal: io.signal,
    onProgress: io.progress(`evaluate ${dir}`),
  });
  for (const line of evaluationText(result)) io.say(line);
  return { status: STATUS.done, json: result };
}

/** A trained model and the split it was trained under. Throws DatasetFault for a model of another dataset. */
async function openCheckpoint(dir: string, dataset: Dataset): Promise<{ state: State; split: Split }> {
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
  return { state, split };
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
