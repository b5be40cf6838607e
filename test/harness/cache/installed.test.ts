import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installedVersions } from '../../../harness/cache/installed.ts';

describe('installedVersions', () => {
  it('are those that this package asks for, whether or not a package lets its own file be seen', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const names = ['ml-matrix', '@tensorflow/tfjs-core'];
    expect(installedVersions(names)).toEqual(Object.fromEntries(names.map((name) => [name, dependencies[name]])));
  });

  it('are null of what is not installed', () => {
    expect(installedVersions(['no-such-package'])).toEqual({ 'no-such-package': null });
  });
});
