import { runNetwork } from './encode.ts';
import { decodeCourse, decodeInto, inferViewer, type ViewerPrior } from './infer.ts';
import { multiply } from './linear/matrix.ts';
import { type Fitted, ModelFault, type Prediction } from './model.ts';
import { scatterOf, type Windows } from './noise.ts';
import { BENDS, courseAt, type Saturating, softplus } from './objective/saturating.ts';
import { refuseViewer } from './refuse.ts';
import type { State, StateArray } from './state.ts';
import type { Tensor } from './tensor.ts';

/** A state's arrays and sizes, checked. */
type Parts = {
  readonly N: number;
  readonly T: number;
  readonly D: number;
  readonly P: number;
  readonly K: number;
  readonly array: (name: string, ...shape: number[]) => Float64Array;
  readonly decoder: Saturating;
};

function partsOfState(state: State): Parts {
  const size = (name: string): number => {
    const value = state.attributes[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    throw new ModelFault(`${name}: found ${JSON.stringify(value)}, expected a whole number above 0`);
  };
  if (state.attributes['model'] !== 'fvae') {
    throw new ModelFault(`model: found ${JSON.stringify(state.attributes['model'])}, expected "fvae"`);
  }
  const [N, T, D, P, K] = [size('viewers'), size('samples'), size('features'), size('components'), size('factors')];
  const array = (name: string, ...shape: number[]): Float64Array => {
    const found: StateArray | undefined = state.arrays[name];
    if (found === undefined || found.shape.join() !== shape.join()) {
      throw new ModelFault(`${name}: found ${found?.shape.join(' x ') ?? 'nothing'}, expected ${shape.join(' x ')}`);
    }
    return Float64Array.from(found.values);
  };
  const mixing = array('decoder.mixing', K, BENDS.length).map(softplus);
  const decoder = { factors: K, components: P, mixing, direction: array('decoder.direction', K, P) };
  return { N, T, D, P, K, array, decoder };
}

/** Adds to `out` [D] what components `y` from `at` on are in landmarks. */
function addLanding(out: Float32Array | Float64Array, row: number, y: Float64Array, at: number, parts: Landing): void {
  const { D, P, loading } = parts;
  for (let p = 0; p < P; p += 1) {
    const value = y[at + p]!;
    for (let d = 0; d < D; d += 1) out[row + d]! += value * loading[p * D + d]!;
  }
}

type Landing = { readonly D: number; readonly P: number; readonly loading: Float64Array };

/**
 * The state with what intervals and unseen viewers need: `clean-variance` [D] of landmarks around what U and V say,
 * `population` [D] and `population-variance` [D] of neutrals, `memory`: how many samples of a residual tell as much as an
 * independent one, from its correlation at one sample: (1 + r) / (1 - r).
 */
export function fitSpread(state: State, tensor: Tensor): State {
  const parts = partsOfState(state);
  const { N, T, D, P, K, array, decoder } = parts;
  const [basis, loading, neutral, offset] = [
    array('basis', D, P),
    array('loading', P, D),
    array('neutral', N, D),
    array('offset', N, P),
  ];
  const [viewer, time, deviation] = [array('viewer', N, K), array('time', T, K), array('latent-deviation', K)];
  const length = Math.min(T, Math.max(64, Math.floor(60_000 / N)));
  const windows: Windows = {
    length,
    start: Int32Array.from({ length: N }, (_, i) => Math.floor(((i * 0.618034) % 1) * (T - length + 1))),
    residual: new Float32Array(N * length * D),
    mask: new Uint8Array(N * length),
  };
  let product = 0;
  let square = 0;
  const component = new Float64Array(P);
  const before = new Float64Array(P);
  const full = Float64Array.from(neutral);
  const seen = new Float64Array(N);
  for (let i = 0; i < N; i += 1) {
    addLanding(full, i * D, offset, i * P, { D, P, loading });
    for (let t = 0; t < T; t += 1) seen[i]! += tensor.mask[i * T + t]!;
    const first = windows.start[i]!;
    const course = time.subarray(first * K, (first + length) * K);
    const said = decodeCourse(decoder, viewer.subarray(i * K, (i + 1) * K), course, deviation);
    for (let n = 0; n < length; n += 1) {
      const entry = i * T + first + n;
      if (tensor.mask[entry] === 0) continue;
      windows.mask[i * length + n] = 1;
      const row = (i * length + n) * D;
      const expected = new Float64Array(D);
      addLanding(expected, 0, said, n * P, { D, P, loading });
      component.fill(0);
      for (let d = 0; d < D; d += 1) {
        const e = tensor.values[entry * D + d]! - full[i * D + d]! - expected[d]!;
        windows.residual[row + d] = e;
        for (let p = 0; p < P; p += 1) component[p]! += e * basis[d * P + p]!;
      }
      const follows = n > 0 && windows.mask[i * length + n - 1] === 1;
      for (let p = 0; p < P; p += 1) {
        if (follows) {
          product += component[p]! * before[p]!;
          square += 0.5 * (component[p]! ** 2 + before[p]! ** 2);
        }
        before[p] = component[p]!;
      }
    }
  }
  const scatter = scatterOf(windows, N, T, D);
  const kept = seen.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const population = new Float64Array(D);
  const spread = new Float64Array(D);
  for (let i = 0; i < N; i += 1) {
    if (seen[i] === 0) continue;
    for (let d = 0; d < D; d += 1) population[d]! += full[i * D + d]! / kept;
  }
  for (let i = 0; i < N; i += 1) {
    if (seen[i] === 0) continue;
    for (let d = 0; d < D; d += 1) spread[d]! += (full[i * D + d]! - population[d]!) ** 2 / Math.max(1, kept - 1);
  }
  const r = square > 0 ? Math.min(0.95, Math.max(0, product / square)) : 0;
  return {
    attributes: { ...state.attributes, memory: (1 + r) / (1 - r) },
    arrays: {
      ...state.arrays,
      'clean-variance': { shape: [D], values: scatter.clean },
      population: { shape: [D], values: population },
      'population-variance': { shape: [D], values: spread },
    },
  };
}

/**
 * Predictions of a trained model from its state and the tensor that it was fitted to. Throws ModelFault when the state is
 * not whole or the tensor is of other sizes.
 */
export function fvaeFitted(state: State, tensor: Tensor): Fitted {
  const parts = partsOfState(state);
  const { N, T, D, P, K, array, decoder } = parts;
  const loading = array('loading', P, D);
  const basis = array('basis', D, P);
  const [neutral, offset] = [array('neutral', N, D), array('offset', N, P)];
  const [viewer, time, deviation] = [array('viewer', N, K), array('time', T, K), array('latent-deviation', K)];
  const [clean, population, spread] = [
    array('clean-variance', D),
    array('population', D),
    array('population-variance', D),
  ];
  if (tensor.viewers !== N || tensor.samples !== T || tensor.features !== D) {
    const found = `${tensor.viewers} x ${tensor.samples} x ${tensor.features}`;
    throw new ModelFault(`the tensor is ${found}, expected ${N} x ${T} x ${D} as the model was fitted to`);
  }
  // What a course of 1 moves each landmark by: [K, D].
  const reach = multiply(decoder.direction, loading, K, P, D);
  const variance = Number(state.attributes['variance']);
  const memory = Number(state.attributes['memory']);
  const prior = viewerPrior(viewer, N, K, spread, basis, D, P);
  const encoder = { widths: encoderWidths(state), activation: 'silu', skip: true } as const;
  const weights = (name: string): Float32Array | Float64Array | undefined => state.arrays[`encoder.${name}`]?.values;

  /** f of the encoder's and the prior's z together, for components [P] of one sample. */
  const reconstruct = (y: Float64Array, u: ArrayLike<number>, t: number, out: Float64Array): void => {
    const encoded = runNetwork(encoder, weights, y);
    const z = new Float64Array(K);
    for (let k = 0; k < K; k += 1) {
      const precision = Math.exp(encoded[K + k]!);
      const weight = 1 / deviation[k]! ** 2;
      z[k] = (encoded[k]! * precision + u[k]! * time[t * K + k]! * weight) / (precision + weight);
    }
    decodeInto(decoder, z, 0, out);
  };

  /** Every sample from the neutral [D], U, and the entries themselves where seen. */
  const say = (
    face: Float64Array,
    u: Float64Array,
    covariance: Float64Array | null,
    faceVariance: Float64Array | null,
    values: Float32Array,
    mask: Uint8Array,
  ): Prediction => {
    const mean = new Float32Array(T * D);
    const out = new Float32Array(T * D);
    const said = decodeCourse(decoder, u, time, deviation);
    const y = new Float64Array(P);
    const own = new Float64Array(P);
    const slope = new Float64Array(2);
    const move = new Float64Array(D);
    for (let t = 0; t < T; t += 1) {
      mean.set(face, t * D);
      if (mask[t] === 1) {
        y.fill(0);
        for (let d = 0; d < D; d += 1) {
          const value = values[t * D + d]! - face[d]!;
          for (let p = 0; p < P; p += 1) y[p]! += value * basis[d * P + p]!;
        }
        reconstruct(y, u, t, own);
        addLanding(mean, t * D, own, 0, { D, P, loading });
      } else addLanding(mean, t * D, said, t * P, { D, P, loading });
      move.fill(0);
      if (covariance !== null) {
        for (let k = 0; k < K; k += 1) {
          courseAt(decoder, k, u[k]! * time[t * K + k]!, slope);
          const s = slope[1]! * time[t * K + k]! * Math.sqrt(Math.max(0, covariance[k * K + k]!));
          for (let d = 0; d < D; d += 1) move[d]! += (s * reach[k * D + d]!) ** 2;
        }
      }
      for (let d = 0; d < D; d += 1) out[t * D + d] = Math.sqrt(clean[d]! + move[d]! + (faceVariance?.[d] ?? 0));
    }
    return { mean, deviation: out };
  };

  return {
    name: 'fvae',
    factors: () => ({ count: K, viewer: viewer.slice(), time: time.slice() }),
    impute(i) {
      const face = neutral.slice(i * D, (i + 1) * D);
      addLanding(face, 0, offset, i * P, { D, P, loading });
      const u = viewer.slice(i * K, (i + 1) * K);
      const values = tensor.values.subarray(i * T * D, (i + 1) * T * D);
      return say(face, u, null, null, values, tensor.mask.subarray(i * T, (i + 1) * T));
    },
    foldIn(values, mask) {
      refuseViewer(T, D, values, mask);
      const y = new Float64Array(T * P);
      for (let t = 0; t < T; t += 1) {
        if (mask[t] !== 1) continue;
        for (let d = 0; d < D; d += 1) {
          const value = values[t * D + d]! - population[d]!;
          for (let p = 0; p < P; p += 1) y[t * P + p]! += value * basis[d * P + p]!;
        }
      }
      const { viewer: u, covariance } = inferViewer(decoder, time, y, mask, prior, variance, memory);
      const said = decodeCourse(decoder, u, time, deviation);
      const lack = new Float64Array(D);
      const expected = new Float64Array(D);
      let count = 0;
      for (let t = 0; t < T; t += 1) {
        if (mask[t] !== 1) continue;
        count += 1;
        expected.fill(0);
        addLanding(expected, 0, said, t * P, { D, P, loading });
        for (let d = 0; d < D; d += 1) lack[d]! += values[t * D + d]! - population[d]! - expected[d]!;
      }
      const face = population.slice();
      const faceVariance = new Float64Array(D);
      for (let d = 0; d < D; d += 1) {
        const each = (clean[d]! * memory) / Math.max(1e-12, spread[d]!);
        face[d]! += count === 0 ? 0 : lack[d]! / (count + each);
        faceVariance[d] = (spread[d]! * each) / (count + each);
      }
      return say(face, u, covariance, faceVariance, values, mask);
    },
  };
}

function encoderWidths(state: State): number[] {
  const widths: number[] = [];
  for (let layer = 0; ; layer += 1) {
    const shape = state.arrays[`encoder.${layer}.weight`]?.shape;
    if (shape === undefined) break;
    if (layer === 0) widths.push(shape[0]!);
    widths.push(shape[1]!);
  }
  return widths;
}

function viewerPrior(
  viewer: Float64Array,
  N: number,
  K: number,
  spread: Float64Array,
  basis: Float64Array,
  D: number,
  P: number,
): ViewerPrior {
  const mean = new Float64Array(K);
  const deviation = new Float64Array(K);
  for (let k = 0; k < K; k += 1) {
    for (let i = 0; i < N; i += 1) mean[k]! += viewer[i * K + k]! / N;
    for (let i = 0; i < N; i += 1) deviation[k]! += (viewer[i * K + k]! - mean[k]!) ** 2 / Math.max(1, N - 1);
    deviation[k] = Math.max(0.05 * Math.abs(mean[k]!), Math.sqrt(deviation[k]!), 1e-3);
  }
  const neutral = new Float64Array(P);
  for (let p = 0; p < P; p += 1) {
    for (let d = 0; d < D; d += 1) neutral[p]! += spread[d]! * basis[d * P + p]! ** 2;
  }
  return { mean, deviation, neutral };
}
