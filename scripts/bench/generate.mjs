// How long `matinee generate` takes on full-house-v1, at four lengths, and where the time goes.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import inspector from 'node:inspector/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../../dist/scenarios/schema/parse.js';
import { columnMaker } from '../../dist/sim/screening/columns.js';
import { setStage } from '../../dist/sim/screening/stage.js';
import { root } from '../setup.mjs';
import { machine } from './machine.mjs';

const SCENARIO = join(root, 'scenarios', 'full-house-v1.yaml');
const LENGTHS = [675, 1350, 2700, 5400];

/** Runs the command; its JSON with wall seconds and the peak of resident memory in bytes. */
function generate(out, seconds, workers) {
  const main = join(root, 'dist', 'harness', 'main.js');
  const args = [
    main,
    'generate',
    SCENARIO,
    '-o',
    out,
    '--set',
    `film.duration=${seconds}`,
    '--workers',
    `${workers}`,
    '--json',
  ];
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    let peak = 0;
    const watch = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
      } catch {
        // The process has just ended, or this system has no /proc.
      }
    }, 50);
    child.stdout.on('data', (data) => {
      text += data;
    });
    child.on('close', (code) => {
      clearInterval(watch);
      if (code !== 0) reject(new Error(`generate ended with status ${code}: ${text}`));
      else resolve({ ...JSON.parse(text), wall: (performance.now() - started) / 1000, peak });
    });
  });
}

/** Seconds to hash and write as many bytes as a dataset holds, one thread, in the dataset's chunk sizes. */
function floor(folder, bytes) {
  const block = Buffer.alloc(4_352_000);
  for (let n = 0; n < block.length; n += 4) block.writeFloatLE(Math.sin(n), n);
  let started = performance.now();
  for (let done = 0; done < bytes; done += block.length) createHash('sha256').update(block).digest();
  const hashing = (performance.now() - started) / 1000;
  started = performance.now();
  for (let done = 0, n = 0; done < bytes; done += block.length, n += 1) {
    const file = openSync(join(folder, `block-${n}`), 'w');
    writeSync(file, block);
    closeSync(file);
  }
  return { hashing, writing: (performance.now() - started) / 1000 };
}

const ROOMS = [
  [/sim\/(script|reaction|nuisance|behavior|audience)\/|screening\/play/, 'script, reaction, head motion'],
  [/sim\/face\/(contour|jaw)/, 'jaw contour of each view'],
  [/sim\/face\/(self-visibility|horizon|height)/, 'self-occlusion'],
  [/sim\/face\//, 'posing the face'],
  [/sim\/visibility\//, 'occlusion by others, projection'],
  [/sim\/(sensing|screening)\//, 'pose fits, canonical landmarks'],
  [/sim\/random\//, 'random numbers'],
  [/sim\/dataset\//, 'chunks'],
];

/** Microseconds per viewer-second by part of the simulator, one thread, after set-up. */
async function parts(folder) {
  const stage = setStage(loadScenario(SCENARIO, []));
  const maker = columnMaker(stage, { position: false, projected: false });
  maker.make(folder, 0, () => {});
  const session = new inspector.Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const columns = 8;
  const started = performance.now();
  for (let column = 1; column <= columns; column += 1) maker.make(folder, column, () => {});
  const entries = columns * 128 * maker.stage.viewers.length;
  const each = ((performance.now() - started) * 1000) / entries;
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const sums = new Map();
  let total = 0;
  profile.samples.forEach((id, n) => {
    const { url, functionName } = nodes.get(id).callFrame;
    let part = ROOMS.find(([pattern]) => pattern.test(url))?.[1] ?? 'other';
    if (url.startsWith('node:') || url === '') {
      part = /write|open|close|mkdir/i.test(functionName)
        ? 'writing files'
        : /update|digest|hash/i.test(functionName)
          ? 'SHA-256'
          : 'other (engine, garbage)';
    }
    sums.set(part, (sums.get(part) ?? 0) + profile.timeDeltas[n]);
    total += profile.timeDeltas[n];
  });
  return { each, rows: [...sums].map(([part, us]) => [part, (each * us) / total]).sort((a, b) => b[1] - a[1]) };
}

/** Prints the tables of BENCHMARKS.md for generating. */
export async function bench() {
  const workers = availableParallelism();
  console.log(`${machine(root)}\n`);
  console.log(`\`full-house-v1\`, 400 viewers, four cameras, ${workers} workers\n`);
  console.log(
    '| seconds of film | entries | time, s | us per viewer-second | dataset, GB | bytes per viewer-second | peak memory, MiB |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  const folder = mkdtempSync(join(tmpdir(), 'matinee-bench-'));
  let last;
  try {
    for (const seconds of LENGTHS) {
      const out = join(folder, 'screening');
      last = await generate(out, seconds, workers);
      rmSync(out, { recursive: true });
      const cells = [
        seconds,
        last.entries,
        last.wall.toFixed(1),
        ((1e6 * last.wall) / last.entries).toFixed(1),
        (last.bytes / 1e9).toFixed(2),
        Math.round(last.bytes / last.entries),
        Math.round(last.peak / 2 ** 20),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
    const least = floor(folder, last.bytes);
    const rate = (seconds) => `${seconds.toFixed(1)} s, ${(last.bytes / 1e9 / seconds).toFixed(2)} GB/s`;
    console.log(
      `\nThe same bytes, one thread: hashed only ${rate(least.hashing)}; written only ${rate(least.writing)}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const again = mkdtempSync(join(tmpdir(), 'matinee-bench-'));
  try {
    const { each, rows } = await parts(again);
    console.log(`One thread after set-up: ${each.toFixed(1)} us per viewer-second, of which\n`);
    console.log('| part | us |\n| --- | ---: |');
    for (const [part, us] of rows) console.log(`| ${part} | ${us.toFixed(2)} |`);
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
}
