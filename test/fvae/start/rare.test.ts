import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorArrays, keptFactors, startFactors } from '../../../fvae/factorisation.ts';
import { createRandom } from '../../../fvae/random.ts';
import { improve } from '../../../fvae/refine/round.ts';
import { type ProductStart, productStart } from '../../../fvae/start/product.ts';
import { projectTensor } from '../../../fvae/start/project.ts';
import { rareStart } from '../../../fvae/start/rare.ts';
import { type TimeLockedSubspace, timeLockedSubspace } from '../../../fvae/start/subspace.ts';
import type { Tensor } from '../../../fvae/tensor.ts';
import { pearson } from '../../../harness/metrics/correlation.ts';
import { factorMatch } from '../../../harness/metrics/factor-match.ts';
import { planted } from './planted.ts';

const [N, T, D] = [60, 400, 8];
const nothing = async (): Promise<void> => {};
const column = (matrix: Float64Array, K: number, k: number): Float64Array => matrix.filter((_, at) => at % K === k);

type Startled = {
  readonly tensor: Tensor;
  readonly projected: Tensor;
  readonly subspace: TimeLockedSubspace;
  /** [N] and [T] of the startle, which is 0 but at its event. */
  readonly viewer: Float64Array;
  readonly time: Float64Array;
  /** Of the two factors that go on all film long. */
  readonly usual: { readonly count: number; readonly viewer: Float64Array; readonly time: Float64Array };
};

/**
 * An audience that reacts all film long in two ways, and for five seconds from the second `at` on in a third; or, `together`,
 * in both of the two at once, more than ever.
 */
function startled(at: number, seed = 0, size = 3, together = false): Startled {
  const { tensor: rest, truth, clean } = planted({ viewers: N, samples: T, features: D, factors: 2, seed });
  const random = createRandom(seed, 'startle');
  const viewer = Float64Array.from({ length: N }, () => Math.exp(0.6 * random.normal()));
  const time = Float64Array.from({ length: T }, (_, t) => (t >= at && t < at + 5 ? 1 - Math.abs(t - at - 2) / 4 : 0));
  const reach = Float64Array.from({ length: D }, () => size * random.normal());
  // Where both ways are strongest together, and where all are at rest.
  const both = Array.from({ length: T }, (_, t) => Math.min(truth.time[2 * t], truth.time[2 * t + 1]));
  const [most, none] = [
    both.indexOf(Math.max(...both)),
    both.findIndex((_, t) => truth.time[2 * t] + truth.time[2 * t + 1] === 0),
  ];
  const moved = (i: number, d: number): number =>
    together ? size * (clean[(i * T + most) * D + d] - clean[(i * T + none) * D + d]) : viewer[i] * reach[d];
  const values = rest.values.map(
    (value, n) => value + time[Math.floor(n / D) % T] * moved(Math.floor(n / (T * D)), n % D),
  );
  const tensor = { ...rest, values };
  const subspace = timeLockedSubspace(tensor, { seed: 0, fewest: 4, shifts: 2 });
  return { tensor, subspace, projected: projectTensor(tensor, subspace), viewer, time, usual: truth };
}

/** Four factors of which the last two say nothing. */
async function blindStart({ projected }: Startled): Promise<ProductStart> {
  const { viewer, time, weights } = await productStart(projected, 2, { seed: 0, starts: 4 });
  const widened = (values: Float64Array, fill: (n: number) => number): Float64Array =>
    Float64Array.from({ length: values.length * 2 }, (_, at) =>
      at % 4 < 2 ? values[Math.floor(at / 4) * 2 + (at % 4)] : fill(Math.floor(at / 4)),
    );
  return {
    count: 4,
    viewer: widened(viewer, () => 1),
    time: widened(time, (t) => Math.SQRT2 * (t % 2)),
    weights: widened(weights, () => 0),
    rare: null,
  };
}

describe('a rare factor', () => {
  it('has a start of its own where no factor tells it and one is to spare: V at its event alone, U, and the others as without', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 57, 200, T - 5), fc.nat(3), async (at, seed) => {
        const film = startled(at, seed);
        const start = await blindStart(film);
        const found = await rareStart(film.projected, start, film.subspace, { seed: 0, starts: 4 });
        const { count, viewer, time, rare } = found;
        expect([count, viewer.length, time.length, rare!.length]).toEqual([4, N * 4, T * 4, T]);
        const course = column(time, 4, 3);
        expect(pearson(course, film.time)).toBeGreaterThan(0.95);
        course.forEach((v, t) => {
          expect(v).toBeGreaterThanOrEqual(0);
          if (rare![t] === 0) expect(v).toBe(0);
        });
        expect(rare!.reduce((sum, on) => sum + on, 0)).toBeLessThan(30);
        expect(pearson(column(viewer, 4, 3), film.viewer)).toBeGreaterThan(0.85);
        expect([...viewer, ...time].every(Number.isFinite)).toBe(true);
        expect(factorMatch(film.usual, found).score).toBeGreaterThan(0.95);
        for (const [values, size] of [
          [viewer, N],
          [time, T],
        ] as const)
          expect(column(values, 4, 3).reduce((sum, x) => sum + x * x, 0) / size).toBeCloseTo(1, 8);
      }),
      { numRuns: 10 },
    ));

  it('is 0 but at its event after every round, in no doubt, and kept with an unfinished training', async () => {
    const film = startled(120);
    const start = await rareStart(film.projected, await blindStart(film), film.subspace, { seed: 0, starts: 4 });
    let now = startFactors(start);
    for (let round = 0; round < 3; round += 1) {
      const improved = await improve(film, now, [0.1, 0.1, 0.1, 0.1], nothing);
      expect(improved.doubts.unsure).not.toContain(3);
      expect(improved.doubts.weak).toEqual([]);
      now = improved.factorisation;
      expect(now.rare).toBe(start.rare);
      column(now.time, 4, 3).forEach((v, t) => {
        if (start.rare![t] === 0) expect(v).toBe(0);
      });
    }
    expect(pearson(column(now.time, 4, 3), film.time)).toBeGreaterThan(0.97);
    expect(pearson(column(now.viewer, 4, 3), film.viewer)).toBeGreaterThan(0.85);
    expect(keptFactors(factorArrays(now))).toEqual(now);
  });

  it('leaves the start as it was where it tells it, none is to spare, nothing is rare, or it is others together', async () => {
    const film = startled(120);
    const start = await blindStart(film);
    const options = { seed: 0, starts: 4 };
    for (const locked of [0, 4, 5])
      expect(await rareStart(film.projected, start, { ...film.subspace, locked }, options)).toBe(start);
    const tells = { ...start, time: start.time.map((v, at) => (at % 4 === 2 ? film.time[Math.floor(at / 4)] : v)) };
    expect(await rareStart(film.projected, tells, film.subspace, options)).toBe(tells);
    const calm = startled(120, 0, 0);
    const before = await blindStart(calm);
    expect(await rareStart(calm.projected, before, calm.subspace, options)).toBe(before);
    const laugh = startled(120, 0, 4, true);
    const all = await blindStart(laugh);
    const without = { ...all, time: all.time.map((v, at) => (laugh.time[Math.floor(at / 4)] > 0 ? 0 : v)) };
    expect(laugh.subspace.locked).toBe(2);
    expect(await rareStart(laugh.projected, without, laugh.subspace, options)).toBe(without);
  });

  it('says nothing of viewers that nobody saw at its event', async () => {
    const film = startled(120);
    const mask = film.projected.mask.map((seen, entry) => (entry < T && entry >= 100 && entry < 150 ? 0 : seen));
    const start = await blindStart(film);
    const found = await rareStart({ ...film.projected, mask }, start, film.subspace, { seed: 0, starts: 4 });
    const U = column(found.viewer, 4, 3);
    expect(U.every(Number.isFinite)).toBe(true);
    expect(pearson(U.subarray(1), film.viewer.subarray(1))).toBeGreaterThan(0.85);
  });
});
