import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** SHA-256 (hex) of a JSON value, the same whatever the order of an object's keys; what is undefined counts as absent. */
export function contentDigest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/**
 * SHA-256 (hex) of the code below `parts` of `root`, sources or built, native ones among them; rendering, declarations and
 * source maps have no say.
 */
export function codeDigest(root: string, parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of parts.flatMap((part) => scriptsUnder(join(root, part))).sort()) {
    const name = relative(root, path).split(sep).join('/');
    if (name.startsWith('sim/render/')) continue;
    hash.update(name).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function scriptsUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (statSync(folder).isFile()) return [folder];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return scriptsUnder(path);
    return /\.(js|c|gyp|node)$|(?<!\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}
