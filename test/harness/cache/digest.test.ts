import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeDigest, contentDigest } from '../../../harness/cache/digest.ts';

describe('the digest of a value', () => {
  it('is that of its JSON, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(contentDigest({ a, b })).toBe(contentDigest({ b, a }));
        expect(contentDigest({ a })).toBe(contentDigest(JSON.parse(JSON.stringify({ a }))));
        expect(contentDigest({ a, b }) === contentDigest({ a: b, b: a })).toBe(
          contentDigest({ a }) === contentDigest({ a: b }),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is the SHA-256 of canonical JSON', () => {
    expect(contentDigest({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});

describe('the digest of code', () => {
  let root = '';
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const digest = (): string => codeDigest(root, ['fvae', 'sim', 'harness/trial']);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'matinee-code-'));
    put('fvae/fit.js', 'a');
    put('harness/trial/run.ts', 'b');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    'fvae/fit.js',
    'harness/trial/run.ts',
    'sim/face/face.js',
    'fvae/backend/native/sgemm.c',
    'fvae/backend/native/binding.gyp',
    'fvae/backend/native/build/Release/sgemm.node',
  ])('changes with %s', (name) => {
    const before = digest();
    put(name, 'changed');
    expect(digest()).not.toBe(before);
  });

  it.each(['fvae/fit.d.ts', 'fvae/fit.js.map', 'sim/render/look.js', 'harness/commands/x.ts'])(
    'does not change with %s',
    (name) => {
      const before = digest();
      put(name, 'changed');
      expect(digest()).toBe(before);
    },
  );
});
