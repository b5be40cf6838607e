// One replica of the benchmark's training: the published objective on rows that stay in memory.
import { elbo } from '../../../dist/fvae/objective/elbo.js';
import { toTensors, writeTensors } from '../../../dist/fvae/parameters.js';
import { createRandom } from '../../../dist/fvae/random.js';

export function createReplica({ backend, init, rank, size, parameters, gradient }) {
  const { tf } = backend;
  const { model, shapes, rows } = init;
  const [features, factors] = [model.encoder.widths[0], model.decoder.widths[0]];
  const own = Math.floor((rows * (rank + 1)) / size) - Math.floor((rows * rank) / size);
  const random = createRandom(0, `bench replica ${rank}`);
  const normals = (count) => {
    const numbers = new Float32Array(count);
    random.fillNormal(numbers);
    return numbers;
  };
  const integers = (n) =>
    tf.tensor1d(
      Int32Array.from({ length: own }, () => random.integer(n)),
      'int32',
    );
  const batch = {
    x: tf.tensor2d(normals(own * features), [own, features]),
    mask: tf.tensor2d(
      Float32Array.from({ length: own * features }, () => (random.uniform() < 0.87 ? 1 : 0)),
      [own, features],
    ),
    viewer: integers(model.viewers),
    sample: integers(model.samples),
    divisor: rows,
  };
  return {
    async step() {
      const epsilon = tf.tensor2d(normals(own * factors), [own, factors]);
      const tensors = toTensors(tf, shapes, parameters);
      const { loss, gradients } = elbo(tf, model, tensors, { ...batch, epsilon });
      await writeTensors(shapes, gradients, gradient);
      const [value] = await loss.data();
      tf.dispose([epsilon, tensors, loss, gradients]);
      return value;
    },
  };
}
