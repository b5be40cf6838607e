// `npm run bench -- NAME`: measures, prints Markdown. NAME: epoch, generate, faces, foldin, missing, render, residue, train.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup.mjs';

const names = ['epoch', 'generate', 'faces', 'foldin', 'missing', 'render', 'residue', 'train'];
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`bench: found ${JSON.stringify(name ?? '')}, expected one of ${names.join(', ')}`);
  process.exit(2);
}
const file = join(root, 'scripts', 'bench', `${name}.mjs`);
const { bench } = await import(pathToFileURL(file).href);
await bench(rest);
