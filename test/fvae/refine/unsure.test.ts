import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import type { TimeEstimate } from '../../../fvae/refine/time.ts';
import { doubtsOf, SURE } from '../../../fvae/refine/unsure.ts';

const [T, K] = [200, 4];
const slow = (t: number): number => 1 + Math.sin((2 * Math.PI * t) / T);

/** One half of an audience: K slow courses under noise of deviation `noise` [K], each second knowing `weight(t)`. */
function half(name: string, noise: readonly number[], weight: (t: number) => number = () => 1): TimeEstimate {
  const random = createRandom(0, name);
  const time = Float64Array.from(
    { length: T * K },
    (_, at) => slow(Math.floor(at / K)) + noise[at % K] * random.normal(),
  );
  const information = new Float64Array(T * K * K);
  for (let t = 0; t < T; t += 1) for (let k = 0; k < K; k += 1) information[(t * K + k) * K + k] = weight(t);
  return { time, information };
}

const moving = new Float64Array(T * K).fill(1);

describe('factors that an audience says little of', () => {
  const noise = [0.1, 3, 1, 3];
  const halves = [half('a', noise), half('b', noise)] as const;

  it('are slow ones of which halves disagree, those first that disagree most', () => {
    const walks = Float64Array.of(1e-4, 1e-4, 1e-4, 1);
    // The first agrees, and the last, though noisy, is quick.
    expect(doubtsOf(halves, walks, moving).unsure).toEqual([1, 2]);
  });

  it('are before all others those that never move', () => {
    const still = moving.map((v, at) => (at % K === 3 ? 0 : v));
    expect(doubtsOf(halves, Float64Array.of(1e-4, 1e-4, 1e-4, 1), still).unsure).toEqual([3, 1, 2]);
  });

  it('are weak, those first that disagree most, where they are not unsure, but halves do not agree clearly', () => {
    const weak = (noises: readonly number[], walks: readonly number[]): readonly number[] =>
      doubtsOf([half('a', noises), half('b', noises)], Float64Array.from(walks), moving).weak;
    const slowly = 1e-4;
    expect(weak(noise, [slowly, slowly, slowly, 1])).toEqual([3]);
    expect(weak([0.1, 2, 0.4, 0.1], [slowly, 1, slowly, 1])).toEqual([1, 2]);
    expect(weak([0.1, 0.1, 0.1, 0.1], [slowly, 1, slowly, 1])).toEqual([]);
    expect(weak([3, 3, 3, 3], [slowly, slowly, slowly, slowly])).toEqual([]);
  });

  it('are others than a rare one, the last, beside which none is weak', () => {
    const walks = Float64Array.of(1e-4, 1e-4, 1, 1e-4);
    expect(doubtsOf(halves, walks, moving)).toEqual({ unsure: [1, 3], weak: [2] });
    expect(doubtsOf(halves, walks, moving, true)).toEqual({ unsure: [1], weak: [] });
  });

  it('agree where they are seen: seconds that nobody saw do not count', () => {
    const spoil = (estimate: TimeEstimate, value: number): TimeEstimate => ({
      ...estimate,
      time: estimate.time.map((v, at) => (at < 50 * K ? value * (at % 7) : v)),
    });
    const known = (t: number): number => (t < 50 ? 0 : 1);
    const clear = [0.1, 0.1, 0.1, 0.1];
    const walks = new Float64Array(K).fill(1e-4);
    const pair = [spoil(half('c', clear, known), 40), spoil(half('d', clear), -40)] as const;
    expect(doubtsOf(pair, walks, moving)).toEqual(SURE);
    const weighed = [spoil(half('c', clear), 40), spoil(half('d', clear), -40)] as const;
    expect(doubtsOf(weighed, walks, moving).unsure).toHaveLength(K);
  });
});
