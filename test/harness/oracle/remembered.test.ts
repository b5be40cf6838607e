import { describe, expect, it } from 'vitest';
import type { Oracle } from '../../../harness/oracle/oracle.ts';
import { remembered } from '../../../harness/oracle/remembered.ts';

/** An oracle of made-up numbers that counts how often it is asked. */
function counting(): { readonly oracle: Oracle; readonly asked: { predict: number; alone: number } } {
  const asked = { predict: 0, alone: 0 };
  return {
    asked,
    oracle: {
      latent: new Float32Array(0),
      rest: (viewer) => viewer,
      predict(viewer, samples, out) {
        asked.predict += 1;
        for (let n = 0; n < samples.length; n += 1) {
          for (let d = 0; d < 136; d += 1) out[samples[n] * 136 + d] = viewer + samples[n] / 10 + d / 1000;
        }
      },
      alone(viewer, k, z) {
        asked.alone += 1;
        return Float64Array.of(viewer, k, z);
      },
    },
  };
}

function predicted({ predict }: Oracle, viewer: number, samples: readonly number[]): Float32Array {
  const out = new Float32Array(5 * 136).fill(-1);
  predict(viewer, samples, out);
  return out;
}

describe('an oracle that remembers', () => {
  it('says the same, and is asked once', () => {
    const { oracle, asked } = counting();
    const kept = remembered(oracle, 3, 5);
    for (const viewer of [0, 2, 0, 2]) {
      for (const samples of [[1, 4], [], [0, 1, 2, 3, 4]]) {
        expect(predicted(kept, viewer, samples)).toEqual(predicted(counting().oracle, viewer, samples));
      }
      expect([...kept.alone(viewer, 1, 0.5)]).toEqual([viewer, 1, 0.5]);
    }
    expect(asked).toEqual({ predict: 2, alone: 2 });
    expect([...kept.alone(0, 1, 0.6)]).toEqual([0, 1, 0.6]);
    expect(kept.rest(2)).toBe(2);
  });

  it('keeps no predictions of a screening too large for that', () => {
    const { oracle, asked } = counting();
    const kept = remembered(oracle, 400, 5400);
    for (const _ of [1, 2]) expect(predicted(kept, 1, [2])).toEqual(predicted(counting().oracle, 1, [2]));
    expect(asked.predict).toBe(2);
  });
});
