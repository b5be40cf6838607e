import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Factors, ModelFault } from '../../../fvae/model.ts';
import { DatasetFault } from '../../../sim/dataset/fault.ts';
import { type NpyArray, type NpyExpected, readNpy } from '../../npy/read.ts';

/** Sizes of one round: N, T, D and R. */
export type AnswerSizes = {
  readonly viewers: number;
  readonly samples: number;
  readonly features: number;
  readonly rows: number;
};

/** Means [n, T, D] with their deviations, or null where none were given. */
export type Answered = { readonly mean: Float32Array; readonly deviation: Float32Array | null };

/** What a program has answered. */
export type FirstAnswer = { readonly imputed: Answered; readonly factors: Factors | null };

/** Files of the output folder. */
const IMPUTED = ['imputed.npy', 'imputed_deviation.npy', 'U.npy', 'V.npy'];
const FORECAST = ['forecast.npy', 'forecast_deviation.npy'];
const FLOATS = ['<f4', '<f8'];

const MOST_FACTORS = 64;

/** The most bytes that an output folder can rightly hold: every array as float64, with headers. */
export function largestAnswer({ viewers, samples, features, rows }: AnswerSizes): number {
  const numbers = 2 * (viewers + rows) * samples * features + MOST_FACTORS * (viewers + samples);
  return 8 * numbers + 2 ** 16;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Refuses what has no place in an output folder. Throws ModelFault naming it. */
export function checkNames(folder: string): ReadonlySet<string> {
  if (!isFolder(folder)) throw new ModelFault('output: found no folder, expected the one that was given');
  const names = readdirSync(folder).sort();
  const known = [...IMPUTED, ...FORECAST];
  for (const name of names) {
    if (!known.includes(name)) {
      throw new ModelFault(`output: found ${JSON.stringify(name)}, expected nothing but ${known.join(', ')}`);
    }
    if (!lstatSync(join(folder, name)).isFile()) {
      throw new ModelFault(`output: found ${name} that is no plain file, expected one`);
    }
  }
  return new Set(names);
}

/** What the first round answers of the training viewers. Throws ModelFault for anything but what the protocol says. */
export function readImputed(folder: string, names: ReadonlySet<string>, sizes: AnswerSizes): FirstAnswer {
  const { viewers, samples } = sizes;
  const imputed = readMeans(folder, names, 'imputed', sizes.viewers, sizes);
  if (names.has('U.npy') !== names.has('V.npy')) {
    throw new ModelFault('output: found one of U.npy and V.npy, expected both or neither');
  }
  if (!names.has('U.npy')) return { imputed, factors: null };
  const viewer = read(folder, 'U.npy', [viewers, null]);
  const count = viewer.length / viewers;
  if (!(count >= 1 && count <= MOST_FACTORS)) {
    throw new ModelFault(`output/U.npy: found ${count} factors, expected 1 to ${MOST_FACTORS}`);
  }
  const time = read(folder, 'V.npy', [samples, count]);
  return { imputed, factors: { count, viewer: Float64Array.from(viewer), time: Float64Array.from(time) } };
}

/** What a round answers of its rows. Throws as `readImputed`. */
export function readForecast(folder: string, names: ReadonlySet<string>, sizes: AnswerSizes): Answered {
  if (sizes.rows === 0 && !names.has('forecast.npy')) return { mean: new Float32Array(0), deviation: null };
  return readMeans(folder, names, 'forecast', sizes.rows, sizes);
}

function readMeans(
  folder: string,
  names: ReadonlySet<string>,
  name: 'imputed' | 'forecast',
  count: number,
  { samples, features }: AnswerSizes,
): Answered {
  const shape = [count, samples, features];
  if (!names.has(`${name}.npy`)) {
    throw new ModelFault(`output: found no ${name}.npy, expected one of shape (${shape.join(', ')})`);
  }
  const mean = read(folder, `${name}.npy`, shape);
  if (!names.has(`${name}_deviation.npy`)) return { mean, deviation: null };
  const deviation = read(folder, `${name}_deviation.npy`, shape);
  const at = deviation.findIndex((value) => value < 0);
  if (at >= 0) {
    throw new ModelFault(
      `output/${name}_deviation.npy: found ${deviation[at]} at ${indexOf(at, shape)}, expected 0 or more`,
    );
  }
  return { mean, deviation };
}

/** The finite numbers of a file, as float32. */
function read(folder: string, name: string, shape: NpyExpected['shape']): Float32Array {
  const array = open(folder, name, shape);
  const values = array.values instanceof Float32Array ? array.values : Float32Array.from(array.values);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    const place = indexOf(at, array.shape);
    throw new ModelFault(`output/${name}: found ${array.values[at]} at ${place}, expected finite float32 numbers`);
  }
  return values;
}

function open(folder: string, name: string, shape: NpyExpected['shape']): NpyArray {
  const path = join(folder, name);
  try {
    return readNpy(path, { shape, types: FLOATS });
  } catch (error) {
    if (!(error instanceof DatasetFault) || error.kind === 'environment') throw error;
    throw new ModelFault(error.message.replace(path, `output/${name}`));
  }
}

/** An index into an array of this shape, as `[0, 3, 2]`. */
function indexOf(at: number, shape: readonly number[]): string {
  const index: number[] = [];
  let rest = at;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `[${index.join(', ')}]`;
}
