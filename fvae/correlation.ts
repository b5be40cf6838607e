import { BLOCK, blockDots, fillBlock, seenRows } from './linear/block.ts';
import type { Windows } from './noise.ts';

/** 1 + 2 Σ of the autocorrelations of each coordinate, up to the first below 0.05. */
export function correlationTimes(windows: Windows, to: Float64Array, viewers: number, features: number): Float64Array {
  const { length, mask } = windows;
  const most = Math.min(40, Math.floor(length / 2));
  const step = Math.max(1, Math.floor((viewers * length) / 12_000));
  const rotated = rotatedRows(windows, to, viewers, features, step);
  const products = new Float64Array(features);
  const variance = new Float64Array(features);
  const times = new Float64Array(features).fill(1);
  // Coordinates whose correlation has not fallen yet: most fall within a few lags, and no further ones are asked for.
  let open = Int32Array.from({ length: features }, (_, d) => d);
  for (let lag = 0; lag <= most && open.length > 0; lag++) {
    let pairs = 0;
    products.fill(0);
    for (let i = 0, own = 0; i < viewers; i += step, own++) {
      for (let t = lag; t < length; t++) {
        if (mask[i * length + t] !== 1 || mask[i * length + t - lag] !== 1) continue;
        pairs += 1;
        const now = (own * length + t) * features;
        const then = now - lag * features;
        for (let n = 0; n < open.length; n++) {
          const d = open[n]!;
          products[d]! += rotated[now + d]! * rotated[then + d]!;
        }
      }
    }
    if (lag === 0) variance.set(products.map((sum) => sum / Math.max(1, pairs)));
    else if (pairs === 0) break;
    else {
      open = open.filter((d) => {
        const correlation = products[d]! / pairs / variance[d]!;
        if (!(correlation > 0.05)) return false;
        times[d]! += 2 * correlation;
        return true;
      });
    }
  }
  return times;
}

/** [n, length, D]: the residuals of every `step`-th viewer in the coordinates; what is missing is left 0. */
export function rotatedRows(
  { length, residual, mask }: Windows,
  to: Float64Array,
  viewers: number,
  features: number,
  step: number,
): Float64Array {
  const rotated = new Float64Array(Math.ceil(viewers / step) * length * features);
  const index = new Int32Array(length);
  const block = new Float64Array(BLOCK * features);
  const dots = new Float64Array(BLOCK * features);
  for (let i = 0, own = 0; i < viewers; i += step, own++) {
    const count = seenRows(mask, i * length, length, index);
    const rows = { values: residual, at: i * length * features };
    for (let from = 0; from < count; from += BLOCK) {
      fillBlock(rows, features, index, from, count, block);
      blockDots(to, features, block, 0, features, dots);
      for (let b = 0; b < Math.min(BLOCK, count - from); b++) {
        const at = (own * length + index[from + b]!) * features;
        for (let d = 0; d < features; d++) rotated[at + d] = dots[d * BLOCK + b]!;
      }
    }
  }
  return rotated;
}
