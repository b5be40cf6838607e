import type { Windows } from './noise.ts';

/** How skewed movement to one side is: as an exponential distribution is, or what is there in one of seven samples. */
const SKEWNESS = 2;

/**
 * [features]: the variance of movement to one side, by the third moment of residuals: a face shuts its eyes and opens its mouth,
 * while measuring errs both ways. The moment is the median over `viewers`, as a few landmarks far off make up any mean; 0 where hardly
 * any sample has a seen neighbour.
 */
export function oneSidedVariance(windows: Windows, viewers: number, features: number): Float64Array {
  const moments = [...Array(viewers).keys()]
    .map((viewer) => thirdMoments(windows, viewer, features))
    .filter((own) => own !== null);
  return new Float64Array(features).map((_, f) => {
    const sorted = Float64Array.from(moments, (own) => own[f]!).sort();
    return (Math.abs(sorted[sorted.length >> 1] ?? 0) / SKEWNESS) ** (2 / 3);
  });
}

/** [features] third moments around the mean of a viewer's residuals that follow a seen one: those alone are noisier; null of a viewer of hardly any. */
function thirdMoments({ length, residual, mask }: Windows, viewer: number, features: number): Float64Array | null {
  const rows: number[] = [];
  for (let row = viewer * length + 1; row < (viewer + 1) * length; row += 1) {
    if (mask[row] === 1 && mask[row - 1] === 1) rows.push(row * features);
  }
  if (rows.length < 2) return null;
  const mean = new Float64Array(features);
  for (const row of rows) for (let f = 0; f < features; f += 1) mean[f]! += residual[row + f]! / rows.length;
  const third = new Float64Array(features);
  for (const row of rows) {
    for (let f = 0; f < features; f += 1) third[f]! += (residual[row + f]! - mean[f]!) ** 3 / rows.length;
  }
  return third;
}
