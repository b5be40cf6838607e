import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { loadScenario } from '../../scenarios/schema/parse.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { commandText } from '../command-text.ts';
import { isInterruption, STATUS, UsageError } from '../fault.ts';
import {
  type Command,
  type CommandGroup,
  fileOption,
  type Io,
  type Option,
  type Outcome,
  type Parsed,
  share,
  texts,
  wholeNumber,
} from '../options.ts';
import { type ReportFiles, reportOption, withReport } from '../report/files.ts';
import type { Cell, SweepModel, SweepOptions } from '../stress/cell.ts';
import type { CurveKind } from '../stress/curves.ts';
import { countsOf, namesOf, sharesOf } from '../stress/lists.ts';
import { duration } from '../terminal.ts';
import { packageVersion } from '../version.ts';
import { faultsOf } from '../written.ts';

const MOST_FACTORS = 64;
const MOST_WORKERS = 64;
/** Seconds: a week. */
const LONGEST_RUN = 604_800;
const LARGEST_SEED = 4_294_967_295;
const SEEDS: readonly number[] = [0, 1, 2];
const HOLD_OUT = 0.2;
const CACHE = 'matinee-cache';

/** Options that both sweeps take. */
const COMMON: Readonly<Record<string, Option>> = {
  output: { short: 'o', value: 'DIR', help: 'the folder for result.json and curves.csv' },
  seeds: { value: 'LIST', help: 'seeds: each a screening, a hold-out and a fit (default 0,1,2)' },
  models: { value: 'LIST', help: 'built-in models, or none (default: the FVAE and every baseline)' },
  model: { value: 'MODEL', multiple: true, help: 'another model beside them; repeatable' },
  factors: { value: 'K', help: 'factors of models that have a fixed number (default 5)' },
  epochs: { value: 'N', help: 'passes over the data of the model fvae (default 20)' },
  timeout: { value: 'SECONDS', help: 'what a program may take for one run (default 600)' },
  'hold-out': { value: 'SHARE', help: 'share of the viewers that no model is fitted to (default 0.2)' },
  set: { value: 'KEY=VALUE', multiple: true, help: 'change one key of every scenario (repeatable)' },
  cache: { value: 'DIR', help: `the folder for screenings and results, used again (default ${CACHE})` },
  fresh: { help: 'run every trial anew: results in the cache are not read, and replaced' },
  workers: { value: 'N', help: 'trials at a time (default: one a core); the result is the same' },
  html: { value: 'FILE', help: 'write a report of it: FILE, and the same numbers beside it as .json and .csv' },
  json: { help: 'print one JSON object' },
  help: { short: 'h', help: 'show this' },
};

const missingCommand: Command = {
  name: 'stress missing',
  summary: 'curves over the rate and the pattern of missing entries',
  positionals: ['SCENARIO...'],
  options: {
    patterns: { value: 'LIST', help: 'patterns, or all (default)' },
    rates: { value: 'LIST', help: 'shares of the entries, 0 to 0.9 (default 0,0.1,0.3,0.5,0.7,0.9)' },
    ...COMMON,
  },
  async run(args, io) {
    const { PATTERNS } = await import('../patterns/patterns.ts');
    const { MISSING_FIGURES, missingBound, missingCells, RATES } = await import('../stress/missing.ts');
    const known = Object.keys(PATTERNS);
    const patterns = namesOf(args, 'patterns', known) ?? known;
    const rates = sharesOf(args, 'rates', 0, 0.9) ?? RATES;
    const kind: CurveKind = { kind: 'missing', figures: MISSING_FIGURES, bound: missingBound };
    return run(args, io, kind, (scenarios) => missingCells(scenarios, patterns, rates));
  },
};

const prefixCommand: Command = {
  name: 'stress prefix',
  summary: 'curves over the part of the film that is seen of new viewers',
  positionals: ['SCENARIO...'],
  options: {
    prefixes: { value: 'LIST', help: 'shares of the film, 0 to 1 (default 0.01,0.02,0.05,0.1,0.25,0.5,0.75,1)' },
    viewers: { value: 'LIST', help: 'numbers of training viewers, and all (default 8,32,all)' },
    ...COMMON,
  },
  async run(args, io) {
    const { mergedCounts, PREFIX_FIGURES, PREFIXES, prefixBound, prefixCells, trainingViewers, VIEWERS } = await import(
      '../stress/prefix.ts'
    );
    const prefixes = sharesOf(args, 'prefixes', 0, 1) ?? PREFIXES;
    const viewers = countsOf(args, 'viewers', 1, 65536, true) ?? VIEWERS;
    if (share(args, 'hold-out') === 0) throw new UsageError('--hold-out: found 0, expected viewers to forecast');
    const kind: CurveKind = { kind: 'prefix', figures: PREFIX_FIGURES, bound: prefixBound };
    return run(args, io, kind, (scenarios, { sets, holdOut }) =>
      prefixCells(scenarios, prefixes, (scenario) => {
        const training = trainingViewers(scenario, sets, holdOut);
        const { counts, merged } = mergedCounts(viewers, training);
        if (merged.length > 0)
          io.say(`${scenario}: ${training} training viewers are all: --viewers ${merged.join(',')} is taken as all`);
        return counts;
      }),
    );
  },
};

/** `matinee stress missing|prefix SCENARIO...`: how models stand more and more missing entries, and shorter prefixes. */
export const stressCommands: CommandGroup = {
  name: 'stress',
  commands: { missing: async () => missingCommand, prefix: async () => prefixCommand },
};

/** The cells of a sweep over some scenarios. */
type CellsFor = (scenarios: readonly string[], options: SweepOptions) => readonly Cell[];

function run(args: Parsed, io: Io, kind: CurveKind, cellsFor: CellsFor): Promise<Outcome> {
  return withReport(reportOption(args), (page) => reported(args, io, kind, cellsFor, page));
}

async function reported(
  args: Parsed,
  io: Io,
  kind: CurveKind,
  cellsFor: CellsFor,
  page: ReportFiles | null,
): Promise<Outcome> {
  const scenarios = args.positionals;
  const twice = scenarios.find((scenario, at) => scenarios.indexOf(scenario) < at);
  if (twice !== undefined) throw new UsageError(`SCENARIO: found ${JSON.stringify(twice)} twice, expected it once`);
  const sets = texts(args, 'set');
  const seed = sets.find((set) => /^\s*seed\s*=/.test(set));
  if (seed !== undefined) {
    throw new UsageError(`--set: found ${JSON.stringify(seed)}, expected --seeds: each is a screening of its own`);
  }
  const seeds = (countsOf(args, 'seeds', 0, LARGEST_SEED, false) as readonly number[] | undefined) ?? SEEDS;
  const holdOut = share(args, 'hold-out') ?? HOLD_OUT;
  const workers = wholeNumber(args, 'workers', 1, MOST_WORKERS) ?? Math.min(MOST_WORKERS, availableParallelism());
  // Mistakes are told before the work begins.
  for (const scenario of scenarios) loadScenario(scenario, [...sets]);
  const models = await modelsOf(args);
  const options: SweepOptions = { scenarios, sets, seeds, holdOut, models };
  const output = fileOption(args, 'output');
  const { openOutput, writeOutput } = await import('../stress/output.ts');
  if (output !== null) openOutput(output);
  const { openWorld, originHere, quiet } = await import('../trial/world.ts');
  const { crewOfThreads } = await import('../trial/crew/crew.ts');
  const { sweep } = await import('../stress/sweep.ts');
  const { curvesOf } = await import('../stress/curves.ts');
  const { faultText, stressText } = await import('../stress/table.ts');
  const cache = resolve(fileOption(args, 'cache') ?? CACHE);
  const { signal, clock, progress } = io;
  const origin = originHere();
  const fresh = args.values.fresh === true;
  const world = openWorld({ cache, fresh, origin, signal, clock, progress: quiet(progress), workers: 1 });
  const cells = cellsFor(scenarios, options);
  const show = progress(`stress ${kind.kind}`);
  const started = clock();
  try {
    const swept = await sweep(cells, options, {
      world,
      workers,
      // Threads even for one at a time: this one hears Ctrl-C.
      crewFor: (trials) => crewOfThreads(Math.min(workers, trials), { cache, origin, fresh }, signal),
      onProgress: (done, total, trials, of) => show(done, total, `${trials} of ${of} trials`),
    });
    const versions = { matinee: packageVersion(), node: process.versions.node };
    const result = curvesOf(kind, cells, swept, options, versions);
    // Told before it is written: what cannot be written is not lost.
    for (const line of stressText(result)) io.say(line);
    const written: string[] = [];
    const writes: (() => Promise<void>)[] = [];
    if (output !== null) {
      writes.push(async () => {
        await writeOutput(output, result);
        written.push(output);
      });
    }
    if (page !== null) {
      const { stressReport } = await import('../report/stress/report.ts');
      const made = commandText('stress', [kind.kind, ...scenarios], args.values);
      writes.push(async () => {
        await page.finish(stressReport(result, made), result);
        written.push(...page.paths);
      });
    }
    const lost = await faultsOf(writes, io);
    const where = written.length > 0 ? `wrote ${written.join(', ')}` : 'done';
    io.say(`${where} in ${duration(clock() - started)}`);
    for (const line of new Set(result.faults.map(faultText))) io.warn(line);
    const status = result.faults.length > 0 ? STATUS.input : result.leaks.length > 0 ? STATUS.verdict : STATUS.done;
    return { status: Math.max(status, ...lost), json: result };
  } catch (error) {
    if (!isInterruption(error)) throw error;
    const same = fresh ? 'the same command without --fresh' : 'the same command';
    throw new Interrupted('interrupted', `what was done is kept in ${cache}; ${same} goes on`);
  }
}

async function modelsOf(args: Parsed): Promise<readonly SweepModel[]> {
  const given = {
    factors: wholeNumber(args, 'factors', 1, MOST_FACTORS) ?? 5,
    epochs: wholeNumber(args, 'epochs', 1, 1_000_000) ?? 20,
    timeout: wholeNumber(args, 'timeout', 1, LONGEST_RUN) ?? 600,
    folder: resolve('.'),
    sparing: true,
  };
  const { BUILT_IN, USUAL_MODELS } = await import('../models/built-in.ts');
  const { namedContenders } = await import('../models/named.ts');
  const listed = args.values.models === 'none' ? [] : (namesOf(args, 'models', BUILT_IN) ?? USUAL_MODELS);
  const named = [...listed, ...texts(args, 'model')];
  if (named.length === 0) throw new UsageError('--models: found none and no --model, expected at least one');
  const contenders = await namedContenders(named, { ...given, label: '--model' });
  return contenders.map((contender, n) => ({ order: { text: named[n], ...given }, contender }));
}
