import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packNormal } from '../../../sim/render/vertex-table.ts';

/** What the shader makes of a packed normal. */
function unpack(w: number): [number, number, number] {
  const a = Math.floor(w / 4096);
  const u = a / 2047 - 1;
  const v = (w - a * 4096) / 2047 - 1;
  const z = 1 - Math.abs(u) - Math.abs(v);
  const [x, y] = z >= 0 ? [u, v] : [(1 - Math.abs(v)) * (u < 0 ? -1 : 1), (1 - Math.abs(u)) * (v < 0 ? -1 : 1)];
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

describe('packNormal', () => {
  it('keeps a direction to a tenth of a degree, in a whole number that a float holds', () => {
    const side = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, side, (x, y, z) => {
        const length = Math.hypot(x, y, z);
        fc.pre(length > 1e-3);
        const packed = packNormal(x / length, y / length, z / length);
        expect(Math.fround(packed)).toBe(packed);
        expect(Number.isInteger(packed)).toBe(true);
        const [a, b, c] = unpack(packed);
        const cosine = (a * x + b * y + c * z) / length;
        expect(cosine).toBeGreaterThan(Math.cos((0.1 * Math.PI) / 180));
      }),
    );
  });
});
