// `npm run science`: screenings, models trained on them, what they recover, and docs/science.md with its plots. A second
// run goes on where the first was stopped.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { buildDigest, datasetKey, taskKey } from '../dist/harness/science/digest.js';
import { packedRecords, unpackedRecords } from '../dist/harness/science/packed.js';
import { FRESH_SEEDS, planTasks, SCENARIOS } from '../dist/harness/science/plan.js';
import { coveragePlot } from '../dist/harness/science/plots/coverage.js';
import { curvesPlot } from '../dist/harness/science/plots/curves.js';
import { recoveryPlot } from '../dist/harness/science/plots/recovery.js';
import { entriesOf, guessedSeconds, secondsLeft } from '../dist/harness/science/progress.js';
import { scienceReport } from '../dist/harness/science/report.js';
import { StepFault, stepArguments } from '../dist/harness/science/step.js';
import { newestRecords, openStore, recordsOf } from '../dist/harness/science/store.js';
import { studyOf } from '../dist/harness/science/study.js';
import { workThrough } from '../dist/harness/science/work.js';
import { duration } from '../dist/harness/terminal.js';
import { packageVersion } from '../dist/harness/version.js';
import { Interrupted } from '../dist/sim/screening/interrupted.js';
import { machine } from './bench/machine.mjs';
import { readOptions } from './options.mjs';
import { freeze } from './science/freeze.mjs';
import { lock } from './science/lock.mjs';
import { stepRunner } from './science/runner.mjs';
import { root } from './setup.mjs';

const HELP = `npm run science -- [options]
  --out DIR          work folder (default out/science; out/science-quick with --quick)
  --docs DIR         where science.md and science/ go, and what of earlier runs is kept there is read
                     (default docs; WORK/docs with --quick or --set)
  --seeds LIST       seeds (default ${FRESH_SEEDS.join(',')})
  --only LIST        scenarios, or single tasks by their ids, to run; the report tells of all that there is
  --jobs N           datasets worked on at a time (default 1: times are then an idle machine's)
  --set KEY=VALUE    change one key of every scenario (repeatable)
  --quick            tiny screenings: shows that everything runs
  --report           run nothing, write the report from what there is
  --keep             keep the datasets`;

const { values, refuse, whole } = readOptions('science', HELP, {
  out: { type: 'string' },
  docs: { type: 'string' },
  seeds: { type: 'string' },
  only: { type: 'string' },
  jobs: { type: 'string', default: '1' },
  set: { type: 'string', multiple: true, default: [] },
  quick: { type: 'boolean', default: false },
  report: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
});
const seeds = values.seeds?.split(',').map((seed) => whole('seeds', seed.trim(), 0)) ?? FRESH_SEEDS;
const only = values.only?.split(',').map((name) => name.trim()) ?? null;
const jobs = whole('jobs', values.jobs, 1);
const { quick } = values;
const work = resolve(root, values.out ?? join('out', quick ? 'science-quick' : 'science'));
const tried = quick || values.set.length > 0;
const docs = resolve(root, values.docs ?? (tried ? join(work, 'docs') : 'docs'));
const plan = { seeds, sets: values.set, quick };
const ids = planTasks({ ...plan, only: null }).map(({ id }) => id);
for (const name of only ?? []) {
  if (SCENARIOS.includes(name) || ids.includes(name)) continue;
  refuse(`--only: found ${name}, expected some of ${SCENARIOS.join(', ')}, or tasks as ${ids[0]}`);
}
const kept = keptRecords(join(docs, 'science', 'records.json'));

// A report may be written while a run goes on.
const holder = values.report ? null : lock(work);
if (holder !== null) refuse(`${work} is in use by process ${holder}`);
const store = openStore(work);
const build = buildDigest(join(root, 'dist'));

/** Records of earlier runs that the report is made of where there are no newer ones. */
function keptRecords(file) {
  if (!existsSync(file)) return [];
  try {
    return unpackedRecords(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse(`${file}: ${error.message}`);
  }
}

function commit() {
  try {
    const text = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return text.trim();
  } catch {
    return null;
  }
}

/** Processor, cores, memory and Node, without the commit. */
const where = machine(root).split(', ').slice(0, -1).join(', ');
const origin = { version: packageVersion(), build, commit: commit(), machine: where, jobs };
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => abort.abort());

/** Removes a folder and what a killed process left of it beside it. */
function remove(path) {
  rmSync(path, { recursive: true, force: true });
  if (!existsSync(dirname(path))) return;
  for (const name of readdirSync(dirname(path))) {
    const rest = name.replace(/^\./, '');
    if (rest.startsWith(`${basename(path)}.`)) rmSync(join(dirname(path), name), { recursive: true, force: true });
  }
}

function place(name) {
  const path = join(work, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Removes datasets, models and notes of other builds: nothing will ask for them again. */
function sweep(scenarioText) {
  const keys = planTasks({ ...plan, only: null }).flatMap((task) => {
    const ground = { version: origin.version, build, scenario: scenarioText(task.dataset.scenario) };
    return [taskKey(task, ground), datasetKey(task, ground)];
  });
  for (const part of ['data', 'models', 'steps']) {
    if (!existsSync(join(work, part))) continue;
    for (const name of readdirSync(join(work, part))) {
      if (!keys.some((key) => name.includes(key))) rmSync(join(work, part, name), { recursive: true, force: true });
    }
  }
}

/** Tells of each task, and how long the rest will take. */
function teller(tasks, scenarios) {
  const guesses = new Map(
    tasks.map((task) => {
      const entries = entriesOf(task, join(scenarios, `${task.dataset.scenario}.yaml`));
      return [task.id, guessedSeconds(task, entries)];
    }),
  );
  const begun = performance.now();
  let [left, done, count] = [[...guesses.values()].reduce((sum, value) => sum + value, 0), 0, 0];
  return (task, how, line) => {
    const guess = guesses.get(task.id);
    count += 1;
    left -= guess;
    if (how !== 'kept') done += guess;
    const passed = (performance.now() - begun) / 1000;
    const rest = count === tasks.length ? '' : `, about ${duration(secondsLeft(left, done, passed))} left`;
    const what = how === 'failed' ? `failed: ${line}` : how === 'kept' ? 'was there' : 'done';
    console.log(`[${count}/${tasks.length}] ${task.id}: ${what}${rest}`);
  };
}

async function runAll() {
  const tasks = planTasks({ ...plan, only });
  const cwd = freeze(root, join(work, 'code'));
  const scenarios = join(cwd, 'scenarios');
  const scenarioText = (name) => readFileSync(join(scenarios, `${name}.yaml`), 'utf8');
  if (!values.keep) sweep(scenarioText);
  const hear = (step, line) => {
    const name = 'task' in step ? step.task.id : `${step.dataset.scenario}-${step.dataset.seed}`;
    process.stderr.write(`  ${name}: ${line}\n`);
  };
  return workThrough(tasks, {
    store,
    run: stepRunner({ cwd, signal: abort.signal, hear, stepArguments, StepFault, Interrupted }),
    origin,
    scenarioText,
    place,
    exists: (path) => existsSync(join(path, 'zarr.json')),
    remove,
    keep: values.keep,
    jobs,
    onTask: teller(tasks, scenarios),
  });
}

/** Writes a file under a temporary name and renames it. */
function put(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const temp = `${file}.tmp-${process.pid}`;
  writeFileSync(temp, text);
  renameSync(temp, file);
}

function writeReport() {
  const tasks = planTasks({ ...plan, only: null });
  const records = newestRecords([...kept, ...store.records()]);
  const study = studyOf(tasks, recordsOf(tasks, records), store.failures());
  for (const [name, plot] of Object.entries({ recovery: recoveryPlot, curves: curvesPlot, coverage: coveragePlot })) {
    put(join(docs, 'science', `${name}.svg`), plot(study));
  }
  put(join(docs, 'science', 'records.json'), packedRecords(records));
  put(join(docs, 'science.md'), scienceReport(study));
  console.log(`wrote ${join(docs, 'science.md')}`);
}

try {
  const { failures } = values.report ? { failures: [] } : await runAll();
  writeReport();
  process.exitCode = failures.length > 0 ? 1 : 0;
} catch (error) {
  if (!abort.signal.aborted) throw error;
  console.error('science: interrupted; the same command goes on');
  process.exitCode = 130;
}
