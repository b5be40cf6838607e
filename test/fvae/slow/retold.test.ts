import { describe, expect, it } from 'vitest';
import { type Factorisation, startFactors } from '../../../fvae/factorisation.ts';
import { FVAE_DEFAULTS, type FvaeOptions, fitFvae } from '../../../fvae/fvae.ts';
import type { Doubts } from '../../../fvae/refine/unsure.ts';
import { restore } from '../../../fvae/restore.ts';
import { withoutFactor } from '../../../fvae/slow/apart.ts';
import { retold } from '../../../fvae/slow/retold.ts';
import type { State } from '../../../fvae/state.ts';
import { pearson } from '../../../harness/metrics/correlation.ts';
import { factorMatch } from '../../../harness/metrics/factor-match.ts';
import { filled } from '../start/planted.ts';
import { drifting, someDrift } from './drifting.ts';

const { viewers: N, samples: T } = someDrift;
const { tensor, startled, tired } = drifting();

const doubts = (unsure: readonly number[], weak: readonly number[] = []): Doubts => ({ unsure, weak });

/** The startle, and a second factor that says nothing. */
const quick: Factorisation = startFactors({
  count: 2,
  viewer: Float64Array.from({ length: N * 2 }, (_, at) => (at % 2 === 0 ? startled.viewer[at / 2] : 1)),
  time: Float64Array.from({ length: T * 2 }, (_, at) => (at % 2 === 0 ? startled.time[at / 2] : (at % 5) / 5)),
  weights: new Float64Array(3 * 2).fill(1),
  rare: null,
});

describe('telling a slow factor', () => {
  it('gives it the place of one that is unsure', () => {
    const found = retold(tensor, quick, null, doubts([1]), 0);
    expect(pearson(found.slow!.time, tired.time)).toBeGreaterThan(0.9);
    expect(found.quick.decoder.factors).toBe(1);
    expect(pearson(found.quick.time, startled.time)).toBeGreaterThan(0.999);
  });

  it('leaves all as it is where nothing is unsure, everything is, or nothing is found', () => {
    expect(retold(tensor, quick, null, doubts([]), 0)).toEqual({ quick, slow: null });
    expect(retold(tensor, quick, null, doubts([0, 1]), 0)).toEqual({ quick, slow: null });
    const one = withoutFactor(quick, 1);
    expect(retold(tensor, one, null, doubts([], [0]), 0)).toEqual({ quick: one, slow: null });
    expect(retold(tensor, one, null, doubts([0]), 0)).toEqual({ quick: one, slow: null });
    const { tensor: awake } = drifting({ slow: 0 });
    expect(retold(awake, quick, null, doubts([1]), 0)).toEqual({ quick, slow: null });
    const { slow } = retold(tensor, quick, null, doubts([1]), 0);
    expect(retold(awake, quick, slow, doubts([]), 0).slow).toBe(slow);
  });

  it('tells it anew beside other quick ones', () => {
    const first = retold(tensor, quick, null, doubts([1]), 0);
    const again = retold(tensor, first.quick, first.slow, doubts([]), 0);
    expect(again.quick).toBe(first.quick);
    expect(pearson(again.slow!.time, tired.time)).toBeGreaterThan(0.9);
  });

  it('takes the place of the course that is most like it, before one that never moves', () => {
    const three = (third: (t: number) => number): Factorisation => ({
      viewer: new Float64Array(N * 3).fill(1),
      time: Float64Array.from({ length: T * 3 }, (_, at) => {
        const t = Math.floor(at / 3);
        return at % 3 === 0 ? startled.time[t] : at % 3 === 1 ? 0 : third(t);
      }),
      rare: null,
      decoder: { ...quick.decoder, factors: 3, mixing: new Float64Array(18), direction: new Float64Array(9) },
    });
    const left = (third: (t: number) => number): boolean[] => {
      const { time } = retold(tensor, three(third), null, doubts([1, 2]), 0).quick;
      return [0, 1].map((k) => time.some((v, at) => at % 2 === k && v !== 0));
    };
    expect(left((t) => T - t)).toEqual([true, false]);
    expect(left((t) => t % 2)).toEqual([true, true]);
  });
});

describe('a slow factor where no factor is unsure', () => {
  /** The startle, what is gone in a second, and a third factor. */
  const three = (third: (t: number) => number): Factorisation => ({
    viewer: new Float64Array(N * 3).fill(1),
    time: Float64Array.from({ length: T * 3 }, (_, at) => {
      const t = Math.floor(at / 3);
      return at % 3 === 0 ? startled.time[t] : at % 3 === 1 ? (t * 7) % 5 : third(t);
    }),
    rare: null,
    decoder: { ...quick.decoder, factors: 3, mixing: new Float64Array(18), direction: new Float64Array(9) },
  });
  const blinks = three((t) => (t * 5) % 3);

  const third = (of: Factorisation, k: number): Float64Array =>
    of.time.filter((_, at) => at % of.decoder.factors === k);

  it('takes the place of the weakest', () => {
    const found = retold(tensor, blinks, null, doubts([], [1, 2]), 0);
    expect(pearson(found.slow!.time, tired.time)).toBeGreaterThan(0.9);
    expect(found.quick.decoder.factors).toBe(2);
    expect(third(found.quick, 1)).toEqual(third(blinks, 2));
  });

  it('takes that of a weak one that tells it', () => {
    const tells = three((t) => tired.time[t]!);
    const found = retold(tensor, tells, null, doubts([], [1, 2]), 0);
    expect(pearson(found.slow!.time, tired.time)).toBeGreaterThan(0.9);
    expect(third(found.quick, 1)).toEqual(third(tells, 1));
  });

  it('is left where no factor is weak, or one that is not tells it', () => {
    for (const [from, weak] of [
      [blinks, []],
      [three((t) => tired.time[t]!), [1]],
    ] as const) {
      expect(retold(tensor, from, null, doubts([], weak), 0)).toEqual({ quick: from, slow: null });
    }
  });

  it('is none where what halves of the film tell of viewers differs, or it does not build up', () => {
    const restless = drifting({ restless: true }).tensor;
    expect(retold(restless, blinks, null, doubts([1]), 0).slow).not.toBe(null);
    expect(retold(restless, blinks, null, doubts([], [1]), 0)).toEqual({ quick: blinks, slow: null });
  });
});

describe('a fit to an audience that tires, under much noise', async () => {
  const { tensor, startled, tired } = drifting({ slow: 0.4, noise: 3 });
  const options: FvaeOptions = {
    ...FVAE_DEFAULTS,
    factors: 3,
    epochs: 8,
    batch: 512,
    backend: 'wasm',
    workers: 0,
    seed: 1,
  };
  const kept: State[] = [];
  const state = await fitFvae(tensor, { ...options, onEpoch: ({ unfinished }) => kept.push(unfinished()) });

  it('finds who tires, and who startles', () => {
    expect(kept.at(-1)!.arrays['slow.time']).toBeDefined();
    const { viewer, time, count } = restore(state, tensor).factors()!;
    expect(count).toBe(3);
    const two = (one: Float64Array, other: Float64Array): Float64Array =>
      Float64Array.from({ length: 2 * one.length }, (_, at) => (at % 2 === 0 ? one[at / 2] : other[(at - 1) / 2]));
    const truth = { count: 2, viewer: two(startled.viewer, tired.viewer), time: two(startled.time, tired.time) };
    const { pairs } = factorMatch(truth, { count, viewer, time });
    expect(pairs[0].score).toBeGreaterThan(0.8);
    expect(pairs[1].score).toBeGreaterThan(0.5);
    expect(pairs[1].model).toBe(2);
  });

  it('goes on from every epoch to the same model, to the bit', async () => {
    for (const epoch of [1, 2, 3, 5]) {
      expect(await fitFvae(tensor, { ...options, resume: kept[epoch - 1] as State })).toEqual(state);
    }
  });

  it('reads nothing behind the mask', async () => {
    expect(await fitFvae(filled(tensor, 1e30), options)).toEqual(state);
  });
});
