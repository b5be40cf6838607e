// A copy of the build that a long run works with, so that building meanwhile does not mix two versions.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a run needs of the checkout, besides its packages. */
const PARTS = ['dist', 'scenarios', 'package.json', join('fvae', 'backend', 'native')];

/** The folder of the copy, made unless it is there; copies of other builds go. */
export function freeze(root, folder) {
  const parts = PARTS.filter((part) => existsSync(join(root, part)));
  const name = digestOf(root, parts);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, name);
  for (const other of readdirSync(folder)) if (other !== name) rmSync(join(folder, other), { recursive: true });
  if (existsSync(copy)) return copy;
  const temp = `${copy}.tmp-${process.pid}`;
  for (const part of parts) cpSync(join(root, part), join(temp, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(temp, 'node_modules'), 'junction');
  renameSync(temp, copy);
  return copy;
}

function digestOf(root, parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    const names = part.includes('.') ? [''] : readdirSync(join(root, part), { recursive: true }).sort();
    for (const name of names) {
      if (name !== '' && !/\.(js|yaml|node)$/.test(name)) continue;
      hash.update(`${part}/${name}\0`).update(readFileSync(join(root, part, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
