/** The largest share of a column's deviation that rounding may add. */
const MOST = 0.01;

/**
 * The first column whose float32 numbers, `rounded` [rows, D], are farther from the `exact` ones than a hundredth of its standard
 * deviation over the rows where `mask` is 1; -1 where there is none. One that does not vary loses nothing by it.
 */
export function coarseColumn(
  exact: ArrayLike<number>,
  rounded: Float32Array,
  mask: Uint8Array,
  features: number,
): number {
  const known = mask.reduce((sum, one) => sum + one, 0);
  const [sum, square, lost] = [0, 1, 2].map(() => new Float64Array(features));
  const over = (add: (d: number, value: number, at: number) => void): void => {
    for (let at = 0; at < rounded.length; at += 1) {
      if (mask[Math.floor(at / features)] === 1) add(at % features, exact[at], at);
    }
  };
  const [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((end) =>
    new Float64Array(features).fill(end),
  );
  over((d, value) => {
    sum[d] += value / known;
    least[d] = Math.min(least[d], value);
    most[d] = Math.max(most[d], value);
  });
  over((d, value, at) => {
    square[d] += (value - sum[d]) ** 2;
    lost[d] += (value - rounded[at]) ** 2;
  });
  return lost.findIndex((value, d) => value > MOST ** 2 * square[d] && most[d] > least[d]);
}
