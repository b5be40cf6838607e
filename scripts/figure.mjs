// Regenerates docs/screening.svg, the README's picture, from ten minutes of the reference scenario.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const folder = mkdtempSync(join(tmpdir(), 'matinee-figure-'));
try {
  const out = join(folder, 'screening');
  const generators = '[{types: [humor], rate: 80, duration: {mean: 4}}, {types: [surprise], rate: 40}]';
  const sets = ['--set', 'film.duration=600', '--set', `film.generators=${generators}`];
  const main = join(root, 'dist', 'harness', 'main.js');
  const made = spawnSync(process.execPath, [main, 'generate', 'scenarios/family-film-v1.yaml', '-o', out, ...sets], {
    cwd: root,
    stdio: 'inherit',
  });
  if (made.status !== 0) throw new Error(`generate ended with status ${made.status}`);
  const { openDataset } = await import(new URL('../dist/sim/dataset/reader.js', import.meta.url).href);
  const { screeningFigure } = await import(new URL('../dist/harness/figure.js', import.meta.url).href);
  writeFileSync(join(root, 'docs', 'screening.svg'), screeningFigure(openDataset(out)));
  console.log('wrote docs/screening.svg');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
