import { availableParallelism } from 'node:os';
import { loadScenario } from '../../scenarios/schema/parse.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { sizeText } from '../../sim/dataset/fault.ts';
import { datasetBytes, type Extras } from '../../sim/dataset/layout.ts';
import { openDataset } from '../../sim/dataset/reader.ts';
import { commandText } from '../command-text.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, text, texts, wholeNumber } from '../options.ts';
import { drawCourses, drawSummary, summarize } from '../summary.ts';
import { duration } from '../terminal.ts';
import { packageVersion } from '../version.ts';

const MOST_WORKERS = 64;

/** `matinee generate SCENARIO -o DIR`: a dataset. */
export const generateCommand: Command = {
  name: 'generate',
  summary: 'turns a scenario into a dataset (a Zarr v3 group)',
  positionals: ['SCENARIO'],
  options: {
    output: { short: 'o', value: 'DIR', help: 'the folder to make; it must not exist' },
    seed: { value: 'N', help: "a seed in place of the scenario's" },
    workers: { value: 'N', help: 'threads (default: one a core); the result is the same' },
    with: { value: 'LIST', help: 'also write: position (3-D truth), projected (pixels in every camera)' },
    'dry-run': { help: 'check the scenario, say size and time, write nothing' },
    set: { value: 'KEY=VALUE', multiple: true, help: 'change one key of the scenario (repeatable)' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run,
};

async function run(args: Parsed, io: Io): Promise<Outcome> {
  const [file] = args.positionals;
  const seed = wholeNumber(args, 'seed', 0, 4294967295);
  const workers = wholeNumber(args, 'workers', 1, MOST_WORKERS) ?? Math.min(MOST_WORKERS, availableParallelism());
  const extras = parseExtras(args);
  const sets = [...texts(args, 'set'), ...(seed === undefined ? [] : [`seed=${seed}`])];
  const scenario = loadScenario(file, sets);
  if (args.values['dry-run'] === true) return dryRun(scenario, extras, workers, io);
  const out = text(args, 'output');
  // The simulator is loaded once there is something to simulate: mistakes are told at once.
  const { generateDataset } = await import('../../sim/screening/generate.ts');
  const started = io.clock();
  const { bytes } = await generateDataset({
    scenario,
    out,
    extras,
    workers,
    provenance: {
      versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
      command: commandText('generate', args.positionals, args.values),
    },
    onProgress: io.progress(`generate ${scenario.id ?? scenario.title}`),
    signal: io.signal,
  });
  const seconds = io.clock() - started;
  const dataset = openDataset(out);
  const summary = summarize(dataset);
  const { viewers, samples, cameras } = summary;
  const length = duration(scenario.film.duration);
  io.say(
    `${scenario.title}: ${viewers} viewers, ${length} (${samples} samples), ${cameras} cameras, seed ${scenario.seed}`,
  );
  for (const line of [...drawCourses(dataset), ...drawSummary(summary)]) io.say(line);
  io.say(`wrote ${out}: ${sizeText(bytes)} in ${duration(seconds)}`);
  return { status: STATUS.done, json: { dir: out, ...summary, bytes, seconds, sha256: dataset.attributes.sha256 } };
}

function parseExtras(args: Parsed): Extras {
  const value = args.values.with;
  const names = typeof value === 'string' ? value.split(',') : [];
  for (const name of names) {
    if (name !== 'position' && name !== 'projected') {
      throw new UsageError(`--with: found ${JSON.stringify(name)}, expected position, projected or both with a comma`);
    }
  }
  return { position: names.includes('position'), projected: names.includes('projected') };
}

async function dryRun(scenario: Scenario, extras: Extras, workers: number, io: Io): Promise<Outcome> {
  const { estimateSeconds } = await import('../estimate.ts');
  const { screeningSpecs } = await import('../../sim/screening/columns.ts');
  const specs = screeningSpecs(scenario, extras);
  const bytes = datasetBytes(specs);
  const seconds = estimateSeconds(scenario, extras, workers, io.clock);
  const [viewers, samples] = specs[0].shape;
  io.say(`${scenario.title}: valid`);
  io.say(`  ${viewers} viewers x ${samples} samples, ${scenario.cameras.length} cameras, seed ${scenario.seed}`);
  io.say(`  about ${sizeText(bytes)} and ${duration(seconds)} with ${workers} ${workers === 1 ? 'worker' : 'workers'}`);
  return { status: STATUS.done, json: { valid: true, viewers, samples, bytes, seconds, workers, scenario } };
}
