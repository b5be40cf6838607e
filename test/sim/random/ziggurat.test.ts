import { describe, expect, it } from 'vitest';
import { normal, stream } from '../../../sim/random/stream.ts';
import { EDGES, INNER, quickNormal, TAIL_START } from '../../../sim/random/ziggurat.ts';

/** The standard normal distribution function (Abramowitz and Stegun 26.2.17, within 7.5e-8). */
function distribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return x >= 0 ? 1 - upper : upper;
}

describe('the ziggurat', () => {
  it('has 128 layers of equal area that close at the top', () => {
    const area = (n: number): number =>
      EDGES[n] * (Math.exp(-(EDGES[n + 1] ** 2) / 2) - Math.exp(-(EDGES[n] ** 2) / 2));
    for (let n = 2; n < 127; n += 1) expect(area(n)).toBeCloseTo(area(1), 9);
    expect(EDGES[1]).toBe(TAIL_START);
    for (let n = 1; n < 128; n += 1) expect(EDGES[n]).toBeGreaterThan(EDGES[n + 1]);
    for (const share of INNER) expect(share).toBeLessThan(1);
  });

  it('decides 97.2 % of words at once, symmetrically', () => {
    let decided = 0;
    for (let n = 0; n < 65536; n += 1) {
      const word = Math.imul(n, 0x9e3779b1) >>> 0;
      const value = quickNormal(word);
      if (Number.isNaN(value)) continue;
      decided += 1;
      // The mirrored word: the upper 25 bits inverted.
      expect(quickNormal((word ^ 0xffffff80) >>> 0)).toBe(-value);
    }
    expect(Math.abs(decided / 65536 - 0.972)).toBeLessThan(0.005);
  });

  it('is normal to within chance: 60 bins of a chi-squared test, and the tail beyond the outermost layer', () => {
    const count = 600_000;
    const source = stream(99, 'ziggurat');
    const bins = new Float64Array(60);
    let beyond = 0;
    let square = 0;
    for (let n = 0; n < count; n += 1) {
      const x = normal(source, n % 500, Math.floor(n / 500), n % 7);
      bins[Math.min(59, Math.floor(60 * distribution(x)))] += 1;
      if (Math.abs(x) > TAIL_START) beyond += 1;
      square += x * x;
    }
    const chi = bins.reduce((sum, found) => sum + (found - count / 60) ** 2 / (count / 60), 0);
    // The 99.99 % point of chi-squared with 59 degrees of freedom.
    expect(chi).toBeLessThan(107.3);
    expect(Math.abs(square / count - 1)).toBeLessThan(0.01);
    // 5.76e-4 of a normal lies beyond 3.4426: 346 of these, SD 19.
    expect(Math.abs(beyond - 346)).toBeLessThan(80);
  });
});
