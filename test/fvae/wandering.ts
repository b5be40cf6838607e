import { createRandom } from '../../fvae/random.ts';
import type { Tensor } from '../../fvae/tensor.ts';

/** A tensor's values with what belongs to the landmarks and not to their measuring: deviation 0.4, slow in time. */
export function wandering({ values, samples: T, features: D }: Tensor): Float32Array {
  const random = createRandom(0, 'wandering');
  const away = new Float64Array(values.length);
  return values.map((value, at) => {
    const fresh = at % (T * D) < D ? 1 : 0.6;
    away[at] = fresh * 0.4 * random.normal() + (fresh === 1 ? 0 : 0.8 * away[at - D]);
    return value + away[at];
  });
}
