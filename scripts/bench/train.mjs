// Training speed on each backend that this machine has, beside PyTorch in the same run.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAddon } from '../../dist/fvae/backend/addon.js';
import { openBackend } from '../../dist/fvae/backend/open.js';
import { root } from '../setup.mjs';
import { machine } from './machine.mjs';

const folder = join(root, 'scripts', 'bench');
const NETWORKS = { 'study size': [136, 256, 128, 16], small: [24, 64, 64, 6] };
/** Steps over which the losses of one replica are compared with those of wasm. */
const COMPARED = 50;

/** What a program prints as JSON; null where it fails. */
function spoken(command, args, env = {}) {
  const ran = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (ran.status !== 0) return null;
  return JSON.parse(ran.stdout.trim().split('\n').at(-1));
}

function ours(title, backend, native, workers) {
  const measure = join(folder, 'train', 'measure.mjs');
  return {
    title,
    run: (options) => spoken(process.execPath, [measure, JSON.stringify({ backend, native, workers, ...options })]),
    replicas: Math.max(1, workers),
  };
}

/** Debian's packages belong to Debian's own Python, which need not be the first in the path. */
const pythons = ['python3', '/usr/bin/python3'];
const python = pythons.find((name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);

function pytorch(title, env) {
  const run = ({ widths, batch, seconds }) =>
    spoken(python, [join(folder, 'torch_peer.py'), widths.join(','), `${batch}`, `${seconds}`], env);
  return { title, run, replicas: 0 };
}

async function stacks(cores) {
  const found = [ours('wasm, 1 thread', 'wasm', false, 1), ours(`wasm, ${cores} workers`, 'wasm', false, cores)];
  if (typeof loadAddon() === 'object' && loadAddon() !== null) {
    found.push(ours(`wasm with OpenBLAS, ${cores} threads`, 'wasm', true, 0));
    found.push(ours(`wasm with OpenBLAS, ${cores} workers`, 'wasm', true, cores));
  }
  for (const backend of ['native', 'webgpu', 'cuda']) {
    const opened = await openBackend(backend).catch(() => null);
    if (opened !== null) found.push(ours(opened.line, backend, true, 0));
  }
  if (python !== undefined) {
    const threads = `${cores}`;
    found.push(pytorch('PyTorch, default', {}));
    found.push(
      pytorch('PyTorch, tuned', {
        OMP_WAIT_POLICY: 'PASSIVE',
        OMP_NUM_THREADS: threads,
        OPENBLAS_NUM_THREADS: threads,
      }),
    );
  }
  return found;
}

/** The largest relative difference between two courses of losses. */
const apart = (a, b) => Math.max(...a.slice(0, COMPARED).map((loss, n) => Math.abs(loss - b[n]) / Math.abs(b[n])));

/** Prints the tables of BENCHMARKS.md for training. */
export async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      batch: { type: 'string', default: '4096' },
    },
  });
  const [rounds, seconds, batch] = [values.rounds, values.seconds, values.batch].map(Number);
  const candidates = await stacks(availableParallelism());
  console.log(`${machine(root)}\n`);
  if (python === undefined) {
    console.log('PyTorch is not installed (Debian, Ubuntu: sudo apt-get install python3-torch): no ratio to it.\n');
  }
  for (const [name, widths] of Object.entries(NETWORKS)) {
    const best = new Map();
    const losses = new Map();
    // Rounds, so that a busy moment does not fall on one of them alone.
    for (let round = 0; round < rounds; round += 1) {
      for (const { title, run, replicas } of candidates) {
        const compared = round === 0 && replicas === 1 ? COMPARED : 0;
        const result = run({ widths, batch, seconds, compared });
        if (result === null) continue;
        best.set(title, Math.min(best.get(title) ?? Number.POSITIVE_INFINITY, result.median));
        if (compared > 0) losses.set(title, result.losses);
      }
    }
    const peers = candidates.filter(({ replicas }) => replicas === 0).map(({ title }) => best.get(title));
    const peer = Math.min(...peers.filter((lap) => lap !== undefined));
    const shape = `${widths.join('-')} and back, batch ${batch}, the quickest of ${rounds} rounds of ${seconds} s`;
    console.log(`${name[0].toUpperCase()}${name.slice(1)}: ${shape}\n`);
    console.log('| stack | samples/s | ms a step | of PyTorch | losses of 50 steps from wasm, relative |');
    console.log('| --- | ---: | ---: | ---: | ---: |');
    const reference = losses.get('wasm, 1 thread');
    for (const { title } of candidates) {
      const lap = best.get(title);
      const ratio = lap === undefined || peer === Number.POSITIVE_INFINITY ? '' : (peer / lap).toFixed(2);
      const course = losses.get(title);
      const differs = course === undefined || course === reference ? '' : apart(course, reference).toExponential(1);
      const cells = lap === undefined ? ['failed', '', ''] : [Math.round(batch / lap), (1000 * lap).toFixed(1), ratio];
      console.log(`| ${[title, ...cells, differs].join(' | ')} |`);
    }
    console.log('');
  }
  process.exit(0);
}
