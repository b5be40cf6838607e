// `npm start`: set-up, then the main job on the embedded default scenario.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const out = join('out', 'short-v1');
// The default output is this command's own: a second `npm start` makes it anew.
if (existsSync(join(root, out, 'zarr.json'))) rmSync(join(root, out), { recursive: true });
const main = join(root, 'dist', 'harness', 'main.js');
const result = spawnSync(process.execPath, [main, 'generate', join('scenarios', 'short-v1.yaml'), '-o', out], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(result.status ?? 70);
