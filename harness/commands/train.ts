import { availableParallelism } from 'node:os';
import type { EpochReport } from '../../fvae/fvae.ts';
import { ModelFault } from '../../fvae/model.ts';
import { refuseRank, refuseUnusable } from '../../fvae/refuse.ts';
import type { Tensor } from '../../fvae/tensor.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { commandText } from '../command-text.ts';
import { isInterruption, STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, oneOf, type Parsed, share, text, wholeNumber } from '../options.ts';
import { keptShowing, SHOWING_OPTIONS } from '../own-data/options.ts';
import { duration } from '../terminal.ts';
import type { Keeper } from '../training/keeper.ts';
import type { GivenChoices } from '../training/plan.ts';
import { packageVersion } from '../version.ts';

const MOST_FACTORS = 64;
const MOST_WORKERS = 64;

/** `matinee train DIR -o MODEL`: a trained FVAE. */
export const trainCommand: Command = {
  name: 'train',
  summary: 'trains the FVAE on a dataset, or on a tensor of your own (FILE.npz)',
  positionals: ['DIR'],
  options: {
    output: { short: 'o', value: 'MODEL', help: 'the folder to make; it must not exist' },
    recipe: {
      value: 'NAME',
      help: 'matinee (default), paper (as published), or auto: the FVAE or CP by held-out likelihood',
    },
    factors: { value: 'K', help: 'number of factors (default 5), or auto: by held-out likelihood' },
    epochs: { value: 'N', help: 'passes over the data' },
    batch: { value: 'N', help: 'samples a step' },
    seed: { value: 'N', help: 'seed of the held-out viewers and of the training (default 0)' },
    backend: { value: 'NAME', help: 'what computes: auto (default), cuda, native, webgpu, wasm, cpu' },
    'hold-out': { value: 'SHARE', help: 'share of the viewers that the model never sees (default 0.2)' },
    workers: { value: 'N', help: 'threads (default: one a core)' },
    ...SHOWING_OPTIONS,
    resume: { help: 'go on where an interrupted training stopped (kept in MODEL.unfinished)' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

async function run(args: Parsed, io: Io): Promise<Outcome> {
  const [dir] = args.positionals;
  const out = text(args, 'output');
  const given: GivenChoices = {
    recipe: oneOf(args, 'recipe', ['matinee', 'paper', 'auto']),
    seed: wholeNumber(args, 'seed', 0, 4294967295),
    factors: args.values.factors === 'auto' ? 'auto' : wholeNumber(args, 'factors', 1, MOST_FACTORS),
    epochs: wholeNumber(args, 'epochs', 1, 1_000_000),
    batch: wholeNumber(args, 'batch', 1, 1 << 24),
    workers: wholeNumber(args, 'workers', 1, MOST_WORKERS),
    backend: typeof args.values.backend === 'string' ? args.values.backend : undefined,
    'hold-out': share(args, 'hold-out'),
  };
  const { openSource } = await import('../training/source.ts');
  const source = await openSource(dir, args);
  const { title } = source;
  // TensorFlow.js is loaded once there is something to train on: mistakes are told at once.
  const { FIT_DEFAULTS, fit: fitModel } = await import('../../fvae/fit.ts');
  const { splitViewers } = await import('../evaluation/split.ts');
  const { abandonModel, beginModel, finishModel } = await import('../checkpoint/save.ts');
  const { keptEpoch, loadUnfinished, removeUnfinished, unfinishedPath } = await import('../checkpoint/unfinished.ts');
  const { choicesOf, chosen } = await import('../training/plan.ts');
  const { choiceText } = await import('../training/choice-text.ts');
  const { createKeeper } = await import('../training/keeper.ts');
  // Begun before the work: an output that cannot be is refused at once.
  const temp = beginModel(out);
  let keeper: Keeper | null = null;
  try {
    const done = keptEpoch(out);
    if (done > 0 && args.values.resume !== true) {
      const what = `found epoch ${done} of a training that was interrupted`;
      throw new UsageError(`${unfinishedPath(out)}: ${what}, expected --resume to go on, or its removal to begin anew`);
    }
    const unfinished = loadUnfinished(out);
    const threads = Math.min(MOST_WORKERS, availableParallelism());
    const training = splitViewers(source.viewers, given['hold-out'] ?? 0.2, given.seed ?? FIT_DEFAULTS.seed).training;
    const factors = Math.min(FIT_DEFAULTS.factors, training.length, source.samples, source.features);
    const defaults = { ...FIT_DEFAULTS, factors, workers: threads, 'hold-out': 0.2 };
    const choices = unfinished === null ? chosen(given, defaults) : choicesOf(out, unfinished, given, source);
    const split = unfinished?.provenance.split ?? splitViewers(source.viewers, choices['hold-out'], choices.seed);
    const kept = unfinished?.provenance.showing;
    const as = `as the unfinished training in ${unfinishedPath(out)} began with`;
    const showing = kept === undefined ? source.showing : keptShowing(args, kept, source.samples, as);
    const provenance = {
      dataset: { title, seed: source.seed, sha256: source.sha256 },
      versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
      command: unfinished?.provenance.command ?? commandText('train', args.positionals, args.values),
      split,
      ...(showing === null ? {} : { showing }),
    };
    keeper = createKeeper(out, choices.epochs, provenance, io.clock);
    if (unfinished !== null) io.say(`goes on after epoch ${done} of ${choices.epochs}`);
    else if (args.values.resume === true)
      io.say(`nothing unfinished in ${unfinishedPath(out)}: begins at the beginning`);
    const tensor = source.tensor(split, showing);
    refuseData(source.path, tensor, choices.factors);
    let backend = '';
    const started = io.clock();
    const watch = watchTraining(io, title, keeper);
    const { state } = await fitModel(tensor, {
      ...choices,
      signal: io.signal,
      onBackend: (line) => {
        backend = line;
        io.say(`backend: ${line}`);
      },
      onChoosing: (of) => io.progress(`fit ${title} to choose ${of}`),
      onChoice: (choice) => io.say(choiceText(choice)),
      onProgress: watch.onProgress,
      onEpoch: watch.onEpoch,
      ...(unfinished === null ? {} : { resume: unfinished.state }),
    });
    if (io.signal.aborted) throw new Interrupted('interrupted');
    const seconds = io.clock() - started;
    finishModel(temp, out, state, provenance);
    removeUnfinished(out);
    const { seed } = choices;
    const count = state.attributes['factors'];
    const { objective, speed } = watch.last();
    const viewers = { training: split.training.length, heldOut: split.heldOut.length };
    io.say(`${title}: ${count} factors, ${viewers.training} viewers train, ${viewers.heldOut} held out, seed ${seed}`);
    if (objective !== null) io.say(`  objective ${objective.toFixed(4)}, ${rate(speed)}`);
    io.say(`wrote ${out} in ${duration(seconds)}`);
    const { model: kind, choices: made = [] } = state.attributes;
    const json = { model: out, kind, title, factors: count, choices: made, ...viewers, seed, backend };
    return { status: STATUS.done, json: { ...json, objective, samplesPerSecond: speed, seconds } };
  } catch (error) {
    abandonModel(temp);
    if (error instanceof ModelFault) keeper?.failed();
    const left = isInterruption(error) ? keeper?.interrupted() : undefined;
    throw left === undefined ? error : new Interrupted('interrupted', left);
  }
}

/** Refuses a tensor that carries no model, or none of so many factors, by the name of its data. Throws ModelFault. */
function refuseData(path: string, tensor: Tensor, factors: number | 'auto'): void {
  try {
    refuseUnusable(tensor);
    if (factors !== 'auto') refuseRank(tensor, factors);
  } catch (error) {
    throw error instanceof ModelFault ? new ModelFault(`${path}: ${error.message}`) : error;
  }
}

/** Callbacks for fitFvae that show progress, and what they last heard. */
function watchTraining(io: Io, title: string, keeper: Keeper) {
  const show = io.progress(`train ${title}`);
  let objective: number | null = null;
  let speed = 0;
  let before = io.clock();
  return {
    onProgress: (done: number, total: number): void => {
      show(done, total, objective === null ? undefined : `objective ${objective.toFixed(4)}, ${rate(speed)}`);
    },
    onEpoch: (report: EpochReport): void => {
      const now = io.clock();
      speed = now > before ? report.samplesPerEpoch / (now - before) : 0;
      before = now;
      objective = report.objective;
      keeper.onEpoch(report);
    },
    last: () => ({ objective, speed }),
  };
}

/** A speed for people. */
function rate(speed: number): string {
  return `${Math.round(speed).toLocaleString('en-US')} samples/s`;
}
