import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../../harness/report/scenes/interval.ts';
import { projectionOn } from '../../../../harness/report/scenes/projection.ts';
import { normal, stream } from '../../../../sim/random/stream.ts';

describe('meanInterval', () => {
  it('is Student’s interval of the mean', () => {
    // R: t.test(c(1, 2, 4, 5, 8))$conf.int
    const found = meanInterval([1, 2, 4, 5, 8]);
    expect(found).toMatchObject({ viewers: 5, mean: 4 });
    expect(found?.low).toBeCloseTo(0.5995, 2);
    expect(found?.high).toBeCloseTo(7.4005, 2);
  });

  it('is wider by what is not known of each viewer, and for a higher level', () => {
    const [plain, doubted, sure] = [
      meanInterval([0, 1, 2]),
      meanInterval([0, 1, 2], [3, 3, 3]),
      meanInterval([0, 1, 2], [], 0.99),
    ];
    expect((doubted!.high! - 1) / (plain!.high! - 1)).toBeCloseTo(2, 9);
    expect(sure!.high).toBeGreaterThan(plain!.high!);
    expect(meanInterval([3])).toEqual({ viewers: 1, mean: 3, low: null, high: null });
    expect(meanInterval([])).toBeNull();
  });

  it('holds the mean of whom the viewers are drawn from as often as it says', () => {
    let held = 0;
    for (let run = 0; run < 400; run += 1) {
      const values = Array.from({ length: 8 }, (_, i) => 2 + normal(stream(run, 'interval'), i, 0, 0));
      const { low, high } = meanInterval(values)!;
      if (low! <= 2 && 2 <= high!) held += 1;
    }
    expect(held / 400).toBeGreaterThan(0.92);
    expect(held / 400).toBeLessThan(0.98);
  });
});

describe('projectionOn', () => {
  const faces = [0, 1, 2].map((k) => Float64Array.from({ length: 136 }, (_, d) => Math.sin((k + 1) * d) + 0.3));
  const rest = Float64Array.from({ length: 136 }, (_, d) => d / 136);

  it('finds how much of each face is in a row', () => {
    const amounts = [0.5, -1, 2];
    const row = Float64Array.from({ length: 272 }, (_, n) =>
      n < 136 ? 9 : rest[n - 136] + amounts.reduce((sum, z, k) => sum + z * faces[k][n - 136], 0),
    );
    const out = new Float64Array(3);
    projectionOn(faces, new Float64Array(136).fill(1))(row, 136, rest, out);
    [...out].forEach((z, k) => {
      expect(z).toBeCloseTo(amounts[k], 2);
    });
  });

  it('heeds landmarks as far as they can be told', () => {
    const row = Float64Array.from(rest, (value, d) => value + faces[0][d] + (d < 20 ? 5 : 0));
    const variance = Float64Array.from({ length: 136 }, (_, d) => (d < 20 ? 1e6 : 1));
    const [out, spoilt] = [new Float64Array(3), new Float64Array(3)];
    projectionOn(faces, variance)(row, 0, rest, out);
    projectionOn(faces, new Float64Array(136).fill(1))(row, 0, rest, spoilt);
    expect(out[0]).toBeCloseTo(1, 2);
    expect(Math.abs(spoilt[0] - 1) + Math.abs(spoilt[1])).toBeGreaterThan(0.2);
  });
});
