import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, packed, type Row } from '../../../harness/report/records.ts';
import { runPython } from '../../laws/python.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '"', '\n', '\r', ' ', '=', '日') });

describe('csvText', () => {
  it('is read by Python’s csv module: a line a row, the table’s name first, columns of all tables', () =>
    withFolder((folder) => {
      const samples = fc.sample(
        fc.array(fc.record({ name: text, value: fc.double({ noNaN: true, noDefaultInfinity: true }) }), {
          minLength: 1,
        }),
        20,
      );
      const tables = Object.fromEntries(samples.map((rows, n) => [`table ${n}`, rows]));
      const path = join(folder, 'all.csv');
      writeFileSync(path, csvText({ ...tables, other: [{ more: 1, name: null }] }));
      const [head, ...lines] = runPython('read_csv.py', path) as string[][];
      expect(head).toEqual(['table', 'name', 'value', 'more']);
      const expected = Object.entries(tables).flatMap(([table, rows]) =>
        rows.map((row) => [table, row.name, String(row.value), '']),
      );
      expect(lines).toEqual([...expected, ['other', '', '', '1']]);
    }));

  it('writes nothing for what is no number', () => {
    expect(
      csvText({
        a: [
          { x: Number.NaN, y: 1 },
          { x: Number.POSITIVE_INFINITY, y: null },
        ],
      }),
    ).toBe('table,x,y\r\na,,1\r\na,,\r\n');
  });
});

describe('packed', () => {
  it('keeps texts, and numbers to five digits, by column', () => {
    const rows: Row[] = [
      { model: 'fvae', value: 1 / 3, note: null },
      { model: 'cp', value: 123456789, note: 'x' },
      { model: 'fvae', value: Number.NaN },
    ];
    expect(packed(rows)).toEqual({
      model: { levels: ['fvae', 'cp'], codes: [0, 1, 0] },
      value: { values: [0.33333, 123460000, null] },
      note: { levels: ['x'], codes: [null, 0, null] },
    });
  });
});
