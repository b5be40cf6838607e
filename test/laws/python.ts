import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const scripts = resolve(import.meta.dirname, '..', 'python');

/** What the script in test/python prints, parsed as JSON. Fails plainly where Python or NumPy are not installed. */
export function runPython(script: string, ...args: string[]): unknown {
  const result = spawnSync('python3', [join(scripts, script), ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.error !== undefined) throw new Error(`python3 cannot be run (${result.error.message}): install python3`);
  if (/No module named '?numpy/.test(result.stderr)) throw new Error('NumPy is missing: install python3-numpy');
  if (result.status !== 0) throw new Error(`${script} failed:\n${result.stderr}`);
  return JSON.parse(result.stdout);
}
