import { basename, extname } from 'node:path';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { columnNames } from '../models/columns.ts';
import { fileDigest } from '../models/file.ts';
import { type NpzMember, npzTexts, readNpz } from '../npy/npz.ts';
import { type NpyArray, NUMBERS, npyArray, npyBytes } from '../npy/read.ts';
import { coarseColumn } from './coarse.ts';

/** A tensor of a user's own: N rows ("viewers") x T samples x D columns with holes. */
export type TensorFile = {
  readonly path: string;
  /** The file's name without its ending. */
  readonly title: string;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly sizes: { readonly viewers: number; readonly samples: number; readonly features: number };
  readonly columns: readonly string[];
  /** [N, T, D], NaN wherever the mask is 0. */
  readonly values: Float32Array;
  /** [N, T], 1 where all columns are known. */
  readonly mask: Uint8Array;
  /** Share of the samples of which some columns are known and others not: they count as missing. */
  readonly partial: number;
};

/** Whether a path is to be read as a tensor of a user's own. */
export function isTensorPath(path: string): boolean {
  return extname(path).toLowerCase() === '.npz';
}

/**
 * The tensor in a .npz: `x` [N, T, D], NaN where missing; if it is there, `mask` [N, T] of 0 and 1 or booleans; if it is
 * there, `columns`, D names. Other arrays are not looked at. Throws DatasetFault (`usage`) naming file and array.
 */
export async function openTensorFile(path: string): Promise<TensorFile> {
  const members = await readNpz(path, ['x', 'mask', 'columns']);
  const refuse = (place: string, found: string, expected: string): never => {
    throw new DatasetFault('usage', `${path}: ${place}: found ${found}, expected ${expected}`);
  };
  const member = members.get('x');
  if (member === undefined) return refuse('x', 'no such array', 'x of N x T x D numbers');
  const x = numbersOf(member, `${path}: x`);
  const [viewers, samples, features] = x.shape;
  if (x.shape.length !== 3 || x.values.length === 0) {
    refuse('x', `shape (${x.shape.join(', ')})`, 'three lengths of 1 or more: N, T, D');
  }
  const values = x.values instanceof Float32Array ? x.values : Float32Array.from(x.values);
  const infinite = values.findIndex(
    (value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY,
  );
  if (infinite >= 0) {
    const place = [
      Math.floor(infinite / features / samples),
      Math.floor(infinite / features) % samples,
      infinite % features,
    ];
    refuse('x', `${x.values[infinite]} at [${place.join(', ')}]`, 'float32 numbers, or NaN where missing');
  }
  const given = maskOf(members.get('mask'), [viewers, samples], path);
  const columns = namesOf(members.get('columns'), features, path);
  const mask = new Uint8Array(viewers * samples);
  let partial = 0;
  for (let at = 0; at < mask.length; at += 1) {
    let known = 0;
    for (let d = 0; d < features; d += 1) if (!Number.isNaN(values[at * features + d])) known += 1;
    if (given !== null && given[at] === 0) known = 0;
    if (known === features) mask[at] = 1;
    else values.fill(Number.NaN, at * features, (at + 1) * features);
    if (known > 0 && known < features) partial += 1;
  }
  const coarse = coarseColumn(x.values, values, mask, features);
  if (coarse >= 0) {
    refuse(
      'x',
      `column ${JSON.stringify(columns[coarse])} whose numbers float32 rounds by more than a hundredth of how they vary`,
      'one with its mean taken off',
    );
  }
  return {
    path,
    title: basename(path, extname(path)),
    sha256: fileDigest(path),
    sizes: { viewers, samples, features },
    columns,
    values,
    mask,
    partial: partial / mask.length,
  };
}

function numbersOf(member: NpzMember, place: string): NpyArray {
  const bytes = npyBytes(member.header, NUMBERS, place);
  if (member.buffer.byteLength !== bytes) {
    throw new DatasetFault('usage', `${place}: found ${member.buffer.byteLength} bytes, expected ${bytes}`);
  }
  return npyArray(member.header, member.buffer);
}

function maskOf(member: NpzMember | undefined, shape: readonly number[], path: string): NpyArray['values'] | null {
  if (member === undefined) return null;
  const mask = numbersOf(member, `${path}: mask`);
  const [found, expected] = [mask.shape, shape].map((lengths) => `(${lengths.join(', ')})`);
  if (found !== expected) throw new DatasetFault('usage', `${path}: mask: found shape ${found}, expected ${expected}`);
  const other = mask.values.find((value: number) => value !== 0 && value !== 1);
  if (other !== undefined) throw new DatasetFault('usage', `${path}: mask: found ${other}, expected 0 and 1 alone`);
  return mask.values;
}

function namesOf(member: NpzMember | undefined, count: number, path: string): readonly string[] {
  if (member === undefined) return columnNames(count);
  const names = npzTexts(member, `${path}: columns`).map((name) => name.trim());
  if (names.length !== count) {
    throw new DatasetFault('usage', `${path}: columns: found ${names.length} names, expected ${count}`);
  }
  const odd = names.find((name, n) => name === '' || /\p{C}/u.test(name) || names.indexOf(name) !== n);
  if (odd !== undefined) {
    throw new DatasetFault(
      'usage',
      `${path}: columns: found ${JSON.stringify(odd)}, expected different names in letters`,
    );
  }
  return names;
}
