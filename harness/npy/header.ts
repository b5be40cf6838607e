import { DatasetFault } from '../../sim/dataset/fault.ts';

/** Element types that are written, by NumPy's description of them. */
const DESCRIPTIONS = { float32: '<f4', float64: '<f8', uint8: '|u1', int8: '|i1' } as const;
export type NpyType = keyof typeof DESCRIPTIONS;

/** What a .npy file says of itself: type as NumPy describes it, shape, and where the numbers begin. */
export type NpyHeader = { readonly descr: string; readonly shape: readonly number[]; readonly offset: number };

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** NumPy itself refuses longer headers. */
const LONGEST = 10_000;
const FIELD = /\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([\d,\s]*\))\s*(?:,|(?=\}))/y;

/** Bytes that `parseNpyHeader` needs to see of a file, where it has as many. */
export const HEADER_BYTES = LONGEST + 12;

/** The header of a .npy file in C order, padded to a multiple of 64 bytes. Format: numpy.lib.format, version 1.0. */
export function npyHeader(shape: readonly number[], dtype: NpyType): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${DESCRIPTIONS[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = Buffer.alloc(length, ' ', 'latin1');
  header.write('\x93NUMPY\x01\x00', 0, 'latin1');
  header.writeUInt16LE(length - 10, 8);
  header.write(text, 10, 'latin1');
  header[length - 1] = 0x0a;
  return header;
}

/**
 * The header at the start of a .npy file, versions 1.0 to 3.0. Throws DatasetFault (`usage`) naming the file for what is no
 * such header, structured types, and Fortran order.
 */
export function parseNpyHeader(bytes: Buffer, path: string): NpyHeader {
  const refuse = (found: string, expected: string): never => {
    throw new DatasetFault('usage', `${path}: found ${found}, expected ${expected}`);
  };
  if (bytes.length < 10 || !bytes.subarray(0, 6).equals(MAGIC)) refuse('another format', 'a NumPy .npy file');
  const version = bytes[6]!;
  if (version < 1 || version > 3) refuse(`.npy version ${version}.${bytes[7]}`, 'version 1.0, 2.0 or 3.0');
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) refuse('a file cut short', 'a NumPy .npy file');
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const offset = start + length;
  if (length > LONGEST || bytes.length < offset)
    refuse(`a header of ${length} bytes`, `one within the file, of at most ${LONGEST}`);
  const text = bytes.subarray(start, offset).toString(version === 3 ? 'utf8' : 'latin1');
  const fields = fieldsOf(text);
  const { descr, fortran_order: order, shape } = fields ?? {};
  if (!descr?.startsWith("'") || !shape?.startsWith('(') || !/^(True|False)$/.test(order ?? '')) {
    return refuse('a header of another kind', 'a plain array: descr, fortran_order and shape');
  }
  if (order === 'True') refuse('Fortran order', 'C order (numpy.ascontiguousarray)');
  const lengths = shape
    .slice(1, -1)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (!lengths.every(Number.isSafeInteger) || !Number.isSafeInteger(lengths.reduce((a, b) => a * b, 1))) {
    refuse(`shape ${shape}`, 'lengths that can be counted');
  }
  return { descr: descr.slice(1, -1), shape: lengths, offset };
}

/** The fields of the dictionary, or undefined where the text is anything else. */
function fieldsOf(text: string): Readonly<Record<string, string | undefined>> | undefined {
  if (text[0] !== '{') return undefined;
  const fields: Record<string, string> = {};
  FIELD.lastIndex = 1;
  let at = 1;
  for (let field = FIELD.exec(text); field !== null; field = FIELD.exec(text)) {
    const [, name, value] = field;
    if (name in fields) return undefined;
    fields[name] = value;
    at = FIELD.lastIndex;
  }
  return Object.keys(fields).length === 3 && /^\s*\}\s*$/.test(text.slice(at)) ? fields : undefined;
}
