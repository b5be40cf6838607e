// Replicas of a linear regression, as a team's module: each has the rows `rank`, `rank + size`, ... of the data.
export function createReplica({ backend, init, rank, size, parameters, gradient }) {
  const { rows, targets, failure } = init;
  if (failure?.rank === rank && failure.step === -1) throw new Error('no replica today');
  const { tf } = backend;
  const own = rows.map((_, n) => n).filter((n) => n % size === rank);
  const x = tf.tensor2d(own.map((n) => rows[n]));
  const y = tf.tensor2d(own.map((n) => [targets[n]]));
  const both = tf.valueAndGrad((w) => tf.div(tf.sum(tf.square(tf.sub(tf.matMul(x, w), y))), rows.length));
  return {
    step(step, settings) {
      if (failure?.rank === rank && failure.step === step) {
        if (failure.fatal) process.exit(3);
        throw Object.assign(new Error(`step ${step} fails`), { name: failure.name ?? 'Error' });
      }
      return tf.tidy(() => {
        const { value, grad } = both(tf.tensor2d(parameters, [parameters.length, 1]));
        gradient.set(grad.dataSync());
        return value.dataSync()[0] * (settings?.times ?? 1);
      });
    },
  };
}
