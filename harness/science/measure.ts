import { availableParallelism } from 'node:os';
import { explain } from '../fault.ts';
import { progressOn } from '../terminal.ts';
import { packageVersion } from '../version.ts';
import { assess, measureCurve, measureTold, type Watch } from './assess.ts';
import { measureUnseen } from './unseen.ts';

// A process of `npm run science`: `measure.js assess DATASET MODEL baselines|alone`, `measure.js told DATASET SEED`,
// `measure.js unseen DATASET SEED [EPOCHS]` or `measure.js curve DATASET K SEED [EPOCHS]` prints what it measures as one JSON object.

const MOST_WORKERS = 64;

async function measured(args: readonly string[], watch: Watch): Promise<unknown> {
  const [what, dir, ...rest] = args;
  if (what === 'assess') return assess(dir, rest[0], rest[1] === 'baselines', watch);
  if (what === 'told') return measureTold(dir, Number(rest[0]));
  const workers = Math.min(MOST_WORKERS, availableParallelism());
  if (what === 'unseen') {
    const [seed, epochs] = rest.map(Number);
    return measureUnseen(dir, { seed, workers, ...(epochs === undefined ? {} : { epochs }) }, watch);
  }
  const [factors, seed, epochs] = rest.map(Number);
  return measureCurve(dir, { factors, seed, workers, ...(epochs === undefined ? {} : { epochs }) }, watch);
}

const abort = new AbortController();
process.on('SIGINT', () => abort.abort());
process.on('SIGTERM', () => abort.abort());
const clock = (): number => performance.now() / 1000;
const watch: Watch = {
  versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
  signal: abort.signal,
  progress: (label) => progressOn(process.stderr, label, clock),
  clock,
};
try {
  process.stdout.write(`${JSON.stringify(await measured(process.argv.slice(2), watch))}\n`);
} catch (error) {
  const { status, line } = explain(error);
  process.stderr.write(`${line}\n`);
  process.stdout.write(`${JSON.stringify({ error: line, status })}\n`);
  process.exitCode = status;
}
