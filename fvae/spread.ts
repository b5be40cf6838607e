import { foldInViewer, viewerPrior } from './fold-in.ts';
import { decodeCourse } from './infer.ts';
import { scatterOf, type Windows } from './noise.ts';
import { addLanding, partsOfState } from './parts.ts';
import type { State } from './state.ts';
import type { Tensor } from './tensor.ts';

/** Where the training ended: neutrals [N, D] as means of what is observed, and what they still lack [N, P]. */
export type Neutrals = { readonly neutral: Float64Array; readonly offset: Float64Array };

/**
 * The state with what prediction needs besides: `clean-variance` [D] of landmarks around what U and V say, `noise-variance` [D] of measuring them, `population`
 * [D] and `population-variance` [D] of neutrals and `viewer-prior` [2, K], mean and deviation of U, over viewers observed
 * in a twentieth of the samples (or 30) or more; `memory`: how many samples of a residual tell as much as an independent
 * one, from its correlation at one sample: (1 + r) / (1 - r). U is then what the population and each viewer's own samples
 * say together, as for an unseen viewer: one of whom little is seen is not taken at its word.
 */
export function fitSpread(state: State, tensor: Tensor, { neutral, offset }: Neutrals): State {
  const { N, T, D, P, K, array, decoder } = partsOfState(state);
  const [basis, loading] = [array('basis', D, P), array('loading', P, D)];
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
  const expected = new Float64Array(D);
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
      expected.fill(0);
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
  const enough = Math.min(0.05 * T, 30);
  const known = Array.from({ length: N }, (_, i) => i).filter((i) => seen[i]! > 0 && seen[i]! >= enough);
  const [population, spread] = momentsOf(full, D, known);
  const [mean, dispersion] = momentsOf(viewer, K, known);
  const statistics = new Float64Array(2 * K);
  for (let k = 0; k < K; k += 1) {
    statistics[k] = mean[k]!;
    statistics[K + k] = Math.max(0.05 * Math.abs(mean[k]!), Math.sqrt(dispersion[k]!), 1e-3);
  }
  const r = square > 0 ? Math.min(0.95, Math.max(0, product / square)) : 0;
  const memory = (1 + r) / (1 - r);
  const prior = viewerPrior(statistics, spread, basis, K);
  const variance = Number(state.attributes['variance']);
  const { clean, noise } = scatter;
  const all = {
    decoder,
    basis,
    loading,
    time,
    deviation,
    mean: population,
    spread,
    clean,
    noise,
    prior,
    variance,
    memory,
  };
  for (let i = 0; i < N; i += 1) {
    const values = tensor.values.subarray(i * T * D, (i + 1) * T * D);
    viewer.set(foldInViewer(all, values, tensor.mask.subarray(i * T, (i + 1) * T)).viewer, i * K);
  }
  return {
    attributes: { ...state.attributes, memory },
    arrays: {
      ...state.arrays,
      viewer: { shape: [N, K], values: viewer },
      'viewer-prior': { shape: [2, K], values: statistics },
      'clean-variance': { shape: [D], values: clean },
      'noise-variance': { shape: [D], values: noise },
      population: { shape: [D], values: population },
      'population-variance': { shape: [D], values: spread },
    },
  };
}

/** Mean and variance [D] over the given rows of an array [N, D]. */
function momentsOf(values: Float64Array, D: number, rows: readonly number[]): [Float64Array, Float64Array] {
  const mean = new Float64Array(D);
  const variance = new Float64Array(D);
  for (const i of rows) for (let d = 0; d < D; d += 1) mean[d]! += values[i * D + d]! / rows.length;
  for (const i of rows) {
    for (let d = 0; d < D; d += 1) variance[d]! += (values[i * D + d]! - mean[d]!) ** 2 / Math.max(1, rows.length - 1);
  }
  return [mean, variance];
}
