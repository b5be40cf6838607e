// Training as `matinee train --recipe paper` does it, on a whole film in memory: samples/s, and how long 16 M faces take; on
// an NVIDIA GPU beside PyTorch, which goes over the same rows again and again.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBackend } from '../../dist/fvae/backend/open.js';
import { initialiseNetwork } from '../../dist/fvae/network.js';
import { elboShapes } from '../../dist/fvae/objective/elbo.js';
import { parameterCount, partsOf } from '../../dist/fvae/parameters.js';
import { createRandom } from '../../dist/fvae/random.js';
import { createTeam } from '../../dist/fvae/train/team.js';
import { root } from '../setup.mjs';
import { machine } from './machine.mjs';

const FACES = 16e6;
const [VIEWERS, SAMPLES, FEATURES, FACTORS] = [400, 5400, 136, 16];
const HIDDEN = [256, 128];

/** Milliseconds of a step of PyTorch on the GPU; null where it has none. */
function pytorch(batch) {
  const widths = [FEATURES, ...HIDDEN, FACTORS].join(',');
  const peer = join(root, 'scripts', 'bench', 'torch_peer.py');
  const ran = spawnSync('python3', [peer, widths, `${batch}`, '2', 'cuda'], { encoding: 'utf8' });
  return ran.status === 0 ? 1000 * JSON.parse(ran.stdout.trim().split('\n').at(-1)).median : null;
}

/** Prints the table of BENCHMARKS.md for whole epochs. */
export async function bench(args) {
  const { values: options } = parseArgs({
    args,
    options: {
      backend: { type: 'string', default: 'auto' },
      batches: { type: 'string', default: '4096,32768,131072,524288' },
      epochs: { type: 'string', default: '3' },
    },
  });
  const backend = await openBackend(options.backend);
  const count = VIEWERS * SAMPLES;
  const values = new Float32Array(new SharedArrayBuffer(4 * count * FEATURES));
  const drawn = new Float32Array(1_000_003);
  createRandom(0, 'bench values').fillNormal(drawn);
  for (let at = 0; at < values.length; at += drawn.length) {
    values.set(drawn.subarray(0, Math.min(drawn.length, values.length - at)), at);
  }
  const model = {
    encoder: { widths: [FEATURES, ...HIDDEN, 2 * FACTORS], activation: 'relu' },
    decoder: { widths: [FACTORS, ...HIDDEN.toReversed(), FEATURES], activation: 'relu' },
    viewers: VIEWERS,
    samples: SAMPLES,
    noise: 'diagonal',
  };
  const shapes = elboShapes(model);
  console.log(`${machine(root)}\n${backend.line}\n`);
  console.log('| batch | ms a step | samples/s | 16 M faces, s | PyTorch on the GPU, ms a step |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const batch of options.batches.split(',').map(Number)) {
    const parameters = new Float32Array(parameterCount(shapes));
    const parts = partsOf(shapes, parameters);
    const random = createRandom(0, 'bench parameters');
    for (const network of ['encoder', 'decoder']) initialiseNetwork(model[network], network, parts, random);
    for (const table of [parts.viewer, parts.sample]) random.fillNormal(table);
    const entries = Uint32Array.from({ length: count }, (_, at) => at);
    const team = await createTeam({
      module: new URL('../../dist/fvae/published/elbo-replica.js', import.meta.url),
      init: { seed: 0, samples: SAMPLES, model, shapes, batch, values, entries, factorised: true },
      parameters,
      workers: 0,
      backend: backend.name,
    });
    const steps = Math.floor(count / batch);
    await team.run({ from: 0, count: Math.min(3, steps), rate: 1e-3 });
    const before = performance.now();
    await team.run({ from: steps, count: steps * Number(options.epochs), rate: 1e-3 });
    const lap = (performance.now() - before) / 1000 / (steps * Number(options.epochs));
    await team.close();
    const cells = [batch, (1000 * lap).toFixed(1), Math.round(batch / lap), ((FACES * lap) / batch).toFixed(2)];
    cells.push(backend.name === 'wasm' ? '-' : (pytorch(batch)?.toFixed(1) ?? '-'));
    console.log(`| ${cells.join(' | ')} |`);
  }
  // Dawn keeps a process alive.
  process.exit(0);
}
