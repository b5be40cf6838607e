import type { Windows } from './noise.ts';

/** How skewed movement to one side is: as an exponential distribution is, or what is there in one of seven samples. */
const SKEWNESS = 2;
/** Of fewer pairs of neighbours than these a viewer's third moment says nothing. */
const FEWEST = 20;

/**
 * [features]: the variance of movement to one side that is gone by the next sample, by the third moment of residuals: a face shuts
 * its eyes, while measuring errs both ways. The moment is the median over `viewers`, as a few landmarks far off make up any mean;
 * 0 where nobody has 20 seen samples with a seen one before them.
 */
export function oneSidedVariance(windows: Windows, viewers: number, features: number): Float64Array {
  const moments = [...Array(viewers).keys()]
    .map((viewer) => thirdMoments(windows, viewer, features))
    .filter((own) => own !== null);
  return new Float64Array(features).map((_, f) => {
    const sorted = Float64Array.from(moments, (own) => own[f]!).sort();
    const [below, above] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
    return (Math.abs(0.5 * (below + above)) / SKEWNESS) ** (2 / 3);
  });
}

/**
 * [features] third moments of a viewer's residuals less what of them neighbours share, which is of movement that lasts. Of samples
 * with a seen one before them: others are noisier. Null of a viewer of hardly any.
 */
function thirdMoments({ length, residual, mask }: Windows, viewer: number, features: number): Float64Array | null {
  const rows: number[] = [];
  for (let row = viewer * length + 1; row < (viewer + 1) * length; row += 1) {
    if (mask[row] === 1 && mask[row - 1] === 1) rows.push(row * features);
  }
  if (rows.length < FEWEST) return null;
  const mean = new Float64Array(features);
  for (const row of rows) for (let f = 0; f < features; f += 1) mean[f]! += residual[row + f]! / rows.length;
  const third = new Float64Array(features);
  for (const row of rows) {
    for (let f = 0; f < features; f += 1) {
      const now = residual[row + f]! - mean[f]!;
      const before = residual[row + f - features]! - mean[f]!;
      third[f]! += (now ** 3 - 0.5 * now * before * (now + before)) / rows.length;
    }
  }
  return third;
}
