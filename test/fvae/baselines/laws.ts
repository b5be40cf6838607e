import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Fitted, type Model, ModelFault, type Prediction } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import { prefix, selectViewers, type Tensor } from '../../../fvae/tensor.ts';
import { synthetic } from './synthetic.ts';

/** How exactly a model keeps the laws; relative to the landmarks' spread of about 1. */
export type LawOptions = {
  readonly tolerance: number;
  readonly runs: number;
  /** False for a model whose training draws batches: which viewers meet in one depends on their order. @defaultValue true */
  readonly anyOrder?: boolean;
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
function sample(seed: number): { tensor: Tensor; extra: Tensor } {
  const { tensor } = synthetic({ seed, viewers: 13 });
  return {
    tensor: selectViewers(tensor, [...Array(12).keys()]),
    extra: prefix(selectViewers(tensor, [12]), 15),
  };
}

function withMissing(tensor: Tensor, poison: number): Tensor {
  const values = tensor.values.map((value, at) =>
    tensor.mask[Math.floor(at / tensor.features)] === 1 ? value : poison,
  );
  return { ...tensor, values };
}

/** What every model of the interface keeps, whatever it believes. */
export function describeLaws(model: Model, { tolerance, runs, anyOrder = true }: LawOptions): void {
  const seeds = fc.integer({ min: 0, max: 1_000_000 });
  const check = (property: fc.IAsyncProperty<[number]>) =>
    fc.assert(property, { numRuns: runs, seed: 1, endOnFailure: true });

  it('never reads what the mask leaves out, in fitting or in folding in', () =>
    check(
      fc.asyncProperty(seeds, async (seed) => {
        const { tensor, extra } = sample(seed);
        const expected = everything(
          await model.fit(withMissing(tensor, Number.NaN), { seed: 0 }),
          tensor,
          withMissing(extra, Number.NaN),
        );
        const poisoned = withMissing(tensor, 1e30);
        const found = everything(await model.fit(poisoned, { seed: 0 }), tensor, withMissing(extra, 1e30));
        expectClose(found, expected, Number.MIN_VALUE);
        for (const { mean, deviation } of found) {
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
