// `npm start`: set-up, then a screening, a model trained on it, what the model recovers, and a sheet of pictures.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const dataset = join('out', 'short-v1');
const model = join('out', 'short-v1-model');
const pictures = join('out', 'short-v1-pictures');
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
// Pictures need a GL driver, which all else does without: where there is none, render has said what to install.
if (existsSync(join(root, pictures, 'render.json'))) rmSync(join(root, pictures), { recursive: true });
const sheet = ['render', dataset, '--out', pictures, '--contact-sheet', '--from', '32', '--to', '32'];
const { status } = spawnSync(process.execPath, [main, ...sheet], { cwd: root, stdio: 'inherit' });
if (status !== 0 && status !== 3) process.exit(status ?? 70);
