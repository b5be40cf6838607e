import { availableParallelism } from 'node:os';
import { openDataset } from '../../sim/dataset/reader.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { commandText } from '../command-text.ts';
import { STATUS } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, share, text, wholeNumber } from '../options.ts';
import { duration } from '../terminal.ts';
import { packageVersion } from '../version.ts';

const MOST_FACTORS = 64;
const MOST_WORKERS = 64;

/** `matinee train DIR -o MODEL`: a trained FVAE. */
export const trainCommand: Command = {
  name: 'train',
  summary: 'trains the FVAE on a dataset (a Zarr v3 group)',
  positionals: ['DIR'],
  options: {
    output: { short: 'o', value: 'MODEL', help: 'the folder to make; it must not exist' },
    factors: { value: 'K', help: 'number of factors' },
    epochs: { value: 'N', help: 'passes over the data' },
    batch: { value: 'N', help: 'samples a step' },
    seed: { value: 'N', help: 'seed of the held-out viewers and of the training (default 0)' },
    backend: { value: 'NAME', help: 'what computes: auto (default), cuda, native, webgpu, wasm, cpu' },
    'hold-out': { value: 'SHARE', help: 'share of the viewers that the model never sees (default 0.2)' },
    workers: { value: 'N', help: 'threads (default: one a core)' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

async function run(args: Parsed, io: Io): Promise<Outcome> {
  const [dir] = args.positionals;
  const out = text(args, 'output');
  const seed = wholeNumber(args, 'seed', 0, 4294967295) ?? 0;
  const factors = wholeNumber(args, 'factors', 1, MOST_FACTORS);
  const epochs = wholeNumber(args, 'epochs', 1, 1_000_000);
  const batch = wholeNumber(args, 'batch', 1, 1 << 24);
  const workers = wholeNumber(args, 'workers', 1, MOST_WORKERS) ?? Math.min(MOST_WORKERS, availableParallelism());
  const held = share(args, 'hold-out') ?? 0.2;
  const dataset = openDataset(dir);
  // TensorFlow.js is loaded once there is something to train on: mistakes are told at once.
  const { FVAE_DEFAULTS, fitFvae } = await import('../../fvae/fvae.ts');
  const { splitViewers } = await import('../evaluation/split.ts');
  const { visibleOf, visibleTensor } = await import('../evaluation/visible.ts');
  const { datasetDigest } = await import('../checkpoint/format.ts');
  const { abandonModel, beginModel, finishModel } = await import('../checkpoint/save.ts');
  const asked = typeof args.values.backend === 'string' ? args.values.backend : FVAE_DEFAULTS.backend;
  const title = dataset.attributes.title as string;
  const split = splitViewers(dataset.sizes.viewers, held, seed);
  // Begun before the work: an output that cannot be is refused at once.
  const temp = beginModel(out);
  try {
    const tensor = visibleTensor(visibleOf(dataset, split), split.training);
    let backend = '';
    const started = io.clock();
    const watch = watchTraining(io, title);
    const state = await fitFvae(tensor, {
      factors: factors ?? FVAE_DEFAULTS.factors,
      epochs: epochs ?? FVAE_DEFAULTS.epochs,
      batch: batch ?? FVAE_DEFAULTS.batch,
      backend: asked,
      workers,
      seed,
      signal: io.signal,
      onBackend: (line) => {
        backend = line;
        io.say(`backend: ${line}`);
      },
      onProgress: watch.onProgress,
      onEpoch: watch.onEpoch,
    });
    if (io.signal.aborted) throw new Interrupted('interrupted');
    const seconds = io.clock() - started;
    const count = state.attributes['factors'];
    finishModel(temp, out, state, {
      dataset: { title, seed: dataset.attributes.seed as number, sha256: datasetDigest(dataset.attributes) },
      versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
      command: commandText('train', args.positionals, args.values),
      split,
    });
    const { objective, speed } = watch.last();
    const viewers = { training: split.training.length, heldOut: split.heldOut.length };
    io.say(`${title}: ${count} factors, ${viewers.training} viewers train, ${viewers.heldOut} held out, seed ${seed}`);
    if (objective !== null) io.say(`  objective ${objective.toFixed(4)}, ${rate(speed)}`);
    io.say(`wrote ${out} in ${duration(seconds)}`);
    const json = { model: out, title, factors: count, ...viewers, seed, backend };
    return { status: STATUS.done, json: { ...json, objective, samplesPerSecond: speed, seconds } };
  } catch (error) {
    abandonModel(temp);
    throw error;
  }
}

/** Callbacks for fitFvae that show progress, and what they last heard. */
function watchTraining(io: Io, title: string) {
  const show = io.progress(`train ${title}`);
  let objective: number | null = null;
  let speed = 0;
  let before = io.clock();
  return {
    onProgress: (done: number, total: number): void => {
      show(done, total, objective === null ? undefined : `objective ${objective.toFixed(4)}, ${rate(speed)}`);
    },
    onEpoch: (report: { readonly objective: number; readonly samplesPerEpoch: number }): void => {
      const now = io.clock();
      speed = now > before ? report.samplesPerEpoch / (now - before) : 0;
      before = now;
      objective = report.objective;
    },
    last: () => ({ objective, speed }),
  };
}

/** A speed for people. */
function rate(speed: number): string {
  return `${Math.round(speed).toLocaleString('en-US')} samples/s`;
}
