import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suspect } from '../../../harness/evaluation/leaks.ts';
import type { Score, Scores } from '../../../harness/evaluation/result.ts';
import { generator } from '../../laws/tiny-dataset.ts';

/** Scores of one seed, of which the RMSE of each viewer is all that counts. */
function scoresOf(model: readonly (number | null)[], oracle: readonly (number | null)[]): Scores {
  const score = (viewerRmse: readonly (number | null)[]): Score =>
    ({ rmse: 0, mae: 0, viewerRmse }) as unknown as Score;
  return { viewers: oracle.map((_, i) => i), entries: 1, scores: { model: score(model), oracle: score(oracle) } };
}

describe('a suspected leak', () => {
  it('is a model without error, on however few viewers', () => {
    const oracle = [0.012, 0.015, 0.011, null, 0.014, 0.013];
    const found = suspect([scoresOf([0, 0, 0, null, 0, 0], oracle)], 'model', 10);
    expect(found).toMatchObject({ pairs: 5, rmse: 0 });
    expect(found?.oracle).toBeCloseTo(0.0131, 3);
  });

  it('is one that is told a part of the truth, seen over several seeds', () => {
    const random = generator(3);
    const seeds = Array.from({ length: 3 }, () => {
      const oracle = Array.from({ length: 40 }, () => 0.01 + 0.004 * random());
      return scoresOf(
        oracle.map((value) => 0.9 * value),
        oracle,
      );
    });
    expect(suspect(seeds, 'model', 300)).toMatchObject({ pairs: 120 });
  });

  it('is no model that is as good as the oracle, up to noise', () => {
    let alarms = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 3, max: 60 }), (seed, viewers) => {
        const random = generator(seed);
        const draw = () => Array.from({ length: viewers }, () => 0.01 + 0.01 * random());
        if (suspect([scoresOf(draw(), draw())], 'model', 1) !== null) alarms += 1;
      }),
      { numRuns: 400 },
    );
    // One in a hundred is allowed.
    expect(alarms).toBeLessThan(14);
  });

  it('is neither a worse one, nor one of which nothing is known, nor a gain that is too small to mean anything', () => {
    const oracle = Array.from({ length: 50 }, () => 0.01);
    expect(
      suspect(
        [
          scoresOf(
            oracle.map((value) => 1.2 * value),
            oracle,
          ),
        ],
        'model',
        1,
      ),
    ).toBeNull();
    expect(
      suspect(
        [
          scoresOf(
            oracle.map((value) => 0.995 * value),
            oracle,
          ),
        ],
        'model',
        1,
      ),
    ).toBeNull();
    expect(suspect([null], 'model', 1)).toBeNull();
    expect(suspect([scoresOf([0, 0], [1, 1])], 'model', 1)).toBeNull();
    expect(suspect([scoresOf(oracle, oracle)], 'another', 1)).toBeNull();
  });
});
