import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Fitted, type Model, ModelFault, type Prediction } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import { restrict, selectViewers, type Tensor } from '../../../fvae/tensor.ts';
import { ascending, reordered } from '../start/planted.ts';
import { synthetic } from './synthetic.ts';

/** How exactly a model keeps the laws; relative to the landmarks' spread of about 1. */
export type LawOptions = {
  readonly tolerance: number;
  readonly runs: number;
  /** False for a model whose training draws batches: which viewers meet in one depends on their order. @defaultValue true */
  readonly anyOrder?: boolean;
  /**
   * How little the order of the seconds changes (root mean square), null where it means something to a model. All count
   * successive residuals as less than independent ones, which moves what little is known of a viewer. @defaultValue tolerance
   */
  readonly timeTolerance?: number | null;
  /** Share of the samples whose loss must not help; less for a model that refuses what is left of half. @defaultValue 0.5 */
  readonly thinning?: number;
  /** Data over which loss must not help on average; more for a model that it hardly hurts. @defaultValue 4 */
  readonly tensors?: number;
};

/** Every prediction of a fitted model: of its own viewers, and of one more after a prefix. */
function everything(fitted: Fitted, tensor: Tensor, extra: Tensor): Prediction[] {
  const own = Array.from({ length: tensor.viewers }, (_, i) => fitted.impute(i));
  return [...own, fitted.foldIn(extra.values, extra.mask)];
}

function expectClose(
  found: readonly Prediction[],
  expected: readonly Prediction[],
  tolerance: number,
  map = identity,
): void {
  expect(found.length).toBe(expected.length);
  let worst = 0;
  found.forEach(({ mean, deviation }, i) => {
    const other = expected[i]!;
    for (let at = 0; at < mean.length; at++) {
      const target = map(other.mean[at]!, other.deviation[at]!);
      worst = Math.max(worst, Math.abs(mean[at]! - target[0]), Math.abs(deviation[at]! - target[1]));
      if (Number.isNaN(mean[at]! + deviation[at]!)) worst = Number.POSITIVE_INFINITY;
    }
  });
  expect(worst).toBeLessThan(tolerance);
}

const identity = (mean: number, deviation: number): [number, number] => [mean, deviation];

/** A tensor and one more viewer of the same film, three quarters of it forecast. */
function sample(seed: number): { tensor: Tensor; extra: Tensor; clean: Float64Array } {
  const { tensor, clean } = synthetic({ seed, viewers: 13 });
  return {
    clean,
    tensor: selectViewers(tensor, [...Array(12).keys()]),
    extra: upTo(selectViewers(tensor, [12]), 15),
  };
}

/** The tensor with something else where nothing is observed: one number, or what is there in truth. */
function withMissing(tensor: Tensor, filling: number | Float64Array): Tensor {
  const values = tensor.values.map((value, at) => {
    if (tensor.mask[Math.floor(at / tensor.features)] === 1) return value;
    return typeof filling === 'number' ? filling : filling[at]!;
  });
  return { ...tensor, values };
}

/** The tensor without about `share` of the samples of every viewer. */
function thinned(tensor: Tensor, share: number, seed: number): Tensor {
  const random = createRandom(seed, 'thinned');
  return restrict(
    tensor,
    tensor.mask.map(() => (random.uniform() < share ? 0 : 1)),
  );
}

/** Root mean square error of all that a model says of its viewers where `wanted` is 1. */
function errorOf(fitted: Fitted, wanted: Uint8Array, clean: Float64Array, { viewers, samples, features }: Tensor) {
  let [square, count] = [0, 0];
  for (let i = 0; i < viewers; i++) {
    const { mean } = fitted.impute(i);
    for (let at = 0; at < samples * features; at++) {
      if (wanted[i * samples + Math.floor(at / features)] !== 1) continue;
      square += (mean[at]! - clean[i * samples * features + at]!) ** 2;
      count += 1;
    }
  }
  return Math.sqrt(square / count);
}

/** What every model of the interface keeps, whatever it believes. */
export function describeLaws(model: Model, options: LawOptions): void {
  const { tolerance, runs, anyOrder = true, timeTolerance = tolerance, thinning = 0.5, tensors = 4 } = options;
  const seeds = fc.integer({ min: 0, max: 1_000_000 });
  const check = (property: fc.IAsyncProperty<[number]>, numRuns = runs) =>
    fc.assert(property, { numRuns, endOnFailure: true });

  it('never reads what the mask leaves out, in fitting or in folding in', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        const { tensor, extra, clean } = sample(seed);
        const behind = clean.subarray(tensor.values.length);
        const said = async (own: number | Float64Array, other: number | Float64Array): Promise<Prediction[]> =>
          everything(await model.fit(withMissing(tensor, own), { seed: 0 }), tensor, withMissing(extra, other));
        const expected = await said(Number.NaN, Number.NaN);
        for (const found of [await said(1e30, 1e30), await said(clean, behind)]) {
          expectClose(found, expected, Number.MIN_VALUE);
        }
        for (const { mean, deviation } of expected) {
          expect(mean.every(Number.isFinite)).toBe(true);
          expect(deviation.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY)).toBe(true);
        }
      }),
    ));

  const inAnyOrder: (name: string, run: () => Promise<void>) => void = anyOrder ? it : () => {};
  inAnyOrder('is the same in every order of the viewers', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        const { tensor, extra } = sample(seed);
        const order = [...createRandom(seed, 'order').permutation(tensor.viewers)];
        const [plain, shuffled] = [
          await model.fit(tensor, { seed: 0 }),
          await model.fit(selectViewers(tensor, order), { seed: 0 }),
        ];
        const [expected, found] = [everything(plain, tensor, extra), everything(shuffled, tensor, extra)];
        // Only means: deviations come from windows that lie elsewhere for another order.
        const back = order.map((_, i) => found[order.indexOf(i)]!);
        const means = (list: Prediction[]) =>
          list.map(({ mean }) => ({ mean, deviation: new Float32Array(mean.length) }));
        expectClose(means(back), means(expected.slice(0, -1)), tolerance);
      }),
    ),
  );

  const atAnyTime: (name: string, run: () => Promise<void>) => void = timeTolerance === null ? () => {} : it;
  atAnyTime('is the same in every order of the seconds', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        const { tensor } = sample(seed);
        const { viewers, samples, features } = tensor;
        const order = createRandom(seed, 'order').permutation(samples);
        const plain = await model.fit(tensor, { seed: 0 });
        const shuffled = await model.fit(reordered(tensor, ascending(viewers), order), { seed: 0 });
        let square = 0;
        for (let i = 0; i < viewers; i++) {
          const [expected, found] = [plain.impute(i).mean, shuffled.impute(i).mean];
          order.forEach((from, t) => {
            for (let f = 0; f < features; f++) {
              square += (found[t * features + f]! - expected[from * features + f]!) ** 2;
            }
          });
        }
        expect(Math.sqrt(square / tensor.values.length)).toBeLessThan(timeTolerance ?? tolerance);
      }),
    ),
  );

  it('is not helped by more missing, on average', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        let [less, more] = [0, 0];
        for (let n = 0; n < tensors; n++) {
          const { tensor, clean } = sample(seed + n);
          const some = thinned(tensor, 0.1, seed + n);
          const fewer = thinned(some, thinning, seed + n + tensors);
          // What neither is shown.
          const hidden = some.mask.map((seen) => 1 - seen);
          less += errorOf(await model.fit(some, { seed: 0 }), hidden, clean, tensor);
          more += errorOf(await model.fit(fewer, { seed: 0 }), hidden, clean, tensor);
        }
        expect(more).toBeGreaterThan(less);
      }),
    ));

  it('scales and shifts with the data', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        const { tensor, extra } = sample(seed);
        const move = (of: Tensor): Tensor => ({ ...of, values: of.values.map((value) => 4 * value + 2) });
        const expected = everything(await model.fit(tensor, { seed: 0 }), tensor, extra);
        const found = everything(await model.fit(move(tensor), { seed: 0 }), tensor, move(extra));
        expectClose(found, expected, 4 * tolerance, (mean, deviation) => [4 * mean + 2, 4 * deviation]);
      }),
    ));

  it('forecasts from nothing behind the mask, and answers a viewer never seen', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        const { tensor, extra } = sample(seed);
        const fitted = await model.fit(tensor, { seed: 0 });
        const other = extra.values.map((value, at) => (at < 15 * tensor.features ? value : -7));
        expectClose([fitted.foldIn(other, extra.mask)], [fitted.foldIn(extra.values, extra.mask)], Number.MIN_VALUE);
        const nothing = fitted.foldIn(
          new Float32Array(extra.values.length).fill(Number.NaN),
          new Uint8Array(extra.mask.length),
        );
        expect(nothing.mean.every(Number.isFinite)).toBe(true);
        expect(nothing.deviation.every((value) => value > 0 && value < Number.POSITIVE_INFINITY)).toBe(true);
      }),
    ));

  it('refuses what it cannot work with in one clear line', async () => {
    const { tensor, extra } = sample(0);
    const { viewers, samples, features } = tensor;
    const poisoned = tensor.values.slice();
    poisoned[tensor.mask.indexOf(1) * features] = Number.POSITIVE_INFINITY;
    const bad: [Tensor, RegExp][] = [
      [selectViewers(tensor, [0]), /1 viewer/],
      [
        {
          viewers,
          samples: 1,
          features,
          values: new Float32Array(viewers * features),
          mask: new Uint8Array(viewers).fill(1),
        },
        /1 sample/,
      ],
      [{ ...tensor, mask: new Uint8Array(viewers * samples) }, /observed/],
      [{ ...tensor, values: new Float32Array(tensor.values.length).fill(3) }, /vary|moves/],
      [{ ...tensor, values: poisoned }, /Infinity, expected a finite/],
      [{ ...tensor, features: features + 1 }, /expected/],
    ];
    for (const [data, message] of bad) {
      const fault: unknown = await model.fit(data, { seed: 0 }).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(ModelFault);
      expect((fault as ModelFault).message).toMatch(message);
      expect((fault as ModelFault).message).not.toContain('\n');
    }
    const fitted = await model.fit(tensor, { seed: 0 });
    expect(() => fitted.impute(viewers)).toThrow(ModelFault);
    expect(() => fitted.foldIn(extra.values.subarray(1), extra.mask)).toThrow(ModelFault);
  });
}

/** The same tensor with nothing observed from sample `samples` on. */
function upTo(tensor: Tensor, samples: number): Tensor {
  return { ...tensor, mask: tensor.mask.map((seen, at) => (at % tensor.samples < samples ? seen : 0)) };
}
