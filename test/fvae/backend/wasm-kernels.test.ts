import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import { answers, arrayOf, expectClose, type Array as Numbers, type Operation, shapeOf } from '../../laws/kernels.ts';
import { BINARY, UNARY, UNARY_POSITIVE } from '../../laws/operations.ts';

beforeAll(async () => {
  await openBackend('wasm');
});

/** The wasm backend gives the cpu backend's values and gradients, with the native addon (where it is built) and without. */
function agrees(operation: Operation, inputs: fc.Arbitrary<Numbers[]>, numRuns = 15): Promise<void> {
  const property = fc.asyncProperty(inputs, fc.boolean(), async (arrays, native) => {
    const found = await answers('wasm', operation, arrays, { native });
    const expected = await answers('cpu', operation, arrays);
    found.forEach((values, at) => {
      expectClose(values, expected[at]);
    });
  });
  return fc.assert(property, { numRuns });
}

const anyShape = fc.integer({ min: 0, max: 3 }).chain(shapeOf);
const one = (limit = 3): fc.Arbitrary<Numbers[]> => anyShape.chain((shape) => arrayOf(shape, limit)).map((x) => [x]);
const matrix = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
const positive = (x: Numbers): Numbers => ({ ...x, values: x.values.map((v) => Math.abs(v) + 0.1) });

describe('on the wasm backend, values and gradients are those of the cpu backend:', () => {
  it.each(Object.entries(UNARY))('%s', (_, operation) => agrees(operation, one()));

  it.each(Object.entries(UNARY_POSITIVE))('%s of positive numbers', (_, operation) =>
    agrees(
      operation,
      one().map(([x]) => [positive(x)]),
    ),
  );

  it.each(Object.entries(BINARY))('%s, with every kind of broadcasting', (_, operation) =>
    agrees(
      operation,
      fc.integer({ min: 0, max: 3 }).chain((rank) =>
        shapeOf(rank).chain((shape) =>
          fc.array(fc.boolean(), { minLength: rank, maxLength: rank }).chain((repeated) => {
            const other = shape.map((length, at) => (repeated[at] ? 1 : length));
            return fc
              .tuple(arrayOf(shape), arrayOf(other), fc.boolean())
              .map(([a, b, turned]) => (turned ? [b, a] : [a, b]));
          }),
        ),
      ),
    ),
  );

  it.each(['sum', 'mean', 'max', 'min'] as const)('%s over any axes', (name) =>
    fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 4 })
          .chain((rank) => fc.tuple(shapeOf(rank), fc.subarray([0, 1, 2, 3].slice(0, rank)), fc.boolean())),
        async ([shape, axes, keepDims]) => {
          await agrees(
            (tf, x) => tf[name](x, axes.length > 0 ? axes : undefined, keepDims),
            arrayOf(shape).map((x) => [x]),
            3,
          );
        },
      ),
      { numRuns: 15 },
    ),
  );

  it('matMul, plain and transposed, of matrices and stacks of them', () =>
    fc.assert(
      fc.asyncProperty(
        matrix,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        fc.boolean(),
        async ([m, k], n, stack, ta, tb) => {
          const before = stack === 0 ? [] : [stack];
          const a = arrayOf([...before, ...(ta ? [k, m] : [m, k])]);
          const b = arrayOf([...before, ...(tb ? [n, k] : [k, n])]);
          await agrees((tf, x, y) => tf.matMul(x, y, ta, tb), fc.tuple(a, b), 2);
        },
      ),
      { numRuns: 25 },
    ));

  it.each(['linear', 'relu', 'elu', 'sigmoid'] as const)('fused.matMul with bias and %s', (activation) =>
    agrees(
      (tf, a, b, bias) => tf.fused.matMul({ a: a as never, b: b as never, bias, activation }),
      fc
        .tuple(matrix, fc.integer({ min: 1, max: 9 }))
        .chain(([[m, k], n]) => fc.tuple(arrayOf([m, k]), arrayOf([k, n]), arrayOf([n]))),
    ),
  );

  it('transpose', () =>
    agrees(
      (tf, x) => tf.transpose(x, [2, 0, 1]),
      shapeOf(3)
        .chain((shape) => arrayOf(shape))
        .map((x) => [x]),
    ));

  it('slice', () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 3 })
          .chain(shapeOf)
          .chain((shape) =>
            fc.tuple(
              arrayOf(shape),
              fc.tuple(
                ...shape.map((length) =>
                  fc
                    .integer({ min: 0, max: length - 1 })
                    .chain((begin) => fc.tuple(fc.constant(begin), fc.integer({ min: 1, max: length - begin }))),
                ),
              ),
            ),
          ),
        async ([x, ranges]) => {
          const [begin, size] = [ranges.map(([from]) => from), ranges.map(([, count]) => count)];
          await agrees((tf, y) => tf.slice(y, begin, size), fc.constant([x]), 1);
        },
      ),
      { numRuns: 40 },
    ));

  it.each([0, 1])('concat, split, stack and unstack along axis %d', (axis) =>
    agrees(
      (tf, a, b) => {
        const both = tf.concat([a, b], axis);
        const [, second, third] = tf.split(both, [1, both.shape[axis] - 2, 1], axis);
        return tf.concat([second, tf.mul(third, 2), ...tf.unstack(tf.stack([a, tf.square(b)], axis), axis)], axis);
      },
      shapeOf(2).chain((shape) => {
        const larger = shape.map((length) => length + 1);
        return fc.tuple(arrayOf(larger), arrayOf(larger));
      }),
    ),
  );

  it('tile and broadcastTo', () =>
    agrees(
      (tf, x) => tf.mul(tf.tile(x, [2, 3]), tf.tile(tf.broadcastTo(tf.sum(x, 1, true), x.shape), [2, 3])),
      shapeOf(2)
        .chain((shape) => arrayOf(shape))
        .map((x) => [x]),
    ));

  it('where', () =>
    agrees(
      (tf, a, b) => tf.where(tf.greater(a, 0), a, b),
      shapeOf(2).chain((shape) => fc.tuple(arrayOf(shape), arrayOf(shape))),
    ));

  it('pad', () =>
    agrees(
      (tf, x) =>
        tf.pad(x, [
          [1, 2],
          [0, 3],
        ]),
      shapeOf(2)
        .chain((shape) => arrayOf(shape))
        .map((x) => [x]),
    ));

  it('gather, rows taken several times or never', () =>
    fc.assert(
      fc.asyncProperty(shapeOf(2), fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), async (shape, numbers) => {
        const rows = numbers.map((n) => n % shape[0]);
        await agrees(
          (tf, x) => tf.gather(x, tf.tensor1d(rows, 'int32')),
          arrayOf(shape).map((x) => [x]),
          2,
        );
      }),
      { numRuns: 20 },
    ));

  it('unsortedSegmentSum, ids outside left out', () =>
    fc.assert(
      fc.asyncProperty(
        shapeOf(3),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 6, maxLength: 6 }),
        async (shape, count, numbers) => {
          const found: number[][] = [];
          for (const name of ['wasm', 'cpu']) {
            const { tf } = await openBackend(name);
            const sums = tf.tidy(() => {
              const x = tf.reshape(tf.range(0, shape[0] * shape[1] * shape[2]), shape);
              return tf.unsortedSegmentSum(x, tf.tensor1d(numbers.slice(0, shape[0]), 'int32'), count);
            });
            found.push([...(await sums.data())]);
            sums.dispose();
          }
          expect(found[0]).toEqual(found[1]);
        },
      ),
      { numRuns: 20 },
    ));
});

describe('the mended wasm kernels', () => {
  it('cast between all types as the cpu backend does', async () => {
    const values = [0, 0.5, -0.25, 1, 3.75, 256, -7.9];
    for (const from of ['float32', 'int32', 'bool'] as const) {
      for (const to of ['float32', 'int32', 'bool'] as const) {
        const read: unknown[] = [];
        for (const name of ['wasm', 'cpu']) {
          const { tf } = await openBackend(name);
          read.push(tf.tidy(() => [...tf.cast(tf.cast(tf.tensor1d(values), from), to).dataSync()]));
        }
        expect(read[0]).toEqual(read[1]);
      }
    }
  });

  it('sum in double precision', async () => {
    const { tf } = await openBackend('wasm');
    const numbers = Float32Array.from({ length: 300_000 }, (_, n) => 0.002 + 1e-5 * Math.sin(n));
    const exact = numbers.reduce((sum, value) => sum + value, 0);
    tf.tidy(() => {
      expect(Math.abs(tf.sum(tf.tensor1d(numbers)).dataSync()[0] - exact)).toBeLessThan(exact * 6e-8);
      const column = tf.sum(tf.tensor2d(numbers, [100_000, 3]), 0).dataSync();
      expect(Math.abs(column[0] + column[1] + column[2] - exact)).toBeLessThan(exact * 2e-7);
      expect(Math.abs(tf.mean(tf.tensor1d(numbers)).dataSync()[0] - exact / 300_000)).toBeLessThan(2e-10);
    });
  });

  it('turn, sum and multiply matrices larger than their blocks', () => {
    const length = fc.integer({ min: 30, max: 80 });
    return agrees(
      (tf, x) =>
        tf.concat([tf.transpose(x), tf.mul(tf.sum(x, 0), tf.transpose(tf.sum(x, 1, true))), tf.matMul(x, x, true)], 0),
      length.chain((n) => arrayOf([n, n])).map((x) => [x]),
      3,
    );
  });

  it('refuse rows that are not there', async () => {
    const { tf } = await openBackend('wasm');
    for (const row of [-1, 2]) {
      expect(() => tf.tidy(() => tf.gather(tf.ones([2, 3]), tf.tensor1d([row], 'int32')))).toThrow(
        `gather: found row ${row}, expected 0 to 1`,
      );
    }
  });

  it('share memory safely: a clone outlives what it was cloned from', async () => {
    const { tf } = await openBackend('wasm');
    const first = tf.tensor1d([1, 2, 3]);
    const copies = [tf.clone(first), tf.cast(first, 'float32'), tf.slice(first, 0, 3), tf.reshape(first, [3, 1])];
    first.dispose();
    tf.tidy(() => tf.zeros([3]));
    for (const copy of copies) {
      expect([...copy.dataSync()]).toEqual([1, 2, 3]);
      copy.dispose();
    }
  });
});
