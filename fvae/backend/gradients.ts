import * as tf from '@tensorflow/tfjs-core';

type Gradient = Parameters<typeof tf.registerGradient>[0];
type Unary = (dy: tf.Tensor, value: tf.Tensor) => tf.Tensor;
type Binary = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor, y: tf.Tensor) => tf.Tensor;

const { getReductionAxes } = tf.broadcast_util;

/** `dy` summed over the axes along which an operand of that shape was repeated. */
function unbroadcast(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = getReductionAxes(shape, dy.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
}

/** The gradient of y = f(x) from x. */
const fromInput = (kernelName: string, dx: Unary): Gradient => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dy, saved) => ({ x: () => dx(dy as tf.Tensor, saved[0]) }),
});

/** The gradient of y = f(x) from y. */
const fromOutput = (kernelName: string, dx: Unary): Gradient => ({
  ...fromInput(kernelName, dx),
  inputsToSave: [],
  outputsToSave: [true],
});

/** The gradient of y = f(a, b), a and b repeated to a common shape. */
const binary = (kernelName: string, da: Binary, db: Binary): Gradient => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  outputsToSave: [true],
  gradFunc: (dy, [a, b, y]) => ({
    a: () => unbroadcast(da(dy as tf.Tensor, a, b, y), a.shape),
    b: () => unbroadcast(db(dy as tf.Tensor, a, b, y), b.shape),
  }),
});

/** A step: nothing flows back. */
const flat = (kernelName: string): Gradient => fromInput(kernelName, (dy) => tf.zerosLike(dy));

/** A comparison: nothing flows back either. */
const comparison = (kernelName: string): Gradient => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (_, [a, b]) => ({ a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) }),
});

/** `dy` where the condition holds, else 0. */
const chosen = (dy: tf.Tensor, condition: tf.Tensor): tf.Tensor => tf.mul(dy, tf.cast(condition, 'float32'));

const elementwise: readonly Gradient[] = [
  fromInput('Abs', (dy, x) => tf.mul(dy, tf.sign(x))),
  fromInput('Cast', (dy) => tf.clone(dy)),
  fromInput('Cos', (dy, x) => tf.mul(dy, tf.neg(tf.sin(x)))),
  fromOutput('Elu', (dy, y) => tf.engine().runKernel('EluGrad', { dy, y }) as tf.Tensor),
  fromInput('Erf', (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI)))),
  fromOutput('Exp', (dy, y) => tf.mul(dy, y)),
  fromOutput('Expm1', (dy, y) => tf.mul(dy, tf.add(y, 1))),
  fromInput('Identity', (dy) => tf.clone(dy)),
  fromInput('Log', (dy, x) => tf.div(dy, x)),
  fromInput('Log1p', (dy, x) => tf.div(dy, tf.add(x, 1))),
  fromInput('Neg', (dy) => tf.neg(dy)),
  fromOutput('Reciprocal', (dy, y) => tf.neg(tf.mul(dy, tf.square(y)))),
  fromOutput('Relu', (dy, y) => tf.mul(dy, tf.step(y))),
  fromOutput('Rsqrt', (dy, y) => tf.mul(tf.mul(dy, -0.5), tf.mul(y, tf.square(y)))),
  fromOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  fromInput('Sin', (dy, x) => tf.mul(dy, tf.cos(x))),
  fromInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  fromOutput('Sqrt', (dy, y) => tf.div(tf.mul(dy, 0.5), y)),
  fromInput('Square', (dy, x) => tf.mul(tf.mul(dy, 2), x)),
  fromOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  ...['Ceil', 'Floor', 'Round', 'Sign', 'Step', 'OnesLike', 'ZerosLike'].map(flat),
  {
    kernelName: 'ClipByValue',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const inside = (): tf.Tensor =>
        tf.logicalAnd(
          tf.greaterEqual(x, attrs['clipValueMin'] as number),
          tf.lessEqual(x, attrs['clipValueMax'] as number),
        );
      return { x: () => chosen(dy as tf.Tensor, inside()) };
    },
  },
  {
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(x, attrs['alpha'] as number)) }),
  },
];

const combining: readonly Gradient[] = [
  ...['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'].map(comparison),
  binary(
    'Add',
    (dy) => dy,
    (dy) => dy,
  ),
  binary(
    'Sub',
    (dy) => dy,
    (dy) => tf.neg(dy),
  ),
  binary(
    'Multiply',
    (dy, _, b) => tf.mul(dy, b),
    (dy, a) => tf.mul(dy, a),
  ),
  binary(
    'RealDiv',
    (dy, _, b) => tf.div(dy, b),
    (dy, _, b, y) => tf.neg(tf.mul(dy, tf.div(y, b))),
  ),
  binary(
    'Maximum',
    (dy, a, b) => chosen(dy, tf.greaterEqual(a, b)),
    (dy, a, b) => chosen(dy, tf.less(a, b)),
  ),
  binary(
    'Minimum',
    (dy, a, b) => chosen(dy, tf.lessEqual(a, b)),
    (dy, a, b) => chosen(dy, tf.greater(a, b)),
  ),
  binary(
    'SquaredDifference',
    (dy, a, b) => tf.mul(tf.mul(dy, 2), tf.sub(a, b)),
    (dy, a, b) => tf.mul(tf.mul(dy, 2), tf.sub(b, a)),
  ),
  binary(
    'Pow',
    (dy, a, b) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    (dy, a, _, y) => tf.mul(dy, tf.mul(y, tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a)))),
  ),
  {
    kernelName: 'AddN',
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, at) => [at, () => tf.clone(dy as tf.Tensor)])),
  },
  {
    kernelName: 'Select',
    inputsToSave: ['condition'],
    gradFunc: (dy, [condition]) => ({
      condition: () => tf.zeros(condition.shape),
      t: () => chosen(dy as tf.Tensor, condition),
      e: () => chosen(dy as tf.Tensor, tf.logicalNot(condition)),
    }),
  },
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], attrs) => {
      const [ta, tb] = [attrs['transposeA'] as boolean, attrs['transposeB'] as boolean];
      const product = (x: tf.Tensor, y: tf.Tensor, tx: boolean, ty: boolean, shape: number[]): tf.Tensor =>
        unbroadcast(tf.matMul(x, y, tx, ty), shape);
      return {
        a: () =>
          ta ? product(b, dy as tf.Tensor, tb, true, a.shape) : product(dy as tf.Tensor, b, false, !tb, a.shape),
        b: () =>
          tb ? product(dy as tf.Tensor, a, true, ta, b.shape) : product(a, dy as tf.Tensor, !ta, false, b.shape),
      };
    },
  },
];

/** `dy` of a reduction over `axis`, with the reduced axes back as length 1. */
function unreduced(dy: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  return tf.reshape(
    dy,
    x.shape.map((length, at) => (axes.includes(at) ? 1 : length)),
  );
}

/** The gradient of a greatest or least value, shared by all entries that reach it. */
const extremum = (kernelName: string): Gradient => ({
  kernelName,
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, [x, y], attrs) => {
    const axis = (attrs['reductionIndices'] ?? attrs['axis']) as number | number[];
    return { x: () => chosen(unreduced(dy as tf.Tensor, x, axis), tf.equal(x, unreduced(y, x, axis))) };
  },
});

const rearranging: readonly Gradient[] = [
  extremum('Max'),
  extremum('Min'),
  {
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => tf.broadcastTo(unreduced(dy as tf.Tensor, x, attrs['axis'] as number[]), x.shape),
    }),
  },
  {
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const share = tf.mul(dy as tf.Tensor, (dy as tf.Tensor).size / x.size);
        return tf.broadcastTo(unreduced(share, x, attrs['axis'] as number[]), x.shape);
      },
    }),
  },
  fromInput('Reshape', (dy, x) => tf.reshape(dy, x.shape)),
  {
    kernelName: 'ExpandDims',
    inputsToSave: ['input'],
    gradFunc: (dy, [input]) => ({ input: () => tf.reshape(dy as tf.Tensor, input.shape) }),
  },
  {
    kernelName: 'Transpose',
    gradFunc: (dy, _, attrs) => ({
      x: () => tf.transpose(dy as tf.Tensor, tf.backend_util.getUndoAxesPermutation(attrs['perm'] as number[])),
    }),
  },
  {
    kernelName: 'Slice',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const [begin, size] = tf.slice_util.parseSliceParams(x, attrs['begin'] as number[], attrs['size'] as number[]);
      const around = x.shape.map((length, at): [number, number] => [begin[at], length - begin[at] - size[at]]);
      return { x: () => tf.pad(dy as tf.Tensor, around) };
    },
  },
  {
    kernelName: 'PadV2',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const begin = (attrs['paddings'] as [number, number][]).map(([before]) => before);
      return { x: () => tf.slice(dy as tf.Tensor, begin, x.shape) };
    },
  },
  {
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const axis = tf.util.parseAxisParam(attrs['axis'] as number, saved[0].shape)[0];
      const lengths = saved.map((part) => part.shape[axis]);
      const parts = tf.split(dy as tf.Tensor, lengths, axis);
      return Object.fromEntries(parts.map((part, at) => [at, () => part]));
    },
  },
  {
    kernelName: 'SplitV',
    gradFunc: (dy, _, attrs) => ({ x: () => tf.concat(dy as tf.Tensor[], attrs['axis'] as number) }),
  },
  {
    kernelName: 'Pack',
    saveAllInputs: true,
    gradFunc: (dy, _, attrs) => {
      const parts = tf.unstack(dy as tf.Tensor, attrs['axis'] as number);
      return Object.fromEntries(parts.map((part, at) => [at, () => part]));
    },
  },
  {
    kernelName: 'Unpack',
    gradFunc: (dy, _, attrs) => ({ value: () => tf.stack(dy as tf.Tensor[], attrs['axis'] as number) }),
  },
  {
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const reps = attrs['reps'] as number[];
      // Each axis split into repetition and place; the repetitions summed.
      const split = x.shape.flatMap((length, at) => [reps[at], length]);
      const repetitions = x.shape.map((_, at) => 2 * at);
      return { x: () => tf.reshape(tf.sum(tf.reshape(dy as tf.Tensor, split), repetitions), x.shape) };
    },
  },
  {
    kernelName: 'GatherV2',
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, [x, indices], attrs) => {
      if (attrs['axis'] !== 0 || attrs['batchDims'] !== 0) throw new Error('gather has a gradient along axis 0 alone');
      const rows = (): tf.Tensor => tf.reshape(dy as tf.Tensor, [indices.size, ...x.shape.slice(1)]);
      const ids = (): tf.Tensor1D => tf.reshape(indices, [indices.size]);
      return {
        x: () => tf.unsortedSegmentSum(rows(), ids(), x.shape[0]),
        indices: () => tf.zerosLike(indices),
      };
    },
  },
  {
    kernelName: 'UnsortedSegmentSum',
    inputsToSave: ['segmentIds'],
    gradFunc: (dy, [ids]) => ({ x: () => tf.gather(dy as tf.Tensor, ids as tf.Tensor1D) }),
  },
];

/**
 * Registers the gradients of the operations that models here use; once is enough, for every backend of the process.
 *
 * tfjs-core's own sit in files that Node cannot load (extensionless imports), and some of them forget broadcasting.
 */
export function registerGradients(): void {
  for (const gradient of [...elementwise, ...combining, ...rearranging]) tf.registerGradient(gradient);
}
