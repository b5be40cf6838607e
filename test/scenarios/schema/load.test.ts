import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario, ScenarioError, scenarioIds } from '../../../scenarios/schema/parse.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

function refused(path: string): ScenarioError {
  try {
    loadScenario(path);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const expected = 'expected a scenario file, or the id of a scenario that comes with the package';

describe('loadScenario', () => {
  it('reads a file, with --set on top', () => {
    const path = join(folder, 'mine-v3.yaml');
    writeFileSync(path, 'matinee: 1\ntitle: Mine\n');
    expect(loadScenario(path, ['seed=5'])).toMatchObject({ id: 'mine-v3', title: 'Mine', seed: 5 });
  });

  it('finds a shipped scenario by its id', () => {
    expect(loadScenario('short-v1').id).toBe('short-v1');
    expect(scenarioIds()).toContain('short-v1');
  });

  it('prefers a file of that name', () => {
    const path = join(folder, 'short-v1');
    writeFileSync(path, 'matinee: 1\ntitle: Nearer\n');
    expect(loadScenario(path).title).toBe('Nearer');
  });

  it('says that there is no such file and which id may be meant', () => {
    expect(refused('shrot-v1').message).toBe(
      `shrot-v1: file: found no such file, ${expected}; did you mean "short-v1"?`,
    );
    const path = join(folder, 'none.yaml');
    expect(refused(path).message).toBe(`${path}: file: found no such file, ${expected}`);
    expect(refused(join(folder, 'mine-v3.yaml', 'below')).message).toContain('found no such file');
    expect(refused('').message).toContain('found no usable file name');
    expect(refused('a\0b').message).toContain('found no usable file name');
  });

  it('refuses a folder, a pipe and a device without opening them', () => {
    const inner = join(folder, 'inner.yaml');
    mkdirSync(inner);
    expect(refused(inner).message).toBe(`${inner}: file: found a folder, ${expected}`);
    const pipe = join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    expect(refused(pipe).message).toBe(`${pipe}: file: found a pipe, ${expected}`);
    expect(refused('/dev/zero').message).toBe(`/dev/zero: file: found a device or socket, ${expected}`);
  });

  it('refuses a file of 100 MB by its size', () => {
    const path = join(folder, 'large.yaml');
    writeFileSync(path, '');
    truncateSync(path, 100_000_000);
    expect(refused(path).message).toBe(
      `${path}: file: found 100000000 bytes, expected a scenario of at most 1048576 bytes`,
    );
  });
});
