import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { openTextFile } from '../../../harness/export/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('holds all that was written, text and bytes, short and longer than its buffer', () => {
  const path = join(folder, 'text');
  const unit = fc.string({ unit: 'grapheme', maxLength: 20 });
  const piece = fc.record({ unit, times: fc.constantFrom(1, 3, 50_000, 300_000), bytes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const file = openTextFile(path);
      for (const { unit, times, bytes } of pieces) {
        const text = unit.repeat(times);
        const more = Buffer.from(`${text}beyond`);
        if (bytes) file.writeBytes(more, more.length - 'beyond'.length);
        else file.write(text);
      }
      file.close();
      expect(readFileSync(path, 'utf8') === pieces.map(({ unit, times }) => unit.repeat(times)).join('')).toBe(true);
    }),
    { numRuns: 30 },
  );
});
