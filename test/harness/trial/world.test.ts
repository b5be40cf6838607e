import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorld, originHere } from '../../../harness/trial/world.ts';

describe('what results follow from here', () => {
  it('is Node, the backend that trials compute with, and the packages that do', () => {
    const { engine, code } = originHere();
    expect(engine).toContain(`node ${process.versions.node}`);
    expect(engine).toMatch(/; wasm, /);
    for (const name of ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm', 'ml-matrix', 'delaunator']) {
      expect(engine).toMatch(new RegExp(`; ${name} \\d+\\.\\d+\\.\\d+`));
    }
    expect(code).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a fresh world', () => {
  it('reads no result that is there, and puts new ones in their place', () => {
    const cache = mkdtempSync(join(tmpdir(), 'matinee-world-'));
    const rest = { signal: new AbortController().signal, progress: () => () => {}, clock: () => 0, workers: 1 };
    const open = (fresh: boolean) => openWorld({ ...rest, cache, fresh }).store;
    open(false).write('trials/a', 1);
    expect(open(true).read('trials/a')).toBeNull();
    open(true).write('trials/a', 2);
    expect(open(false).read('trials/a')).toBe(2);
    rmSync(cache, { recursive: true });
  });
});
