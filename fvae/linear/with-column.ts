/** [n, K + 1]: rows [n, K] with one more column [n] after the others. */
export function withColumn(rows: Float64Array, last: Float64Array): Float64Array {
  const K = rows.length / last.length;
  return Float64Array.from({ length: rows.length + last.length }, (_, at) => {
    const [n, k] = [Math.floor(at / (K + 1)), at % (K + 1)];
    return k < K ? rows[n * K + k]! : last[n]!;
  });
}
