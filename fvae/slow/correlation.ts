/** The correlation of two courses of the same length (Pearson); 0 where one never moves. */
export function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const n = one.length;
  let [a, b] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    a += (one[i]! - one[0]!) / n;
    b += (other[i]! - other[0]!) / n;
  }
  let [product, first, second] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const [x, y] = [one[i]! - one[0]! - a, other[i]! - other[0]! - b];
    product += x * y;
    first += x * x;
    second += y * y;
  }
  return first > 0 && second > 0 ? product / Math.sqrt(first * second) : 0;
}
