import { describe, expect, it } from 'vitest';
import { drawIn, raiseCourses, settleSigns } from '../../../fvae/baselines/cp-gauge.ts';
import { createRandom } from '../../../fvae/random.ts';

describe('settleSigns, raiseCourses', () => {
  it('change the factors and not the model', () => {
    const random = createRandom(0, 'gauge');
    const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
    const [viewers, samples, features, rank] = [5, 9, 4, 3];
    const [viewer, time, loading, intercept] = [
      normals(viewers * rank),
      normals(samples * rank),
      normals(rank * features),
      normals(viewers * features),
    ];
    const model = () =>
      Array.from({ length: viewers * samples * features }, (_, at) => {
        const [i, t, f] = [Math.floor(at / (samples * features)), Math.floor(at / features) % samples, at % features];
        let value = intercept[i * features + f]!;
        for (let k = 0; k < rank; k++) {
          value += viewer[i * rank + k]! * time[t * rank + k]! * loading[k * features + f]!;
        }
        return value;
      });
    const before = model();
    settleSigns(viewer, time, loading, rank);
    raiseCourses(viewer, time, loading, intercept, rank);
    model().forEach((value, at) => {
      expect(value).toBeCloseTo(before[at]!, 10);
    });
    for (let k = 0; k < rank; k++) {
      const own = [...viewer].filter((_, at) => at % rank === k);
      expect(own.reduce((sum, u) => sum + u * u, 0) / viewers).toBeCloseTo(1, 10);
      expect(own.reduce((sum, u) => sum + u, 0)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...[...time].filter((_, at) => at % rank === k))).toBe(0);
    }
  });
});

describe('drawIn', () => {
  it('holds what nothing else holds and leaves the rest alone', () => {
    const viewer = Float64Array.of(1, 2, 3, 4, 5, 1000, 77);
    drawIn(viewer, 1, Float64Array.of(9, 9, 9, 9, 9, 9, 1));
    expect([...viewer.subarray(0, 5)]).toEqual([1, 2, 3, 4, 5]);
    expect(viewer[5]).toBeLessThan(20);
    expect(viewer[6]).toBe(4);
  });

  it('is 0 where nobody was seen twice', () => {
    const viewer = Float64Array.of(5, -3);
    drawIn(viewer, 1, Float64Array.of(1, 0));
    expect([...viewer]).toEqual([0, 0]);
  });
});
