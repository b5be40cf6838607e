import { describe, expect, it } from 'vitest';
import type { Fitted } from '../../../fvae/model.ts';
import { meaningOf, movementOf, PARTS } from '../../../harness/evaluation/meaning.ts';
import type { Oracle } from '../../../harness/oracle/oracle.ts';

/** A movement by 3-4-5 triangles of one part, times z. */
function moves(part: keyof typeof PARTS, z: number): Float64Array {
  const [from, to] = PARTS[part];
  return Float64Array.from({ length: 136 }, (_, at) =>
    at >= 2 * from && at < 2 * to ? z * (at % 2 === 0 ? 3 : 4) : 0,
  );
}

describe('movementOf', () => {
  it('is the RMS length of the displacements, part by part', () => {
    expect(movementOf(moves('mouth', 2))).toEqual({ brows: 0, eyes: 0, nose: 0, mouth: 10, jaw: 0 });
    const one = new Float64Array(136);
    one[2 * 30] = 3;
    expect(movementOf(one)).toEqual({ brows: 0, eyes: 0, nose: 1, mouth: 0, jaw: 0 });
  });
});

describe('meaningOf', () => {
  const truth = {
    count: 2,
    viewer: Float64Array.of(1, 2, 3, 2),
    time: Float64Array.of(0, 0, 1, 0.5, 0, 3),
  };
  const parts = ['brows', 'jaw'] as const;
  const oracle = { alone: (viewer: number, k: number, z: number) => moves(parts[k], z * (1 + viewer)) } as Oracle;
  const model = (alone: Fitted['alone']): Fitted => ({
    name: 'model',
    // The second factor is the first of the model, turned round: U and V below 0 together.
    factors: () => ({ count: 1, viewer: Float64Array.of(-2, -2), time: Float64Array.of(1, -4, 2) }),
    impute: () => ({ mean: new Float32Array(), deviation: new Float32Array() }),
    foldIn: () => ({ mean: new Float32Array(), deviation: new Float32Array() }),
    ...(alone === undefined ? {} : { alone }),
  });
  const pair = { viewer: 1, time: 1, score: 1 };
  const pairs = [
    { truth: 0, model: -1, ...pair },
    { truth: 1, model: 0, ...pair },
  ];
  const said = (fitted: Fitted, own: typeof pairs | null = pairs) =>
    meaningOf(oracle, [0, 2], truth, ['amusement', 'surprise'], [{ name: 'model', fitted, pairs: own }]);

  it('puts what the model’s factor moves at its peak beside what the true one moves at its own', () => {
    const same = said(model((_, z) => moves('jaw', z)));
    // Viewers 0 and 2 move by 1 and 3 times z; mean U is 2 for both factors, the peaks are 1 and 3.
    expect(same.truth).toEqual([
      { name: 'amusement', brows: 20, eyes: 0, nose: 0, mouth: 0, jaw: 0 },
      { name: 'surprise', brows: 0, eyes: 0, nose: 0, mouth: 0, jaw: 60 },
    ]);
    const own = same.models.model;
    expect(own?.[0]).toBeNull();
    expect(own?.[1]).toMatchObject({ brows: 0, jaw: 40 });
    expect(own?.[1]?.cosine).toBeCloseTo(1, 12);
    expect(said(model((_, z) => moves('jaw', -z))).models.model?.[1]?.cosine).toBeCloseTo(-1, 12);
    expect(said(model((_, z) => moves('eyes', z))).models.model?.[1]?.cosine).toBe(0);
  });

  it('says nothing of a model without factors, or that cannot decode one alone', () => {
    expect(said(model(undefined)).models.model).toBeNull();
    expect(said({ ...model((_, z) => moves('jaw', z)), factors: () => null }, null).models.model).toBeNull();
  });
});
