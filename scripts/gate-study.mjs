// `npm run gate-study`: is the gate honest? Fits the model of the suite `quick` with many seeds, as it is and with planted
// losses, and writes what they reach; docs/regression-gate.md tells what follows. A second run goes on where one was stopped.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readOptions } from './options.mjs';
import { freeze } from './science/freeze.mjs';
import { lock } from './science/lock.mjs';
import { root } from './setup.mjs';

const HELP = `npm run gate-study -- [options]
  --out DIR          work folder (default out/gate-study)
  --docs DIR         where gate-study.md and gate-study.json go (default docs)
  --unchanged N      seeds of the model as it is, to each dataset (default 60)
  --planted N        seeds of each planted loss, to each dataset (default 50)
  --checks N         checks that are drawn for each question (default 200)
  --jobs N           fits at a time (default: one a core)
  --report           fit nothing: the statistics alone, from gate-study.json`;

const { values, refuse, whole } = readOptions('gate-study', HELP, {
  out: { type: 'string', default: join('out', 'gate-study') },
  docs: { type: 'string', default: 'docs' },
  checks: { type: 'string', default: '200' },
  unchanged: { type: 'string', default: '60' },
  planted: { type: 'string', default: '50' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  report: { type: 'boolean', default: false },
});
const count = (name, least = 1) => whole(name, values[name], least, 9999);
// A check takes 8 fits for the baseline and 3 more.
const size = { unchanged: count('unchanged', 11), planted: count('planted', 3) };
const jobs = count('jobs');
const work = resolve(root, values.out);
const docs = resolve(root, values.docs);
const pool = join(docs, 'gate-study.json');
const suiteFile = join(root, 'harness', 'suites', 'quick.yaml');

/** A module of the build in a folder. */
const built = (folder, name) => import(pathToFileURL(join(folder, 'dist', 'harness', `${name}.js`)).href);

async function fitPool() {
  const holder = lock(work);
  if (holder !== null) refuse(`${work} is in use by process ${holder}`);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => abort.abort());
  const folder = freeze(root, join(work, 'code'));
  const { makePool } = await built(folder, 'regress/study/pool');
  const { loadSuite } = await built(folder, 'regress/suite/load');
  const { baselineText } = await built(folder, 'regress/baseline');
  const { versionsHere } = await built(folder, 'regress/measured');
  const { progressOn } = await built(folder, 'terminal');
  const clock = () => performance.now() / 1000;
  const { measured, failures } = await makePool(loadSuite(suiteFile), size, versionsHere(), {
    cache: join(work, 'cache'),
    workers: jobs,
    signal: abort.signal,
    progress: () => () => {},
    onProgress: progressOn(process.stderr, 'gate-study', clock),
    clock,
  });
  for (const { dataset, model, seed, line } of failures)
    console.error(`${model}, dataset ${dataset}, seed ${seed}: ${line}`);
  if (failures.length > 0) refuse('some fits failed: nothing is written');
  const { putFile } = await built(folder, 'put');
  putFile(pool, baselineText(measured));
  console.log(`wrote ${pool}`);
}

async function report() {
  const { readPool } = await built(root, 'regress/baseline');
  const { loadSuite } = await built(root, 'regress/suite/load');
  const { findingsOf } = await built(root, 'regress/study/findings');
  const { studyText } = await built(root, 'regress/study/report');
  const { putFile } = await built(root, 'put');
  const suite = loadSuite(suiteFile);
  const measured = readPool(pool);
  const file = join(docs, 'gate-study.md');
  putFile(file, studyText(suite, measured, findingsOf(suite, measured, count('checks'))));
  console.log(`wrote ${file}`);
}

if (!values.report) {
  try {
    await fitPool();
  } catch (error) {
    if (error.name !== 'Interrupted') throw error;
    console.error('gate-study: interrupted; the same command goes on');
    process.exit(130);
  }
}
if (!existsSync(pool)) refuse(`${pool}: found no such file, expected what a study has written`);
await report();
