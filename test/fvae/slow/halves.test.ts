import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import type { Blocks, Regressed } from '../../../fvae/slow/blocks.ts';
import { clearly } from '../../../fvae/slow/halves.ts';

const [N, count, P] = [80, 20, 3];
const ramp = Float64Array.from({ length: count }, (_, b) => 1 - Math.exp(-b / 8));
const shares = Float64Array.of(0.5, 0.3, -0.2);

/** Viewers of whom each has `own` times a normal number, and one more, of a course, who drift at random, and what is seen of them. */
function audience(
  seed: number,
  own: number,
  course: Float64Array,
): { readonly blocks: Blocks; readonly rest: Regressed } {
  const random = createRandom(seed, 'audience');
  const left = new Float64Array(N * count * P);
  const seen = new Uint8Array(N * count);
  for (let i = 0; i < N; i += 1) {
    const has = 1 + own * random.normal();
    const drift = new Float64Array(P);
    for (let b = 0; b < count; b += 1) {
      seen[i * count + b] = random.uniform() < 0.1 ? 0 : 1;
      for (let p = 0; p < P; p += 1) {
        drift[p]! += 0.1 * random.normal();
        left[(i * count + b) * P + p] = has * course[b]! * shares[p]! + drift[p]!;
      }
    }
  }
  const edges = Int32Array.from({ length: count + 1 }, (_, b) => 10 * b);
  const told = new Uint8Array(N).fill(1, 0, N - 2);
  return {
    blocks: { viewers: N, features: P, count, edges, mean: left, seen },
    rest: { left, told, last: new Float64Array(N * P) },
  };
}

const isClear = (seed: number, own: number, course = ramp): boolean => {
  const { blocks, rest } = audience(seed, own, course);
  return clearly(blocks, rest, course, shares);
};
const seeds = [...Array(60).keys()];

describe('a slow course is clear', () => {
  it('where halves of the film agree on who has it', () => {
    expect(seeds.filter((seed) => isClear(seed, 3)).length).toBeGreaterThan(57);
  });

  it('hardly ever where viewers do not differ but by drifts', () => {
    expect(seeds.filter((seed) => isClear(seed, 0)).length).toBeLessThan(3);
  });

  it('never where it does not build up all film long', () => {
    const wave = ramp.map((_, b) => Math.sin((Math.PI * b) / (count - 1)));
    expect(seeds.some((seed) => isClear(seed, 3, wave))).toBe(false);
  });

  it('never of viewers who are told nothing of', () => {
    const { blocks, rest } = audience(0, 3, ramp);
    expect(clearly(blocks, { ...rest, told: new Uint8Array(N) }, ramp, shares)).toBe(false);
  });
});
