import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Factors } from '../../../fvae/model.ts';
import { cosineMatch, degeneracy, factorMatch, powerMatch, rankMatch } from '../../../harness/metrics/factor-match.ts';
import { meanCorrelation } from '../../../harness/metrics/mcc.ts';
import { disturbed, drawFactors, rearranged } from '../../laws/factors.ts';
import { runPython } from '../../laws/python.ts';

const VIEWERS = 80;
const SAMPLES = 240;

/** Every score of the family, by name. */
const scores: Readonly<Record<string, (truth: Factors, model: Factors) => number>> = {
  pearson: (truth, model) => factorMatch(truth, model).score,
  spearman: (truth, model) => rankMatch(truth, model).score,
  power: (truth, model) => powerMatch(truth, model).score,
  cosine: (truth, model) => cosineMatch(truth, model).score,
  mcc: (truth, model) => meanCorrelation(truth, model, 30).pearson,
  'mcc by ranks': (truth, model) => meanCorrelation(truth, model, 30).spearman,
};

const seeds = fc.nat(1e6);
const scale = fc.double({ min: 0.01, max: 100, noNaN: true });
const signs = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });

describe.each(Object.entries(scores))('factor match: %s', (name, score) => {
  it('is 1 for the truth, whatever the order, sign and scale of its factors', () => {
    fc.assert(
      fc.property(seeds, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), signs, scale, (seed, order, flip, by) => {
        const truth = drawFactors(seed, VIEWERS, SAMPLES, 4);
        const model = rearranged(
          truth,
          order,
          (k) => (flip[k] ? -by : by),
          (k) => (flip[k + 4] ? -1 / by : 3),
        );
        expect(score(truth, model)).toBeCloseTo(1, 9);
      }),
      { numRuns: 6 },
    );
  });

  it('does not count what a film never asks for, nor miss what it asks for once', () => {
    fc.assert(
      fc.property(seeds, fc.nat(SAMPLES - 1), fc.constantFrom(0, 0.7), (seed, once, level) => {
        const { count, viewer, time } = drawFactors(seed, VIEWERS, SAMPLES, 4);
        // The second factor is at rest throughout, the fourth but for one second.
        const still = time.map((value, n) => {
          if (n % 4 === 1) return level;
          return n % 4 === 3 ? (Math.floor(n / 4) === once ? 1 : 0) : value;
        });
        const truth = { count, viewer, time: still };
        expect(score(truth, truth)).toBeCloseTo(1, 9);
        const worse = score(truth, disturbed(truth, 0.5, seed));
        expect(worse).toBeLessThan(1);
        expect(worse).toBeGreaterThan(0);
      }),
      { numRuns: 6 },
    );
  });

  it('does not see order, sign and scale of imperfect factors', () => {
    fc.assert(
      fc.property(seeds, fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), signs, (seed, order, flip) => {
        const truth = drawFactors(seed, VIEWERS, SAMPLES, 4);
        const extra = disturbed(drawFactors(seed, VIEWERS, SAMPLES, 6), 0.5, seed);
        const model = rearranged(
          extra,
          order,
          (k) => (flip[k] ? -2 : 0.5),
          () => 7,
        );
        expect(score(truth, model)).toBeCloseTo(score(truth, extra), 9);
      }),
      { numRuns: 4 },
    );
  });

  it('falls with noise', () => {
    const means = [0, 0.3, 1, 3].map((sd) => {
      let sum = 0;
      for (let seed = 0; seed < 3; seed += 1) {
        const truth = drawFactors(seed, VIEWERS, SAMPLES, 4);
        sum += score(truth, disturbed(truth, sd, seed)) / 3;
      }
      return sum;
    });
    for (let n = 1; n < means.length; n += 1) expect(means[n]).toBeLessThan(means[n - 1] - 0.02);
  });

  it('is at chance level for factors of another screening', () => {
    if (name === 'cosine') return;
    let sum = 0;
    for (let seed = 0; seed < 10; seed += 1) {
      sum += score(drawFactors(seed, VIEWERS, SAMPLES, 4), drawFactors(seed + 1000, VIEWERS, SAMPLES, 4)) / 10;
    }
    // Products of two correlations of order 1 / sqrt(80) and 1 / sqrt(240), the best of a few; MCC's are of one.
    expect(sum).toBeLessThan(name.startsWith('mcc') ? 0.12 : 0.06);
  });
});

describe('the cosine form', () => {
  it('flatters non-negative factors of another screening', () => {
    expect(scores.cosine(drawFactors(1, VIEWERS, SAMPLES, 4), drawFactors(2, VIEWERS, SAMPLES, 4))).toBeGreaterThan(
      0.1,
    );
  });

  it('agrees with every matching tried in NumPy', () => {
    const rows = (matrix: Float64Array, count: number): number[][] =>
      Array.from({ length: matrix.length / count }, (_, i) => [...matrix.subarray(i * count, (i + 1) * count)]);
    const pairs = [4, 5, 6, 7].map((count) => {
      const truth = drawFactors(count, 30, 50, 4);
      return { truth, model: disturbed(drawFactors(count, 30, 50, count), 0.7, count) };
    });
    const folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
    try {
      const path = join(folder, 'cases.json');
      const cases = pairs.map(({ truth, model }) => ({
        U: rows(truth.viewer, truth.count),
        V: rows(truth.time, truth.count),
        A: rows(model.viewer, model.count),
        B: rows(model.time, model.count),
      }));
      writeFileSync(path, JSON.stringify(cases));
      const expected = runPython('factor_match.py', path) as number[];
      pairs.forEach(({ truth, model }, n) => {
        expect(cosineMatch(truth, model).score).toBeCloseTo(expected[n], 12);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('factor match', () => {
  it('counts factors that the model does not have as nothing', () => {
    const truth = drawFactors(3, VIEWERS, SAMPLES, 4);
    const model = rearranged(
      truth,
      [2, 0],
      () => 1,
      () => 1,
    );
    const { score, pairs } = factorMatch(truth, model);
    expect(score).toBeCloseTo(0.5, 12);
    expect(pairs.map((pair) => pair.model)).toEqual([1, -1, 0, -1]);
  });

  it('is undone by a power that powerMatch finds', () => {
    const truth = drawFactors(4, VIEWERS, SAMPLES, 4);
    const model = { ...truth, viewer: truth.viewer.map((u) => u ** 2), time: truth.time.map((v) => v ** 2) };
    expect(factorMatch(truth, model).score).toBeLessThan(0.95);
    const matched = powerMatch(truth, model);
    expect(matched.score).toBeGreaterThan(0.99);
    for (const p of matched.powers) expect(p).toBeLessThan(0.6);
  });

  it('leaves factors without a partner as they are', () => {
    const truth = drawFactors(6, VIEWERS, SAMPLES, 4);
    const two = rearranged(
      truth,
      [2, 0],
      () => 1,
      () => 1,
    );
    const model = { ...two, viewer: two.viewer.map((u) => u ** 2), time: two.time.map((v) => v ** 2) };
    const { pairs, powers } = powerMatch(truth, model);
    expect(powers.map((p) => p === 1)).toEqual(pairs.map((pair) => pair.model < 0));
    expect(pairs.map((pair) => pair.model)).toEqual([1, -1, 0, -1]);
  });

  it('gives constant factors no credit', () => {
    const truth = drawFactors(5, VIEWERS, SAMPLES, 4);
    const model = { ...truth, viewer: truth.viewer.map(() => 0.1) };
    expect(factorMatch(truth, model).score).toBe(0);
  });
});

describe('degeneracy', () => {
  it('is the smallest product of cosines between two factors', () => {
    const one = drawFactors(6, 40, 60, 1);
    const twin = {
      count: 2,
      viewer: Float64Array.from({ length: 80 }, (_, n) => one.viewer[n >> 1] * (n % 2 === 0 ? 1 : -1)),
      time: Float64Array.from({ length: 120 }, (_, n) => one.time[n >> 1]),
    };
    expect(degeneracy(one)).toBeNull();
    expect(degeneracy(twin)).toBeCloseTo(-1, 12);
    expect(degeneracy(drawFactors(7, 40, 60, 4))).toBeGreaterThan(0);
  });
});
