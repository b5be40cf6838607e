import { describe, expect, it } from 'vitest';
import { laterThan } from '../../fvae/hidden.ts';
import { type Asked, missesOf } from '../../fvae/misses.ts';
import type { Fitted } from '../../fvae/model.ts';
import { createRandom } from '../../fvae/random.ts';

const [N, T, D] = [60, 120, 5];

/**
 * What is asked of a model that says 0 with deviation 1, where viewers lie off by `wrong` times a normal number and measuring adds
 * `noise`, but for the first `still` landmarks, which never move.
 */
async function asked(wrong: number, noise: number, around: number, still = 0): Promise<Asked> {
  const random = createRandom(1, 'misses');
  const values = new Float32Array(N * T * D);
  for (let i = 0; i < N; i += 1) {
    const off = Array.from({ length: D }, () => wrong * random.normal());
    for (let at = 0; at < T * D; at += 1) values[i * T * D + at] = off[at % D]! + noise * random.normal();
    for (let at = 0; at < T * D; at += 1) if (at % D < still) values[i * T * D + at] = 0;
  }
  const mask = new Uint8Array(N * T).fill(1);
  // Nobody is seen for a while after two thirds.
  for (let i = 0; i < N; i += 1) mask.fill(0, i * T + 80, i * T + 83);
  const variance = new Float64Array(D).fill(noise ** 2);
  const fitted = {
    foldIn: () => ({ mean: new Float64Array(T * D), deviation: new Float64Array(T * D).fill(1) }),
  } as unknown as Fitted;
  return missesOf({
    tensor: { viewers: N, samples: T, features: D, values, mask },
    scatter: {
      clean: variance,
      lasting: variance,
      noise: variance,
      step: variance.slice().fill(0, 0, still),
      course: new Float64Array(T).fill(1),
    },
    viewers: N,
    hide: (seen) => laterThan(seen, 0.25),
    of: () => fitted,
    around,
    pause: async () => {},
  });
}

const meanSquare = ({ sizes }: Asked): number => sizes.reduce((sum, size) => sum + size * size, 0) / sizes.length;

describe('sizes of what a model gets wrong', () => {
  it('are 1 in mean square where errors are as large as foretold, whatever measuring adds', async () => {
    for (const noise of [0, 0.5, 2]) {
      for (const around of [0, 1, 4]) expect(Math.abs(meanSquare(await asked(1, noise, around)) - 1)).toBeLessThan(0.1);
    }
  });

  it('tell errors half as large under measuring that adds four times the variance, with samples around them', async () => {
    expect(meanSquare(await asked(0.5, 0, 0))).toBeCloseTo(0.25, 1);
    expect(meanSquare(await asked(0.5, 2, 0))).toBeGreaterThan(0.8);
    expect(meanSquare(await asked(0.5, 2, 4))).toBeLessThan(0.55);
  });

  it('are of what moves: where something never does, its errors tell nothing', async () => {
    const { sizes } = await asked(1, 0.5, 0, 3);
    expect(sizes.length).toBe(N * (T - 30 - 3) * (D - 3));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  it('are those of single samples where measuring adds nothing', async () => {
    expect((await asked(1, 0, 4)).sizes).toEqual((await asked(1, 0, 0)).sizes);
  });

  it('are of hidden samples that are seen, and count what is left to be seen', async () => {
    const { sizes, bins, samples, seen } = await asked(1, 1, 4);
    expect(samples).toBe(N * (T - 30 - 3));
    expect([sizes.length, bins.length]).toEqual([samples * D, samples * D]);
    expect(seen).toBe(30);
    expect(bins.slice(0, D)).toEqual(new Array(D).fill(0));
    expect(bins.at(-1)).toBe(5);
  });
});
