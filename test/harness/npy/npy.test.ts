import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npyHeader, parseNpyHeader } from '../../../harness/npy/header.ts';
import { NUMBERS, readNpy } from '../../../harness/npy/read.ts';
import { writeNpy } from '../../../harness/npy/write.ts';
import { faultOf } from '../../laws/fault.ts';
import { runPython } from '../../laws/python.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';

const shape = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 });
const size = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);

describe('what is written', () => {
  it('is read by NumPy, equal to the byte, and by readNpy', () =>
    withFolder((folder) => {
      const makers = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int8: Int8Array } as const;
      const types = Object.keys(makers) as (keyof typeof makers)[];
      const cases = fc.sample(fc.tuple(fc.constantFrom(...types), shape, fc.integer()), { numRuns: 60, seed: 5 });
      const digests = cases.map(([dtype, lengths, start], n) => {
        const values = new makers[dtype](size(lengths));
        for (let at = 0; at < values.length; at += 1) values[at] = (start % 97) + at / 3;
        // In two pieces, as a large array would be.
        const half = values.length >> 1;
        writeNpy(join(folder, `${n}.npy`), dtype, lengths, [values.subarray(0, half), values.subarray(half)]);
        const descr = { float32: '<f4', float64: '<f8', uint8: '|u1', int8: '|i1' }[dtype];
        const back = readNpy(join(folder, `${n}.npy`), { shape: lengths, types: [descr] });
        expect(back).toEqual({ shape: lengths, values });
        return createHash('sha256')
          .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
          .digest('hex');
      });
      const found = runPython('npy_files.py', 'read', folder) as Record<string, unknown>;
      cases.forEach(([dtype, lengths], n) => {
        expect(found[`${n}.npy`]).toEqual({ shape: lengths, dtype, fortran: false, sha256: digests[n] });
      });
    }));

  it('never replaces a file', () =>
    withFolder((folder) => {
      const path = join(folder, 'a.npy');
      writeNpy(path, 'uint8', [1], [Uint8Array.of(1)]);
      expect(() => writeNpy(path, 'uint8', [1], [Uint8Array.of(2)])).toThrow();
      expect(readNpy(path, { shape: [1], types: ['|u1'] }).values).toEqual(Uint8Array.of(1));
    }));
});

describe('what NumPy writes', () => {
  it('is read, equal number by number, in every type and version of the format', () =>
    withFolder((folder) => {
      const dtypes: Record<string, string> = {
        '<f4': 'float32',
        '<f8': 'float64',
        '|u1': 'uint8',
        '|b1': 'bool',
        '|i1': 'int8',
        '<i2': 'int16',
        '<u2': 'uint16',
        '<i4': 'int32',
        '<u4': 'uint32',
        '<i8': 'int64',
        '<u8': 'uint64',
      };
      expect(NUMBERS).toEqual(Object.keys(dtypes));
      const one = fc.record({
        dtype: fc.constantFrom(...NUMBERS),
        shape,
        seed: fc.integer({ min: 0, max: 5 }),
        version: fc.constantFrom([1, 0], [2, 0], [3, 0]),
      });
      const plan = fc.sample(one, { numRuns: 80, seed: 6 });
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
      runPython('npy_files.py', 'write', folder);
      plan.forEach(({ dtype, shape: lengths, seed }, n) => {
        const { shape: found, values } = readNpy(join(folder, `${n}.npy`), {
          shape: lengths.map((length, axis) => (axis === 0 ? null : length)),
          types: NUMBERS,
        });
        expect(found).toEqual(lengths);
        const wrap = (value: number): number =>
          dtype === '|b1' ? Math.min(1, value) : dtype === '|i1' && value > 127 ? value - 256 : value;
        expect(Array.from(values)).toEqual(Array.from({ length: size(lengths) }, (_, at) => wrap((at * seed) % 251)));
      });
    }));
});

describe('parseNpyHeader', () => {
  it('reads what npyHeader writes, for any shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 2 }), (lengths) => {
        const header = Buffer.from(npyHeader(lengths, 'float32'));
        expect(header.length % 64).toBe(0);
        expect(parseNpyHeader(header, 'x')).toEqual({ descr: '<f4', shape: lengths, offset: header.length });
      }),
    );
  });

  it('says DatasetFault, and nothing else, of any bytes', () => {
    const whole = Buffer.from(npyHeader([3, 4], 'float64'));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, end) => {
        const altered = Buffer.from(whole);
        altered[at] = byte;
        try {
          const { shape: found, descr } = parseNpyHeader(altered.subarray(0, end), 'x.npy');
          expect([found.every(Number.isSafeInteger), typeof descr]).toEqual([true, 'string']);
        } catch (error) {
          expect(String(error)).toMatch(/^DatasetFault: x\.npy: found .+, expected ./s);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('readNpy refuses in one line', () => {
  const header = (text: string, version = 1): Buffer => {
    const bytes = Buffer.alloc(10 + text.length);
    bytes.write('\x93NUMPY', 'latin1');
    bytes[6] = version;
    bytes.writeUInt16LE(text.length, 8);
    bytes.write(text, 10);
    return bytes;
  };
  const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  const cases: [what: string, bytes: Buffer, line: RegExp][] = [
    ['nothing', Buffer.alloc(0), /found another format, expected a NumPy \.npy file$/],
    ['a zip', Buffer.from('PK\x03\x04 and so on'), /found another format/],
    ['version 9', header(good, 9), /found \.npy version 9\.0, expected version 1\.0, 2\.0 or 3\.0$/],
    ['a cut header', header(good).subarray(0, 30), /found a header of \d+ bytes, expected one within the file/],
    ['Fortran order', header(good.replace('False', 'True')), /found Fortran order, expected C order/],
    ['a structure', header(good.replace("'<f4'", "[('a', '<f4')]")), /found a header of another kind/],
    ['a field twice', header(good.replace("'shape'", "'descr': '<f4', 'shape'")), /found a header of another kind/],
    ['no shape', header("{'descr': '<f4', 'fortran_order': False}\n"), /found a header of another kind/],
    ['more after it', header(`${good.trim()} + {}\n`), /found a header of another kind/],
    [
      'an uncountable shape',
      header(good.replace('(2,)', '(9999999, 9999999, 9999999)')),
      /expected lengths that can be/,
    ],
    ['big endian', header(good.replace('<f4', '>f4')), /found type ">f4", expected <f4 or <f8$/],
    ['objects', header(good.replace('<f4', '|O')), /found type "\|O", expected <f4 or <f8$/],
    ['another shape', header(good.replace('(2,)', '(2, 1)')), /found shape \(2, 1\), expected \(2\)$/],
    ['too few bytes', header(good), /found 0 bytes of numbers, expected 8 for shape \(2\)$/],
    ['too many', Buffer.concat([header(good), Buffer.alloc(9)]), /found 9 bytes of numbers, expected 8/],
  ];

  it.each(cases)('%s', (_what, bytes, line) =>
    withFolder((folder) => {
      const path = join(folder, 'x.npy');
      writeFileSync(path, bytes);
      const { kind, message } = faultOf(() => readNpy(path, { shape: [2], types: ['<f4', '<f8'] }));
      expect(kind).toBe('usage');
      expect(message).toMatch(line);
      expect(message.startsWith(`${path}: `)).toBe(true);
    }),
  );

  it('what is no plain file, without opening it', () =>
    withFolder((folder) => {
      mkdirSync(join(folder, 'x.npy'));
      expect(faultOf(() => readNpy(join(folder, 'x.npy'), { shape: [2], types: ['<f4'] })).message).toMatch(
        /found no plain file, expected one$/,
      );
    }));
});
