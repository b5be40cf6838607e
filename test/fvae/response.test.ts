import { describe, expect, it } from 'vitest';
import { featureCount, liftsOf, meanFeaturesAt } from '../../fvae/objective/features.ts';
import { BENDS } from '../../fvae/objective/saturating.ts';
import { createRandom } from '../../fvae/random.ts';
import { fitResponse, meanResponses } from '../../fvae/response.ts';
import type { Tensor } from '../../fvae/tensor.ts';

const [N, T, K, D] = [40, 120, 2, 3];
const F = featureCount(K);
const deviation = [0.05, 0.05];

/** An audience whose landmarks are faces, features times `response` [F, D], and noise. */
function audience(response: Float64Array, noise: number) {
  const random = createRandom(0, 'audience');
  const viewer = Float64Array.from({ length: N * K }, () => 0.3 + random.uniform());
  const time = Float64Array.from({ length: T * K }, () => Math.max(0, random.normal()));
  const faces = Float64Array.from({ length: N * D }, () => random.normal());
  const values = new Float32Array(N * T * D);
  const phi = new Float64Array(F);
  const lifts = liftsOf(deviation);
  for (let entry = 0; entry < N * T; entry += 1) {
    const [i, t] = [Math.floor(entry / T), entry % T];
    const z = Float64Array.from({ length: K }, (_, k) => viewer[i * K + k] * time[t * K + k]);
    meanFeaturesAt(z, lifts, phi);
    for (let d = 0; d < D; d += 1) {
      let value = faces[i * D + d] + noise * random.normal();
      for (let f = 0; f < F; f += 1) value += phi[f] * response[f * D + d];
      values[entry * D + d] = value;
    }
  }
  const mask = Uint8Array.from({ length: N * T }, () => (random.uniform() < 0.8 ? 1 : 0));
  const tensor: Tensor = { viewers: N, samples: T, features: D, values, mask };
  return { tensor, viewer, time, faces };
}

const mixing = new Float64Array(K * BENDS.length).fill(0.2);
const reach = Float64Array.of(1, 2, -1, 0.5, 0, 1);
const decoder = { factors: K, components: D, mixing, direction: reach };
const straight = Float64Array.from({ length: F * D }, (_, at) => {
  const f = Math.floor(at / D);
  return f < K * BENDS.length ? 0.2 * reach[Math.floor(f / BENDS.length) * D + (at % D)] : 0;
});

describe('the decoder', () => {
  it('stays what the courses say where that is all there is', () => {
    const { tensor, viewer, time } = audience(straight, 0.5);
    const found = fitResponse(tensor, { viewer, time, decoder }, reach, deviation);
    const away = found.reduce((sum, value, at) => sum + (value - straight[at]) ** 2, 0);
    expect(away).toBeLessThan(0.2 * straight.reduce((sum, value) => sum + value ** 2, 0));
  });

  it('learns that factors act together, and leaves the faces', () => {
    const bent = straight.slice();
    for (let d = 0; d < D; d += 1) bent[(F - 1) * D + d] = 2 - d;
    const { tensor, viewer, time, faces } = audience(bent, 0.05);
    const found = fitResponse(tensor, { viewer, time, decoder }, reach, deviation);
    for (let d = 0; d < D; d += 1) expect(Math.abs(found[(F - 1) * D + d] - (2 - d))).toBeLessThan(0.2);
    const left = meanResponses(tensor, { viewer, time }, found, deviation);
    left.forEach((value, at) => {
      expect(Math.abs(value - faces[at])).toBeLessThan(0.05);
    });
  });

  it('reads nothing that the mask leaves out', () => {
    const { tensor, viewer, time } = audience(straight, 0.5);
    const values = tensor.values.map((value, at) => (tensor.mask[Math.floor(at / D)] === 1 ? value : Number.NaN));
    const factors = { viewer, time, decoder };
    expect(fitResponse({ ...tensor, values }, factors, reach, deviation)).toEqual(
      fitResponse(tensor, factors, reach, deviation),
    );
  });

  it('says nothing of a factor that never moves, and of the others what it says without it', () => {
    const bent = straight.slice();
    for (let d = 0; d < D; d += 1) bent[(F - 1) * D + d] = 2 - d;
    const { tensor, viewer, time } = audience(bent, 0.05);
    const alone = fitResponse(tensor, { viewer, time, decoder }, reach, deviation);
    const third = (values: Float64Array, still: number): Float64Array =>
      Float64Array.from({ length: (values.length / K) * 3 }, (_, at) =>
        at % 3 === K ? still : values[Math.floor(at / 3) * K + (at % 3)],
      );
    const wide = {
      factors: 3,
      components: D,
      mixing: Float64Array.from([...mixing, ...mixing.subarray(0, BENDS.length)]),
      direction: Float64Array.from([...reach, 5, 5, 5]),
    };
    const given = { viewer: third(viewer, 1), time: third(time, 0), decoder: wide };
    const found = fitResponse(tensor, given, wide.direction, [...deviation, 0.05]);
    const own = K * BENDS.length;
    for (let f = 0; f < own; f += 1) {
      for (let d = 0; d < D; d += 1) expect(found[f * D + d]).toBeCloseTo(alone[f * D + d], 5);
    }
    const pairs = 3 * BENDS.length;
    for (let d = 0; d < D; d += 1) {
      expect(found[pairs * D + d]).toBeCloseTo(alone[own * D + d], 5);
      // With the still one.
      expect([found[(pairs + 1) * D + d], found[(pairs + 2) * D + d]]).toEqual([0, 0]);
      for (let f = own; f < pairs; f += 1) expect(found[f * D + d]).toBeCloseTo(0.2 * 5, 9);
    }
  });

  it('leaves the line of a factor that is held, and finds the others beside it', () => {
    const bent = straight.slice();
    // The second factor moves landmarks otherwise than said, and the first bends.
    const own = BENDS.length;
    for (let f = 0; f < 2 * own; f += 1) for (let d = 0; d < D; d += 1) bent[f * D + d] += f < own ? 0.1 * f : 0.3;
    const { tensor, viewer, time } = audience(bent, 0.05);
    const found = fitResponse(tensor, { viewer, time, decoder }, reach, deviation, [1]);
    const free = fitResponse(tensor, { viewer, time, decoder }, reach, deviation);
    for (let f = own; f < F; f += 1) {
      for (let d = 0; d < D; d += 1) expect(found[f * D + d]).toBe(straight[f * D + d]);
    }
    const moved = (response: Float64Array): number =>
      response.subarray(0, own * D).reduce((sum, value, at) => sum + Math.abs(value - straight[at]), 0);
    expect(moved(found)).toBeGreaterThan(0.5);
    expect(
      free.subarray(own * D, 2 * own * D).some((value, at) => Math.abs(value - straight[own * D + at]) > 0.05),
    ).toBe(true);
  });
});
