import { type Factors, type Fitted, ModelFault, type Prediction } from '../model.ts';
import type { Tensor } from '../tensor.ts';
import { placerOf } from './placement.ts';
import { populationOf } from './population.ts';
import { predictViewer } from './predict.ts';
import { refuseViewer } from './refuse.ts';
import type { LinearFit } from './windows.ts';

/** A fitted linear model as evaluation sees it. What it needs beyond the fit is worked out when first asked for. */
export function linearFitted(name: string, tensor: Tensor, fit: LinearFit, factors: () => Factors | null): Fitted {
  let ready: { predict: (values: Float32Array, mask: Uint8Array, at: number, maskAt: number) => Prediction } | null =
    null;
  const prepared = () => {
    if (ready === null) {
      const population = populationOf(tensor, fit);
      const place = placerOf(population);
      ready = {
        predict: (values, mask, at, maskAt) =>
          predictViewer(population, place(values, mask, at, maskAt), values, mask, at, maskAt),
      };
    }
    return ready;
  };
  const { viewers, samples, features } = tensor;
  return {
    name,
    factors,
    impute(viewer) {
      if (!(Number.isInteger(viewer) && viewer >= 0 && viewer < viewers)) {
        throw new ModelFault(`viewer is ${viewer}, expected 0 to ${viewers - 1}`);
      }
      return prepared().predict(tensor.values, tensor.mask, viewer * samples * features, viewer * samples);
    },
    foldIn(values, mask) {
      refuseViewer(samples, features, values, mask);
      return prepared().predict(values, mask, 0, 0);
    },
  };
}
