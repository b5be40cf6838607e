import { runNetwork } from './encode.ts';
import { foldInViewer, type Population, viewerPrior } from './fold-in.ts';
import { decodeCourse, decodeInto } from './infer.ts';
import { multiply } from './linear/matrix.ts';
import { type Fitted, ModelFault, type Prediction } from './model.ts';
import { courseAt } from './objective/saturating.ts';
import { addLanding, partsOfState } from './parts.ts';
import { refuseViewer } from './refuse.ts';
import { samplerOf } from './sample.ts';
import type { State } from './state.ts';
import { refuseViewerIndex } from './state-reader.ts';
import type { Tensor } from './tensor.ts';

/**
 * Predictions of a trained model from its state and the tensor that it was fitted to. Throws ModelFault when the state is
 * not whole or the tensor is of other sizes.
 */
export function fvaeFitted(state: State, tensor: Tensor): Fitted {
  const { N, T, D, P, K, array, decoder } = partsOfState(state);
  const [basis, loading] = [array('basis', D, P), array('loading', P, D)];
  const [viewer, time, deviation] = [array('viewer', N, K), array('time', T, K), array('latent-deviation', K)];
  const [clean, spread] = [array('clean-variance', D), array('population-variance', D)];
  const population: Population = {
    decoder,
    basis,
    loading,
    time,
    deviation,
    mean: array('population', D),
    spread,
    clean,
    noise: array('noise-variance', D),
    prior: viewerPrior(array('viewer-prior', 2, K), spread, basis, K),
    variance: Number(state.attributes['variance']),
    memory: Number(state.attributes['memory']),
  };
  if (tensor.viewers !== N || tensor.samples !== T || tensor.features !== D) {
    const found = `${tensor.viewers} x ${tensor.samples} x ${tensor.features}`;
    throw new ModelFault(`the tensor is ${found}, expected ${N} x ${T} x ${D} as the model was fitted to`);
  }
  // What a course of 1 moves each landmark by: [K, D].
  const reach = multiply(decoder.direction, loading, K, P, D);
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

  const foldIn = (values: Float32Array, mask: Uint8Array): Prediction => {
    const { viewer: u, covariance, face, faceVariance } = foldInViewer(population, values, mask);
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
      for (let k = 0; k < K; k += 1) {
        courseAt(decoder, k, u[k]! * time[t * K + k]!, slope);
        const s = slope[1]! * time[t * K + k]! * Math.sqrt(Math.max(0, covariance[k * K + k]!));
        for (let d = 0; d < D; d += 1) move[d]! += (s * reach[k * D + d]!) ** 2;
      }
      for (let d = 0; d < D; d += 1) out[t * D + d] = Math.sqrt(clean[d]! + move[d]! + faceVariance[d]!);
    }
    return { mean, deviation: out };
  };

  return {
    name: 'fvae',
    factors: () => ({ count: K, viewer: viewer.slice(), time: time.slice() }),
    impute(i) {
      refuseViewerIndex(i, N);
      return foldIn(tensor.values.subarray(i * T * D, (i + 1) * T * D), tensor.mask.subarray(i * T, (i + 1) * T));
    },
    foldIn(values, mask) {
      refuseViewer(T, D, values, mask);
      return foldIn(values, mask);
    },
    sample: samplerOf(population, viewer, tensor),
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
