import { heard } from '../heard.ts';
import { transpose } from '../linear/matrix.ts';
import type { Model } from '../model.ts';
import { createRandom } from '../random.ts';
import { refuseRank, refuseUnusable } from '../refuse.ts';
import { whitenedGround } from './cp-ground.ts';
import { courseDesign } from './design.ts';
import { linearFitted } from './linear-fitted.ts';
import { fitPca } from './pca-fit.ts';

/** Options of the PCA model. */
export type PcaOptions = {
  readonly rank: number;
  /** Rounds of alternating regressions. @defaultValue 20 */
  readonly rounds?: number;
  /** Directions of the features to which the data is reduced. @defaultValue 28 */
  readonly directions?: number;
};

/**
 * Principal components of the tensor unfolded to viewers x (samples x features), entries missing, with an intercept for
 * every viewer: x_it = n_i + b_t + Σ_r a_ir B_tr. The b_t are those of the additive fit outside the shared directions.
 */
export function pca(options: PcaOptions): Model {
  const name = `pca-${options.rank}`;
  return {
    name,
    async fit(tensor, { seed, signal, onProgress }) {
      refuseUnusable(tensor);
      refuseRank(tensor, options.rank);
      const { viewers, samples, features } = tensor;
      const { rank } = options;
      const ground = whitenedGround(tensor, options);
      const { space, fit: additive } = ground;
      const { size } = space;
      const rounds = options.rounds ?? 20;
      let round = 0;
      const pause = async (): Promise<void> => {
        onProgress?.(round, rounds);
        round += 1;
        await heard(signal);
      };
      const state = await fitPca(ground.data, rank, rounds, createRandom(seed, name), pause);
      onProgress?.(rounds, rounds);
      const back = transpose(space.back, features, size);
      const base = additive.time.slice();
      const course = new Float64Array(samples * rank * size);
      const change = new Float64Array(size);
      for (let t = 0; t < samples; t++) {
        course.set(state.course.subarray((t * (1 + rank) + 1) * size, (t + 1) * (1 + rank) * size), t * rank * size);
        // Inside the subspace this fit's mean course, outside the additive one's.
        for (let p = 0; p < size; p++) {
          let sum = state.course[t * (1 + rank) * size + p]!;
          for (let f = 0; f < features; f++) sum -= space.forward[p * features + f]! * additive.time[t * features + f]!;
          change[p] = sum;
        }
        for (let p = 0; p < size; p++) {
          for (let f = 0; f < features; f++) base[t * features + f]! += change[p]! * back[p * features + f]!;
        }
      }
      const intercept = additive.viewer.slice();
      for (let i = 0; i < viewers; i++) {
        if (ground.own.count[i] === 0) continue;
        // The subspace's intercepts are relative to the plain means; outside it the additive fit's stand.
        for (let p = 0; p < size; p++) {
          let sum = state.intercept[i * size + p]!;
          for (let f = 0; f < features; f++) {
            const moved = additive.viewer[i * features + f]! - additive.plain[i * features + f]!;
            sum -= space.forward[p * features + f]! * moved;
          }
          for (let f = 0; f < features; f++) intercept[i * features + f]! += sum * back[p * features + f]!;
        }
      }
      const design = courseDesign(course, back, rank, size, features);
      const fit = { base, design, viewer: state.score, intercept, nonNegative: false };
      return linearFitted(name, tensor, fit);
    },
  };
}
