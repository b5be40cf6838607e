import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainCommand } from '../../harness/commands/train.ts';
import * as library from '../../harness/library.ts';
import { said } from '../fvae/said.ts';
import { runHere } from '../laws/command.ts';
import { generated } from '../laws/generated-dataset.ts';
import { tinyScenario } from '../laws/tiny-scenario.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'matinee-library-'));
const dir = join(folder, 'small');
const options = { factors: 2, epochs: 1, workers: 1, backend: 'wasm', seed: 3 } as const;
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 160 }), 'small');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the library', () => {
  it('fits a folder, a dataset or a tensor: the same model as matinee train', async () => {
    const { state, tensor, split, fitted } = await library.fit(dir, { ...options, holdOut: 0.3 });
    expect([split.training.length, split.heldOut.length]).toEqual([8, 4]);
    expect(tensor.viewers).toBe(8);
    const opened = await library.fit(library.openDataset(dir), { ...options, holdOut: 0.3 });
    expect(opened.state).toEqual(state);
    expect((await library.fit(tensor, options)).state).toEqual(state);
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const model = join(folder, 'model');
    expect((await runHere(trainCommand, [dir, '-o', model, '--hold-out', '0.3', ...words])).status).toBe(0);
    const loaded = library.loadModel(model).state;
    expect(loaded.arrays).toEqual(state.arrays);
    expect(said(library.restore(loaded, tensor).impute(2))).toEqual(said(fitted.impute(2)));
  });

  it('is what the package exports, with its types', () => {
    const { exports, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(exports['.']).toEqual({ types: './dist/harness/library.d.ts', default: './dist/harness/library.js' });
    for (const path of Object.values(exports['.']) as string[]) expect(existsSync(join(root, path))).toBe(true);
    expect(files).toContain('dist');
  });
});
