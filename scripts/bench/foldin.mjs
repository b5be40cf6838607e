// What it takes a trained model to tell one new viewer from a part of the film and to forecast the rest. Folders of datasets
// may be given; short-v1 and family-film-v1 are generated otherwise.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fit as train } from '../../dist/fvae/fit.js';
import { splitViewers } from '../../dist/harness/evaluation/split.js';
import { prefixRow, visibleOf, visibleTensor } from '../../dist/harness/evaluation/visible.js';
import { openDataset } from '../../dist/sim/dataset/reader.js';
import { root } from '../setup.mjs';
import { machine } from './machine.mjs';

const SCENARIOS = ['short-v1', 'family-film-v1'];
/** Shares of the film that are seen. */
const PREFIXES = [0.05, 0.25, 1];
/** The time for a viewer hangs on the film and the factors, not on how many viewers or epochs the model was fitted to. */
const VIEWERS = 60;
const EPOCHS = 4;
const ROUNDS = 12;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function measured(dataset) {
  const split = splitViewers(dataset.sizes.viewers, 0.2, 0);
  const visible = visibleOf(dataset, split);
  const tensor = visibleTensor(visible, split.training.slice(0, VIEWERS));
  const { fitted } = await train(tensor, { seed: 0, epochs: EPOCHS });
  const { samples } = dataset.sizes;
  const title = `${dataset.attributes.title}, ${samples} samples`;
  const viewers = split.heldOut.slice(0, 10).map((viewer) => visible.row(viewer));
  return PREFIXES.map((share) => {
    const rows = viewers.map((row) => prefixRow(row, Math.round(share * samples)));
    const times = [];
    for (let round = -2; round < ROUNDS; round += 1) {
      for (const { values, mask } of rows) {
        const from = performance.now();
        fitted.foldIn(values, mask);
        // The first two warm the machine up.
        if (round >= 0) times.push(performance.now() - from);
      }
    }
    const seen = rows.reduce((sum, { mask }) => sum + mask.reduce((a, b) => a + b, 0), 0) / rows.length;
    return `| ${title} | ${100 * share} % | ${Math.round(seen)} | ${median(times).toFixed(2)} | ${Math.min(...times).toFixed(2)} |`;
  });
}

function generated(name, dir) {
  const main = join(root, 'dist', 'harness', 'main.js');
  const scenario = join(root, 'scenarios', `${name}.yaml`);
  execFileSync(process.execPath, [main, 'generate', scenario, '-o', dir, '--seed', '0'], { stdio: 'ignore' });
}

/** Prints the table. */
export async function bench(folders) {
  const scratch = mkdtempSync(join(tmpdir(), 'matinee-bench-'));
  try {
    console.log(`\`npm run bench -- foldin\` on ${machine(root)}, one thread\n`);
    console.log('| film | seen | samples seen | ms, median | ms, least |');
    console.log('| --- | ---: | ---: | ---: | ---: |');
    for (const name of folders.length > 0 ? folders : SCENARIOS) {
      const dir = folders.length > 0 ? name : join(scratch, name);
      if (folders.length === 0) generated(name, dir);
      for (const line of await measured(openDataset(dir))) console.log(line);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
