import { describe, expect, it } from 'vitest';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { missingBound, missingCells } from '../../../harness/stress/missing.ts';

describe('cells of missing entries', () => {
  it('are every pattern at every rate, of screenings without occlusion; one and the same at 0', () => {
    const cells = missingCells(['a', 'b'], ['mcar', 'rows'], [0, 0.5]);
    expect(cells.flatMap(({ scenario, places }) => places.map((place) => ({ scenario, ...place })))).toEqual(
      ['a', 'b'].flatMap((scenario) =>
        ['mcar', 'rows'].flatMap((pattern) => [0, 0.5].map((rate) => ({ scenario, pattern, rate }))),
      ),
    );
    const [none, some, other] = cells.map((cell) => cell.trial(7));
    expect(some).toEqual({ loss: { pattern: 'mcar', rate: 0.5, seed: 7 }, clear: true });
    expect(other).toEqual(none);
    expect(cells[0].trial(8)).toEqual(none);
  });
});

describe('the oracle’s bound', () => {
  it('holds far from what is seen, unless what is lost was chosen by what it shows', () => {
    const far = { viewers: [], entries: 0, scores: {} };
    const evaluation = { far } as unknown as EvaluationResult;
    expect(missingBound(evaluation, { pattern: 'rows', rate: 0.5 })).toBe(far);
    expect(missingBound(evaluation, { pattern: 'mnar_x', rate: 0.5 })).toBeNull();
  });
});
