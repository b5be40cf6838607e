import { type Factors, type FitOptions, type Fitted, ModelFault, type Prediction } from '../../fvae/model.ts';
import type { Tensor } from '../../fvae/tensor.ts';
import { hidden } from './program/input.ts';

/** A model of a user's own, the export `model` of a module: docs/model-protocol.md. */
export type OwnModel = {
  /** The fitted model. What stands in `tensor.values` where the mask is 0 is NaN. */
  fit(tensor: Tensor, options: OwnFitOptions): OwnFitted | Promise<OwnFitted>;
};

/** What a model of a user's own is told beside the tensor. */
export type OwnFitOptions = FitOptions & {
  /** How many factors are wanted. */
  readonly factors: number;
  /** Threads that it may use. */
  readonly threads: number;
  /** Samples a second, where there is such a thing. */
  readonly rate: number | null;
  /** [D]: what the columns are called. */
  readonly columns: readonly string[];
};

/** Means [T, D] of a viewer and, if the model says so, their standard deviations [T, D]: always or never. */
export type OwnPrediction = { readonly mean: ArrayLike<number>; readonly deviation?: ArrayLike<number> };

/** A fitted model of a user's own. */
export type OwnFitted = {
  /** All samples of the `viewer`-th of the tensor, seen or not. */
  impute(viewer: number): OwnPrediction;
  /** All samples of a new viewer from those where `mask` [T] is 1; `values` [T, D] is NaN elsewhere. A forecast is this after a prefix. */
  foldIn(values: Float32Array, mask: Uint8Array): OwnPrediction;
  /** U [N, K] and V [T, K]. Left out, or null, by a model that has none. */
  factors?(): { readonly count: number; readonly viewer: ArrayLike<number>; readonly time: ArrayLike<number> } | null;
};

const MOST_FACTORS = 64;

/** A model of a user's own, fitted: whatever it answers is checked. Throws ModelFault, with its name, for all that it does wrong. */
export async function fitOwn(name: string, model: OwnModel, tensor: Tensor, options: OwnFitOptions): Promise<Fitted> {
  const { viewers, samples, features } = tensor;
  const own = await told(name, 'fit', options.signal, async () => {
    const fitted = await model.fit(shown(tensor), options);
    for (const method of ['impute', 'foldIn'] as const) {
      if (typeof fitted?.[method] !== 'function') throw new ModelFault(`found no ${method}, expected a function`);
    }
    return fitted;
  });
  const factors = toldNow(name, 'factors', () => factorsOf(own, viewers, samples));
  // Whether it says how sure it is shows in its first answer.
  const probabilistic = toldNow(name, 'impute', () => own.impute(0).deviation !== undefined);
  const predict = (what: 'impute' | 'foldIn', ask: () => OwnPrediction): Prediction =>
    toldNow(name, what, () => predictionOf(ask(), samples, features, probabilistic));
  return {
    name,
    factors: () => factors,
    impute: (viewer) => predict('impute', () => own.impute(viewer)),
    foldIn: (values, mask) => predict('foldIn', () => own.foldIn(hidden(values, mask, features), mask.slice())),
    ...(probabilistic ? {} : { probabilistic: false as const }),
  };
}

/** The tensor with NaN behind its mask. */
function shown(tensor: Tensor): Tensor {
  const { viewers, samples, features, values, mask } = tensor;
  const rows = { values, mask, samples: viewers * samples };
  return { ...tensor, values: hidden(rows.values, rows.mask, features), mask: mask.slice() };
}

function predictionOf(
  prediction: OwnPrediction,
  samples: number,
  features: number,
  probabilistic: boolean,
): Prediction {
  const mean = floats('mean', prediction?.mean, samples, features);
  const { deviation } = prediction;
  if ((deviation !== undefined) !== probabilistic) {
    throw new ModelFault('found a deviation in some answers and none in others, expected always or never');
  }
  if (deviation === undefined) return { mean, deviation: new Float32Array(mean.length) };
  const spread = floats('deviation', deviation, samples, features);
  const at = spread.findIndex((value) => value < 0);
  if (at >= 0) throw new ModelFault(`deviation: found ${spread[at]}, expected 0 or more`);
  return { mean, deviation: spread };
}

function factorsOf(own: OwnFitted, viewers: number, samples: number): Factors | null {
  const factors = own.factors?.() ?? null;
  if (factors === null) return null;
  const { count, viewer, time } = factors;
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_FACTORS)) {
    throw new ModelFault(`found count ${count}, expected a whole number 1 to ${MOST_FACTORS}`);
  }
  return {
    count,
    viewer: Float64Array.from(floats('viewer', viewer, viewers, count)),
    time: Float64Array.from(floats('time', time, samples, count)),
  };
}

/** Finite numbers [rows, columns], copied. */
function floats(what: string, values: ArrayLike<number> | undefined, rows: number, columns: number): Float32Array {
  if (values?.length !== rows * columns) {
    throw new ModelFault(`${what}: found ${values?.length ?? 'no'} numbers, expected ${rows} x ${columns}`);
  }
  const out = Float32Array.from(values);
  const at = out.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    const place = `[${Math.floor(at / columns)}, ${at % columns}]`;
    throw new ModelFault(`${what}: found ${values[at]} at ${place}, expected finite float32 numbers`);
  }
  return out;
}

function toldNow<T>(name: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw faultOf(name, what, error);
  }
}

async function told<T>(
  name: string,
  what: string,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    // It may have stopped for us, by an error of its own.
    signal?.throwIfAborted();
    throw faultOf(name, what, error);
  }
}

function faultOf(name: string, what: string, error: unknown): ModelFault {
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  if (error instanceof ModelFault) return new ModelFault(`${name}: ${what}: ${message}`);
  // The first place that is the user's own.
  const place = /\(?(?:file:\/\/)?([^\s()]*\/)?([^\s()/]+\.m?[jt]s)(?:\?[^:\s]*)?:(\d+):\d+\)?/.exec(stackOf(error));
  return new ModelFault(`${name}: ${what}: ${message}${place === null ? '' : ` (${place[2]}, line ${place[3]})`}`);
}

function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack.slice(stack.indexOf('\n    at ') + 1);
}
