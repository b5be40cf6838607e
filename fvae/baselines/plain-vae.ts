import { openBackend } from '../backend/open.ts';
import { networkOf } from '../encode.ts';
import type { Fitted, Model, Prediction } from '../model.ts';
import { createWindows, scatterOf, type Windows } from '../noise.ts';
import { outputMoments } from '../published/moments.ts';
import { elboNetworks } from '../published/networks.ts';
import { deviationAround, observedMeans, standardised } from '../published/standardise.ts';
import { trainElbo } from '../published/train-elbo.ts';
import { refuseUnusable, refuseViewer } from '../refuse.ts';
import { refuseViewerIndex } from '../state-reader.ts';
import { observedEntries, type Tensor } from '../tensor.ts';
import { bridge, courseOf } from './latent-bridge.ts';

/** Options of the plain VAE. */
export type PlainVaeOptions = {
  /** Numbers in a code. */
  readonly factors: number;
  /** @defaultValue 30 */
  readonly epochs?: number;
  /** Entries a step. @defaultValue 256 */
  readonly batch?: number;
  /** Steps at most, so that long films take no longer. @defaultValue 3000 */
  readonly mostSteps?: number;
};

const RATE = 3e-3;

/**
 * A variational autoencoder without factors (Kingma and Welling 2014): x = f(z) + noise, z ~ N(0, I) for every viewer and
 * sample, on standardised landmarks, their neutral faces among what is to be coded. It knows nothing of viewers or time, so
 * what is missing is told from the viewer's other codes and everyone's at that time (see `bridge`), and a viewer's mean error
 * is added, drawn to 0 while little is observed.
 */
export function plainVae(options: PlainVaeOptions): Model {
  const name = 'plain-vae';
  return {
    name,
    async fit(tensor, { seed, signal, onProgress }) {
      refuseUnusable(tensor);
      const { viewers, samples, features } = tensor;
      const backend = await openBackend('wasm');
      const { all } = observedMeans(tensor);
      const centre = Float64Array.from({ length: viewers * features }, (_, at) => all[at % features]!);
      const deviation = deviationAround(tensor, centre);
      const values = standardised(tensor, { centre, deviation });
      const networks = elboNetworks(features, options.factors);
      const { parts } = await trainElbo({
        model: { ...networks, viewers: 1, samples: 1, noise: 'isotropic' },
        backend,
        workers: 0,
        seed,
        samples,
        batch: options.batch ?? 256,
        epochs: options.epochs ?? 30,
        mostSteps: options.mostSteps ?? 3000,
        rate: RATE,
        values,
        entries: observedEntries(tensor),
        factorised: false,
        signal,
        onProgress,
      });
      return fittedVae(name, tensor, values, { ...networks, parts, centre: all, deviation });
    },
  };
}

type Trained = ReturnType<typeof elboNetworks> & {
  readonly parts: Readonly<Record<string, Float32Array>>;
  /** [D] each. */
  readonly centre: Float64Array;
  readonly deviation: Float64Array;
};

function fittedVae(name: string, tensor: Tensor, standard: Float32Array, trained: Trained): Fitted {
  const { viewers: N, samples: T, features: D, mask } = tensor;
  const { encoder, decoder, parts, centre, deviation } = trained;
  const K = decoder.widths[0] as number;
  const weights = (prefix: string) => (of: string) => parts[`${prefix}.${of}`];
  const [encode, decode] = [networkOf(encoder, weights('encoder')), networkOf(decoder, weights('decoder'))];
  const moments = outputMoments(decoder, weights('decoder'));
  const codeOf = (x: Float64Array): Float64Array => encode(x).subarray(0, K);

  // Codes of what is observed, and what they leave of it in windows of each viewer.
  const codes = new Float32Array(N * T * K);
  const windows = createWindows(N, T, D);
  const { length } = windows;
  const offsets = new Float64Array(N * D);
  const x = new Float64Array(D);
  const certain = new Float64Array(D);
  for (let i = 0; i < N; i += 1) {
    const first = windows.start[i]!;
    let count = 0;
    for (let t = 0; t < T; t += 1) {
      if (mask[i * T + t] !== 1) continue;
      for (let d = 0; d < D; d += 1) x[d] = standard[(i * T + t) * D + d]!;
      const code = codeOf(x);
      codes.set(code, (i * T + t) * K);
      if (t < first || t >= first + length) continue;
      count += 1;
      const said = decode(code);
      const row = i * length + t - first;
      windows.mask[row] = 1;
      for (let d = 0; d < D; d += 1) {
        const error = deviation[d]! * (x[d]! - said[d]!);
        windows.residual[row * D + d] = error;
        offsets[i * D + d]! += error;
      }
    }
    for (let d = 0; d < D; d += 1) offsets[i * D + d]! /= Math.max(1, count);
    for (let n = 0; n < length; n += 1) {
      if (windows.mask[i * length + n] !== 1) continue;
      for (let d = 0; d < D; d += 1) windows.residual[(i * length + n) * D + d]! -= offsets[i * D + d]!;
    }
  }
  const spread = new Float64Array(D);
  offsets.forEach((value, at) => {
    spread[at % D]! += value ** 2 / N;
  });
  const { clean, noise } = scatterOf(windows, N, T, D);
  // How many samples the population is worth: residuals are correlated in time, the noise of measuring is not.
  const memory = memoryOf(windows, N, D);
  const worth = clean.map((value, d) => (value * memory + noise[d]!) / Math.max(spread[d]!, Number.MIN_VALUE ** 0.5));
  const course = courseOf(codes, mask, N, K);

  const predict = (values: Float32Array, seen: Uint8Array): Prediction => {
    const own = new Float64Array(T * K);
    const offset = new Float64Array(D);
    const input = new Float64Array(D);
    let count = 0;
    for (let t = 0; t < T; t += 1) {
      if (seen[t] !== 1) continue;
      count += 1;
      for (let d = 0; d < D; d += 1) input[d] = (values[t * D + d]! - centre[d]!) / deviation[d]!;
      const code = codeOf(input);
      own.set(code, t * K);
      const said = decode(code);
      for (let d = 0; d < D; d += 1) offset[d]! += deviation[d]! * (input[d]! - said[d]!);
    }
    for (let d = 0; d < D; d += 1) offset[d]! /= count + worth[d]!;
    const { mean: at, variance: open } = bridge(course, own, seen);
    const mean = new Float32Array(T * D);
    const out = new Float32Array(T * D);
    for (let t = 0; t < T; t += 1) {
      const code = at.subarray(t * K, (t + 1) * K);
      const said =
        seen[t] === 1 ? { mean: decode(code), variance: certain } : moments(code, open.subarray(t * K, (t + 1) * K));
      for (let d = 0; d < D; d += 1) {
        mean[t * D + d] = centre[d]! + deviation[d]! * said.mean[d]! + offset[d]!;
        const unknown = (spread[d]! * worth[d]!) / (count + worth[d]!);
        out[t * D + d] = Math.sqrt(clean[d]! + deviation[d]! ** 2 * said.variance[d]! + unknown);
      }
    }
    return { mean, deviation: out };
  };

  return {
    name,
    factors: () => null,
    impute(i) {
      refuseViewerIndex(i, N);
      return predict(tensor.values.subarray(i * T * D, (i + 1) * T * D), mask.subarray(i * T, (i + 1) * T));
    },
    foldIn(values, seen) {
      refuseViewer(T, D, values, seen);
      return predict(values, seen);
    },
  };
}

/** How many successive residuals tell as much as an independent one: (1 + r) / (1 - r), r from one sample to the next. */
function memoryOf({ length, residual, mask }: Windows, viewers: number, features: number): number {
  let product = 0;
  let square = 0;
  for (let row = 0; row < viewers * length; row += 1) {
    if (row % length === 0 || mask[row] !== 1 || mask[row - 1] !== 1) continue;
    for (let d = 0; d < features; d += 1) {
      const [now, before] = [residual[row * features + d]!, residual[(row - 1) * features + d]!];
      product += now * before;
      square += 0.5 * (now * now + before * before);
    }
  }
  const r = square > 0 ? Math.min(0.95, Math.max(0, product / square)) : 0;
  return (1 + r) / (1 - r);
}
