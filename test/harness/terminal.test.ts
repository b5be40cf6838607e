import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressOn } from '../../harness/terminal.ts';

/** What progress says when `counts` of `total` are done, one every ten seconds. */
function said(counts: readonly number[], total: number, note?: string, isTTY = false): string[] {
  const lines: string[] = [];
  let now = 0;
  const show = progressOn({ write: (text) => lines.push(text), isTTY }, 'work', () => now);
  for (const done of counts) {
    show(done, total, note);
    now += 10;
  }
  return lines;
}

describe('progress', () => {
  it('says what is done and, beside a note, the time left as soon as that is known', () => {
    expect(said([0, 1, 2], 4, 'a note')).toEqual([
      'work: 0 %, a note\n',
      'work: 25 %, a note, 30 s left\n',
      'work: 50 %, a note, 20 s left\n',
    ]);
    expect(said([0, 4], 4)).toEqual(['work: 0 %\n', 'work: 100 %\n']);
  });

  it('redraws a bar on a terminal and takes it away at the end', () => {
    const [begun, half, done, gone] = said([0, 1, 2], 2, undefined, true);
    expect(begun).not.toContain('left');
    expect(half).toMatch(/^\rwork █+░+ {2}50 % 10 s left/);
    expect(done).toContain('100 %');
    expect(gone).toBe('\r\u001b[K');
  });

  it('writes a line a tenth at most, and the end, however often it is told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (total) => {
        const lines = said(
          Array.from({ length: total + 1 }, (_, done) => done),
          total,
        );
        expect(lines.length).toBeLessThanOrEqual(11);
        expect(lines.at(-1)).toBe('work: 100 %\n');
      }),
    );
  });
});
