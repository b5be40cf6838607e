import { openDataset } from '../../sim/dataset/reader.ts';
import type { NamedFitted } from '../evaluation/evaluate.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, wholeNumber } from '../options.ts';
import { packageVersion } from '../version.ts';

const MOST_FACTORS = 64;

/** `matinee evaluate MODEL DIR`: what a model recovers, imputes and forecasts, beside baselines and the oracle. */
export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'scores a model against the truth, baselines and the oracle',
  positionals: ['MODEL', 'DIR'],
  options: {
    baselines: { value: 'LIST', help: 'models beside it, by name: none, or additive,interpolation,pca,cp (default)' },
    factors: { value: 'K', help: 'factors of baselines that have a fixed number (default 4)' },
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
  const factors = wholeNumber(args, 'factors', 1, MOST_FACTORS) ?? 4;
  const share = holdOut(args);
  // Models are loaded once there is something to evaluate: mistakes are told at once.
  const { BASELINES, USUAL_BASELINES } = await import('../evaluation/roster.ts');
  const known = Object.keys(BASELINES);
  if (!known.includes(model)) {
    throw new UsageError(`MODEL: found ${JSON.stringify(model)}, expected one of ${known.join(', ')}`);
  }
  const names = [...new Set([model, ...baselines(args, USUAL_BASELINES, known)])];
  const dataset = openDataset(dir);
  const { splitViewers } = await import('../evaluation/split.ts');
  const { visibleOf, visibleTensor } = await import('../evaluation/visible.ts');
  const { evaluate } = await import('../evaluation/evaluate.ts');
  const { evaluationText } = await import('../evaluation/table.ts');
  const split = splitViewers(dataset.sizes.viewers, share, seed);
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  const models: NamedFitted[] = [];
  for (const name of names) {
    const onProgress = io.progress(`fit ${name}`);
    const fitted = await BASELINES[name](factors).fit(tensor, { seed, signal: io.signal, onProgress });
    models.push({ name, fitted, seed });
  }
  const result = evaluate(dataset, models, split, {
    versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
    signal: io.signal,
    onProgress: io.progress(`evaluate ${dir}`),
  });
  for (const line of evaluationText(result)) io.say(line);
  return { status: STATUS.done, json: result };
}

/** The share held out. Throws UsageError for what is no number from 0 to below 1. */
function holdOut(args: Parsed): number {
  const text = args.values['hold-out'];
  if (typeof text !== 'string') return 0.2;
  const share = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(share >= 0 && share < 1)) {
    throw new UsageError(`--hold-out: found ${JSON.stringify(text)}, expected a number from 0 to below 1`);
  }
  return share;
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
