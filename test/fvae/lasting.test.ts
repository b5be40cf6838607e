import { describe, expect, it } from 'vitest';
import { lastingOf, withoutLasting } from '../../fvae/lasting.ts';
import type { Windows } from '../../fvae/noise.ts';
import { createRandom } from '../../fvae/random.ts';

const [N, T] = [60, 200];

/** Windows of [D] residuals, AR(1) of `lasting` and `pace` with white noise of `rest`; a tenth and what is not `shown` is missing, as NaN. */
function windowsOf(
  parts: readonly { lasting: number; pace: number; rest: number }[],
  seed: number,
  shown: (t: number) => boolean = () => true,
): Windows {
  const D = parts.length;
  const random = createRandom(seed, 'lasting');
  const windows = {
    length: T,
    start: new Int32Array(N),
    residual: new Float32Array(N * T * D),
    mask: new Uint8Array(N * T),
  };
  for (let i = 0; i < N; i += 1) {
    const state = parts.map(({ lasting }) => Math.sqrt(lasting) * random.normal());
    for (let t = 0; t < T; t += 1) {
      const seen = random.uniform() < 0.9 && shown(t);
      windows.mask[i * T + t] = seen ? 1 : 0;
      parts.forEach(({ lasting, pace, rest }, d) => {
        state[d] = pace * state[d] + Math.sqrt(lasting * (1 - pace * pace)) * random.normal();
        windows.residual[(i * T + t) * D + d] = seen ? state[d] + Math.sqrt(rest) * random.normal() : Number.NaN;
      });
    }
  }
  return windows;
}

const identity = (D: number) => Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));

describe('what lasts of residuals', () => {
  it('is found with its pace beside what is gone at once', () => {
    const parts = [
      { lasting: 0.3, pace: 0.94, rest: 0.7 },
      { lasting: 2, pace: 0.75, rest: 0 },
      { lasting: 1, pace: 0.5, rest: 1 },
    ];
    const found = lastingOf(windowsOf(parts, 0), identity(3), N, 3);
    parts.forEach(({ lasting, pace, rest }, d) => {
      expect(found.pace[d]).toBe(pace);
      expect(Math.abs(found.lasting[d] - lasting)).toBeLessThan(0.15 * (lasting + rest));
      expect(Math.abs(found.rest[d] - rest)).toBeLessThan(0.15 * (lasting + rest));
    });
  });

  it.each([
    ['every second sample', (t: number) => t % 2 === 0],
    ['every third sample', (t: number) => t % 3 === 0],
    ['two samples in ten', (t: number) => t % 10 < 2],
  ])('is found where %s is seen', (_, shown) => {
    const found = lastingOf(windowsOf([{ lasting: 0.7, pace: 0.94, rest: 0.3 }], 3, shown), identity(1), N, 1);
    expect(found.pace[0]).toBe(0.94);
    expect(Math.abs(found.lasting[0] - 0.7)).toBeLessThan(0.15);
  });

  it('is nothing of white noise', () => {
    const found = lastingOf(windowsOf([{ lasting: 0, pace: 0, rest: 3 }], 1), identity(1), N, 1);
    expect([...found.lasting, ...found.pace]).toEqual([0, 0]);
    expect(found.rest[0]).toBeCloseTo(3, 0);
  });

  it('is of the coordinates, not the landmarks', () => {
    const parts = [
      { lasting: 1, pace: 0.94, rest: 0 },
      { lasting: 0, pace: 0, rest: 1 },
    ];
    const swap = Float64Array.from([0, 2, 1, 0]);
    const found = lastingOf(windowsOf(parts, 2), swap, N, 2);
    expect(found.lasting[0]).toBe(0);
    expect(found.rest[0]).toBeCloseTo(4, 0);
    expect(found.pace[1]).toBe(0.94);
  });

  it('can be taken off a model’s state', () => {
    const kept = { shape: [1], values: Float64Array.of(2) };
    const state = { attributes: { model: 'fvae' }, arrays: { 'residuals.lasting': kept, other: kept } };
    expect(withoutLasting(state).arrays).toEqual({
      'residuals.lasting': { shape: [1], values: Float64Array.of(0) },
      other: kept,
    });
    const none = { attributes: {}, arrays: { other: kept } };
    expect(withoutLasting(none)).toBe(none);
  });
});
