import { networkOf, weightsOf } from '../encode.ts';
import type { Fitted, Prediction } from '../model.ts';
import { refuseViewer } from '../refuse.ts';
import type { State } from '../state.ts';
import { refuseOtherSizes, refuseViewerIndex, stateReader } from '../state-reader.ts';
import type { Tensor } from '../tensor.ts';
import { outputMoments } from './moments.ts';
import { elboNetworks } from './networks.ts';

/**
 * Predictions of a model as published from its state and the tensor that it was fitted to. The U of a viewer is where the
 * bound is highest given the encoder: the ridge regression of the codes of its observed samples on V. Throws ModelFault
 * when the state is not whole or the tensor is of other sizes.
 */
export function paperFitted(state: State, tensor: Tensor): Fitted {
  const { size, array } = stateReader(state, 'paper');
  const [N, T, D, K] = [size('viewers'), size('samples'), size('features'), size('factors')];
  refuseOtherSizes(tensor, N, T, D);
  const [viewer, time] = [array('viewer', N, K), array('time', T, K)];
  const [deviation, population, spread] = [
    array('deviation', D),
    array('population', D),
    array('population-variance', D),
  ];
  const noise = Math.exp(2 * array('log-noise', 1)[0]!);
  const { encoder, decoder } = elboNetworks(D, K);
  const decoding = weightsOf(decoder, 'decoder', { array });
  const [encode, decode] = [networkOf(encoder, weightsOf(encoder, 'encoder', { array })), networkOf(decoder, decoding)];
  const moments = outputMoments(decoder, decoding);

  const predict = (values: Float32Array, mask: Uint8Array): Prediction => {
    const face = new Float64Array(D);
    let count = 0;
    for (let t = 0; t < T; t += 1) {
      if (mask[t] !== 1) continue;
      count += 1;
      for (let d = 0; d < D; d += 1) face[d]! += values[t * D + d]!;
    }
    for (let d = 0; d < D; d += 1) face[d] = count === 0 ? population[d]! : face[d]! / count;
    const codes = new Float64Array(T * K);
    const u = new Float64Array(K);
    const precision = new Float64Array(K).fill(1);
    const x = new Float64Array(D);
    for (let t = 0; t < T; t += 1) {
      if (mask[t] !== 1) continue;
      for (let d = 0; d < D; d += 1) x[d] = (values[t * D + d]! - face[d]!) / deviation[d]!;
      const encoded = encode(x);
      for (let k = 0; k < K; k += 1) {
        codes[t * K + k] = encoded[k]!;
        u[k]! += encoded[k]! * time[t * K + k]!;
        precision[k]! += time[t * K + k]! ** 2;
      }
    }
    for (let k = 0; k < K; k += 1) u[k]! /= precision[k]!;
    const mean = new Float32Array(T * D);
    const out = new Float32Array(T * D);
    const z = new Float64Array(K);
    const open = new Float64Array(K);
    const nothing = new Float64Array(D);
    for (let t = 0; t < T; t += 1) {
      const seen = mask[t] === 1;
      for (let k = 0; k < K; k += 1) {
        z[k] = seen ? codes[t * K + k]! : u[k]! * time[t * K + k]!;
        open[k] = 1 + time[t * K + k]! ** 2 / precision[k]!;
      }
      const said = seen ? { mean: decode(z), variance: nothing } : moments(z, open);
      for (let d = 0; d < D; d += 1) {
        const own = deviation[d]! ** 2 * (noise + said.variance[d]!);
        // The mean of the observed samples is taken for the face, and known as well as they are many.
        const unknown = count === 0 ? spread[d]! : Math.min(spread[d]!, own / count);
        mean[t * D + d] = face[d]! + deviation[d]! * said.mean[d]!;
        out[t * D + d] = Math.sqrt(own + unknown);
      }
    }
    return { mean, deviation: out };
  };

  return {
    name: 'paper',
    factors: () => ({ count: K, viewer: viewer.slice(), time: time.slice() }),
    impute(i) {
      refuseViewerIndex(i, N);
      return predict(tensor.values.subarray(i * T * D, (i + 1) * T * D), tensor.mask.subarray(i * T, (i + 1) * T));
    },
    foldIn(values, mask) {
      refuseViewer(T, D, values, mask);
      return predict(values, mask);
    },
    alone(k, z) {
      const rest = decode(new Float64Array(K));
      const moved = decode(new Float64Array(K).map((_, j) => (j === k ? z : 0)));
      return moved.map((value, d) => deviation[d]! * (value - rest[d]!));
    },
  };
}
