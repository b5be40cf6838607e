import { ModelFault } from './model.ts';
import type { Tensor } from './tensor.ts';

/** Throws ModelFault, one line, for data that no model of K factors can be fitted to. */
export function refuseUnfit(tensor: Tensor, factors: number): void {
  const { viewers, samples, features, values, mask } = tensor;
  if (!(viewers >= 2)) throw new ModelFault(`found ${viewers} viewer to train on, expected 2 or more`);
  if (!(samples >= 2)) throw new ModelFault(`found ${samples} sample, expected 2 or more`);
  const most = Math.min(viewers, samples, features);
  if (!(Number.isInteger(factors) && factors >= 1 && factors <= most)) {
    throw new ModelFault(`found ${factors} factors, expected 1 to ${most}, which the data can carry`);
  }
  let seen = 0;
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] === 0) continue;
    seen += 1;
    for (let d = 0; d < features; d += 1) {
      const value = values[entry * features + d]!;
      if (Number.isFinite(value)) continue;
      const place = `viewer ${Math.floor(entry / samples)}, sample ${entry % samples}, feature ${d}`;
      throw new ModelFault(`${place}: found ${value} in an observed entry, expected a finite number`);
    }
  }
  if (seen === 0) throw new ModelFault('found no observed entry, expected some');
}
