// Measures training on one backend, in a process of its own; prints one JSON line.
import { openBackend } from '../../../dist/fvae/backend/open.js';
import { initialiseNetwork } from '../../../dist/fvae/network.js';
import { elboShapes } from '../../../dist/fvae/objective/elbo.js';
import { parameterCount, partsOf } from '../../../dist/fvae/parameters.js';
import { createRandom } from '../../../dist/fvae/random.js';
import { createTeam } from '../../../dist/fvae/train/team.js';

const { backend, native, workers, widths, batch, seconds, compared } = JSON.parse(process.argv[2]);
const [features, factors] = [widths[0], widths.at(-1)];
const hidden = widths.slice(1, -1);
const model = {
  encoder: { widths: [features, ...hidden, 2 * factors], activation: 'relu' },
  decoder: { widths: [factors, ...hidden.toReversed(), features], activation: 'relu' },
  viewers: 400,
  samples: 5400,
  noise: 'diagonal',
};
const shapes = elboShapes(model);
const parameters = new Float32Array(parameterCount(shapes));
const parts = partsOf(shapes, parameters);
const random = createRandom(0, 'bench parameters');
for (const network of ['encoder', 'decoder']) initialiseNetwork(model[network], network, parts, random);
for (const table of [parts.viewer, parts.sample]) {
  random.fillNormal(table);
  for (let at = 0; at < table.length; at += 1) table[at] *= 0.1;
}

const { line } = await openBackend(backend, { native });
const module = new URL('./replica.mjs', import.meta.url);
const init = { model, shapes, rows: batch };
const team = await createTeam({ module, init, parameters, workers, backend, native });
let from = 0;
let last = performance.now();
const laps = [];
const onStep = () => {
  const now = performance.now();
  laps.push((now - last) / 1000);
  last = now;
};
const run = async (count) => {
  const losses = await team.run({ from, count, rate: 1e-3, onStep });
  from += count;
  return losses;
};
const losses = [...(await run(Math.max(compared, 5)))];
laps.length = 0;
last = performance.now();
const end = last + 1000 * seconds;
while (performance.now() < end) await run(8);
await team.close();
laps.sort((a, b) => a - b);
console.log(JSON.stringify({ line, median: laps[laps.length >> 1], losses }));
// Dawn keeps a process alive.
process.exit(0);
