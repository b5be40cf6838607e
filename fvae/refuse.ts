import { ModelFault } from './model.ts';
import type { Tensor } from './tensor.ts';

/**
 * Nothing, when a model can be fitted to the tensor. Throws ModelFault, one line with what was found and what was
 * expected: sizes that do not fit together, fewer than two viewers or samples, too little observed, an observed value
 * that is not finite or too large to square, landmarks that never move.
 */
export function refuseUnusable(tensor: Tensor): void {
  const { viewers, samples, features, values, mask } = tensor;
  if (values.length !== viewers * samples * features || mask.length !== viewers * samples || features < 1) {
    throw new ModelFault(
      `the tensor holds ${values.length} values and ${mask.length} mask entries, expected ${viewers} x ${samples} x ${features} and ${viewers} x ${samples}`,
    );
  }
  if (viewers < 2) throw new ModelFault(`the tensor has ${viewers} viewer(s), expected 2 or more`);
  if (samples < 2) throw new ModelFault(`the tensor has ${samples} sample(s), expected 2 or more`);
  let seenViewers = 0;
  let moves = false;
  for (let i = 0; i < viewers; i++) {
    let first = -1;
    let count = 0;
    for (let t = 0; t < samples; t++) {
      if (mask[i * samples + t] !== 1) continue;
      count += 1;
      const at = (i * samples + t) * features;
      if (first < 0) first = at;
      for (let f = 0; f < features; f++) {
        const value = values[at + f]!;
        if (!(Math.abs(value) < 1e12)) {
          throw new ModelFault(
            `viewer ${i}, sample ${t}, feature ${f} is ${value}, expected a finite number below 1e12`,
          );
        }
        if (value !== values[first + f]!) moves = true;
      }
    }
    if (count >= 2) seenViewers += 1;
  }
  if (seenViewers < 2) {
    throw new ModelFault(
      `${seenViewers} viewer(s) are observed at two samples or more, expected 2 or more such viewers`,
    );
  }
  if (!moves) throw new ModelFault('no viewer ever moves, expected landmarks that vary in time');
}

/** Nothing, when `rank` factors can be told apart. Throws ModelFault when the data has fewer viewers, samples or features. */
export function refuseRank(tensor: Tensor, rank: number): void {
  const most = Math.min(tensor.viewers, tensor.samples, tensor.features);
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= most)) {
    throw new ModelFault(`found ${rank} factors, expected a whole number from 1 to ${most} for this tensor`);
  }
}

/** Nothing, when options of a fit can be followed. Throws ModelFault for the first that is no whole number, or too small. */
export function refuseOptions(options: Readonly<Record<'seed' | 'epochs' | 'batch' | 'workers', number>>): void {
  const least = { seed: 0, epochs: 1, batch: 1, workers: 0 } as const;
  for (const [name, from] of Object.entries(least) as [keyof typeof least, number][]) {
    const found = options[name];
    if (Number.isSafeInteger(found) && found >= from) continue;
    throw new ModelFault(`${name}: found ${found}, expected a whole number from ${from} on`);
  }
}

/** Nothing, when the arrays are those of one viewer. Throws ModelFault for other lengths or an observed value not finite. */
export function refuseViewer(samples: number, features: number, values: Float32Array, mask: Uint8Array): void {
  if (values.length !== samples * features || mask.length !== samples) {
    throw new ModelFault(
      `the viewer has ${values.length} values and ${mask.length} mask entries, expected ${samples} x ${features} and ${samples}`,
    );
  }
  for (let t = 0; t < samples; t++) {
    if (mask[t] !== 1) continue;
    for (let f = 0; f < features; f++) {
      const value = values[t * features + f]!;
      if (!(Math.abs(value) < 1e12)) {
        throw new ModelFault(`sample ${t}, feature ${f} is ${value}, expected a finite number below 1e12`);
      }
    }
  }
}
