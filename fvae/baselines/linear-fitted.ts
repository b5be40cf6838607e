import type { Factors, Fitted, Prediction } from '../model.ts';
import { refuseViewer } from '../refuse.ts';
import { refuseViewerIndex } from '../state-reader.ts';
import type { Tensor } from '../tensor.ts';
import { type Placer, placerOf } from './placement.ts';
import { type Population, populationOf } from './population.ts';
import { predictViewer } from './predict.ts';
import type { LinearFit } from './windows.ts';

/**
 * A fitted linear model as evaluation sees it. What it needs beyond the fit is worked out when first asked for. With courses
 * `time` [T, R] it has factors, the viewers' being their posterior means.
 */
export function linearFitted(name: string, tensor: Tensor, fit: LinearFit, time: Float64Array | null = null): Fitted {
  const { viewers, samples, features } = tensor;
  let ready: { population: Population; place: Placer } | null = null;
  const prepared = () => {
    if (ready === null) {
      const population = populationOf(tensor, fit);
      ready = { population, place: placerOf(population) };
    }
    return ready;
  };
  const predict = (values: Float32Array, mask: Uint8Array, at: number, maskAt: number): Prediction => {
    const { population, place } = prepared();
    return predictViewer(population, place(values, mask, at, maskAt), values, mask, at, maskAt);
  };
  let factors: Factors | null = null;
  return {
    name,
    factors() {
      if (time === null || factors !== null) return factors;
      const count = fit.design.rank;
      const viewer = new Float64Array(viewers * count);
      const { place } = prepared();
      for (let i = 0; i < viewers; i++) {
        viewer.set(place(tensor.values, tensor.mask, i * samples * features, i * samples).viewer, i * count);
      }
      factors = { count, viewer, time };
      return factors;
    },
    impute(viewer) {
      refuseViewerIndex(viewer, viewers);
      return predict(tensor.values, tensor.mask, viewer * samples * features, viewer * samples);
    },
    foldIn(values, mask) {
      refuseViewer(samples, features, values, mask);
      return predict(values, mask, 0, 0);
    },
    ...(time === null ? {} : { alone: (k: number, z: number) => aloneIn(fit, time, features, k, z) }),
  };
}

/** z W_k, the loading told from the sample at which V_k is largest. */
function aloneIn({ design }: LinearFit, time: Float64Array, features: number, k: number, z: number): Float64Array {
  const { rank } = design;
  let top = 0;
  for (let t = 0; t < time.length / rank; t++) {
    if (Math.abs(time[t * rank + k]!) > Math.abs(time[top * rank + k]!)) top = t;
  }
  const loadings = new Float64Array(rank * features);
  design.fill(top, loadings);
  const height = time[top * rank + k]!;
  return loadings.slice(k * features, (k + 1) * features).map((move) => (height === 0 ? 0 : (z * move) / height));
}
