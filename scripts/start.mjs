// `npm start`: set-up, then a screening, a model trained on it, and what the model recovers.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const dataset = join('out', 'short-v1');
const model = join('out', 'short-v1-model');
// These outputs are this command's own: a second `npm start` makes them anew.
for (const out of [dataset, model]) {
  if (existsSync(join(root, out, 'zarr.json'))) rmSync(join(root, out), { recursive: true });
  rmSync(join(root, `${out}.unfinished`), { recursive: true, force: true });
}
const main = join(root, 'dist', 'harness', 'main.js');
for (const args of [
  ['generate', join('scenarios', 'short-v1.yaml'), '-o', dataset],
  ['train', dataset, '-o', model],
  ['evaluate', model, dataset, '--baselines', 'additive,pca,cp,plain-vae'],
]) {
  const { status } = spawnSync(process.execPath, [main, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 70);
}
