import { describe, expect, it } from 'vitest';
import { type Factorisation, startFactors } from '../../../fvae/factorisation.ts';
import { createRandom } from '../../../fvae/random.ts';
import { fitCourses, sumCourses } from '../../../fvae/refine/courses.ts';
import { type Ground, improve, moving, normalise } from '../../../fvae/refine/round.ts';
import { productStart } from '../../../fvae/start/product.ts';
import { projectTensor } from '../../../fvae/start/project.ts';
import { timeLockedSubspace } from '../../../fvae/start/subspace.ts';
import { factorMatch } from '../../../harness/metrics/factor-match.ts';
import { planted } from '../start/planted.ts';

const deviation = [0.1, 0.1, 0.1];
const nothing = async (): Promise<void> => {};

describe('a round', () => {
  it('makes the data likelier and the factors truer, from a start that is neither', async () => {
    const { tensor, truth } = planted({ viewers: 40, samples: 200 });
    const subspace = timeLockedSubspace(tensor, { seed: 0, fewest: 3 });
    const ground: Ground = { tensor, projected: projectTensor(tensor, subspace), subspace };
    const start = startFactors(await productStart(ground.projected, 3, { seed: 0 }));
    const random = createRandom(0, 'spoiled');
    // U spoiled by half of its size.
    const viewer = start.viewer.map((u) => u * (0.5 + random.uniform()));
    let now: Factorisation = { ...start, viewer };
    const before = factorMatch(truth, { count: 3, viewer: now.viewer, time: now.time }).score;
    const losses: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { factorisation, loss } = await improve(ground, now, deviation, nothing);
      now = factorisation;
      losses.push(loss);
    }
    const after = factorMatch(truth, { count: 3, viewer: now.viewer, time: now.time }).score;
    expect(after).toBeGreaterThan(before);
    expect(after).toBeGreaterThan(0.97);
    expect(losses[2]).toBeLessThan(losses[0]);
    expect([...now.viewer, ...now.time].every((value) => value >= 0)).toBe(true);
  });

  it('carries a factor that moves nothing', async () => {
    const { tensor, truth } = planted({ viewers: 20, samples: 100 });
    const subspace = timeLockedSubspace(tensor, { seed: 0, fewest: 4 });
    const ground: Ground = { tensor, projected: projectTensor(tensor, subspace), subspace };
    const found = await productStart(ground.projected, 3, { seed: 0 });
    const P = subspace.components;
    const widened = (values: Float64Array, still: number): Float64Array =>
      Float64Array.from({ length: (values.length / 3) * 4 }, (_, at) =>
        at % 4 === 3 ? still : values[Math.floor(at / 4) * 3 + (at % 4)],
      );
    const start = startFactors({
      ...found,
      count: 4,
      viewer: widened(found.viewer, 1),
      time: widened(found.time, 0),
      weights: widened(found.weights, 0),
    });
    const { factorisation, loss } = await improve(ground, start, [0.1, 0.1, 0.1, 0.1], nothing);
    expect(Number.isFinite(loss)).toBe(true);
    const { viewer, time, decoder } = factorisation;
    expect([...viewer, ...time, ...decoder.mixing, ...decoder.direction].every(Number.isFinite)).toBe(true);
    expect(decoder.direction).toHaveLength(4 * P);
    expect(factorMatch(truth, { count: 4, viewer, time }).score).toBeGreaterThan(0.9);
    // The others' courses are found as if it were not there.
    const alone = await improve(ground, startFactors(found), deviation, nothing);
    alone.factorisation.decoder.direction.forEach((reach, at) => {
      expect(decoder.direction[at]).toBeCloseTo(reach, 2);
    });
    expect(loss).toBeCloseTo(alone.loss, 3);
  });

  it('says which factors are in doubt', async () => {
    const { tensor } = planted({ viewers: 20, samples: 100 });
    const subspace = timeLockedSubspace(tensor, { seed: 0, fewest: 3 });
    const ground: Ground = { tensor, projected: projectTensor(tensor, subspace), subspace };
    const start = startFactors(await productStart(ground.projected, 3, { seed: 0 }));
    expect((await improve(ground, start, deviation, nothing)).doubts.unsure).toEqual([]);
  });

  it('stops where the pause says so', async () => {
    const { tensor } = planted({ viewers: 12, samples: 80 });
    const subspace = timeLockedSubspace(tensor, { seed: 0, fewest: 3 });
    const ground: Ground = { tensor, projected: projectTensor(tensor, subspace), subspace };
    const start = startFactors(await productStart(ground.projected, 3, { seed: 0 }));
    let pauses = 0;
    const stop = async (): Promise<void> => {
      pauses += 1;
      if (pauses === 2) throw new Error('stopped');
    };
    await expect(improve(ground, start, deviation, stop)).rejects.toThrow('stopped');
  });
});

describe('V', () => {
  it('is 0 for a factor that is always there alike, and stays for those that move', () => {
    const random = createRandom(0, 'always');
    const time = Float64Array.from({ length: 300 }, (_, at) =>
      at % 3 === 0 ? 1 + 0.01 * random.uniform() : at % 3 === 1 ? 1 + random.uniform() : 0,
    );
    const found = moving(time, 3);
    found.forEach((v, at) => {
      expect(v).toBe(at % 3 === 1 ? time[at] : 0);
    });
  });
});

describe('the courses', () => {
  it('tell the power of a factor: they fit best where reactions start straight and flatten', () => {
    const [N, T] = [60, 120];
    const random = createRandom(1, 'flattening');
    const viewer = Float64Array.from({ length: N }, () => 0.3 + 1.4 * random.uniform());
    const time = Float64Array.from({ length: T }, (_, t) => 1.5 * Math.max(0, Math.sin(t / 5)) ** 2);
    normalise(viewer, time, 1);
    const values = new Float32Array(N * T);
    for (let i = 0; i < N; i += 1) {
      for (let t = 0; t < T; t += 1)
        values[i * T + t] = 3 * (1 - Math.exp(-0.9 * viewer[i] * time[t])) + 0.02 * random.normal();
    }
    const projected = { viewers: N, samples: T, features: 1, values, mask: new Uint8Array(N * T).fill(1) };
    const precision = Float64Array.of(1);
    const decoder = { factors: 1, components: 1, mixing: new Float64Array(6).fill(0.3), direction: Float64Array.of(1) };
    const lossAt = (power: number): number => {
      const [u, v] = [viewer.map((value) => value ** power), time.map((value) => value ** power)];
      normalise(u, v, 1);
      return fitCourses(sumCourses({ projected, precision }, [0.02], u, v), decoder, precision).loss;
    };
    for (const power of [0.7, 0.85, 1.3, 1.6]) expect(lossAt(1)).toBeLessThan(lossAt(power));
  });
});
