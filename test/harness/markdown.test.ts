import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, markdownTable, percent } from '../../harness/markdown.ts';

describe('a table', () => {
  it('has as many cells in every line, whatever stands in them', () => {
    const cell = fc.string();
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }), (rows) => {
        const lines = markdownTable(['a', 'b', 'c'], rows);
        expect(lines.length).toBe(rows.length + 2);
        for (const line of lines) {
          expect(line).not.toContain('\n');
          expect(line.replaceAll('\\|', '').split('|').length).toBe(5);
        }
      }),
    );
  });

  it('aligns columns of numbers to the right', () => {
    expect(markdownTable(['run', 'x'], [['a', '1']])).toEqual(['| run | x |', '| --- | ---: |', '| a | 1 |']);
    const rule = (cells: string[]): string =>
      markdownTable(
        ['x'],
        cells.map((cell) => [cell]),
      )[1];
    expect(rule(['-', '-1.5', '2 of 3', '0.1 to 0.2', '0.93 (1.00)', '1,024', '5.0 %'])).toBe('| ---: |');
    for (const text of ['cp-4', 'yes', '', '2 of 3 runs', '0.9, 0.8']) expect(rule(['1', text]), text).toBe('| --- |');
  });
});

describe('numbers', () => {
  it('have a dash where there is none, and no sign on a zero', () => {
    expect([fixed(null, 2), fixed(undefined, 2), fixed(Number.NaN, 2), percent(null)]).toEqual(['-', '-', '-', '-']);
    expect([fixed(-0.001, 2), fixed(-0.01, 2), percent(0.9)]).toEqual(['0.00', '-0.01', '90.0']);
  });
});
