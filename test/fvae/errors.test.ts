import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  ERROR_SIZES,
  type Errors,
  errorArrays,
  HOLE_BINS,
  holeBin,
  keptErrors,
  PREFIXES,
  plainErrors,
  spreadOf,
} from '../../fvae/errors.ts';
import { normalQuantile } from '../../fvae/normal.ts';
import { quantileOf } from '../../fvae/quantile.ts';
import { stateReader } from '../../fvae/state-reader.ts';

const widths = (length: number) =>
  fc.float64Array({ minLength: length, maxLength: length, min: 0.1, max: 9, noNaN: true });

const anyErrors: fc.Arbitrary<Errors> = fc
  .tuple(
    widths(40),
    widths(HOLE_BINS),
    widths(PREFIXES.length),
    widths(PREFIXES.length * ERROR_SIZES),
    fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: PREFIXES.length, maxLength: PREFIXES.length }),
  )
  .map(([size, hole, ahead, later, counts]) => ({ size, hole, ahead, later, seen: Float64Array.from(counts).sort() }));

it('a sample that is seen keeps its deviation, and plain errors change none', () => {
  fc.assert(
    fc.property(anyErrors, fc.uint8Array({ minLength: 1, maxLength: 80, max: 1 }), (errors, mask) => {
      const { scales } = spreadOf(errors, mask);
      mask.forEach((one, t) => {
        if (one === 1) expect(scales[t]).toBe(1);
      });
      const plain = spreadOf(plainErrors(), mask);
      expect(plain.scales.every((scale) => scale === 1)).toBe(true);
      const quantile = quantileOf(plain.sizes);
      for (const level of [0.05, 0.25, 0.5, 0.75, 0.95]) expect(quantile(level)).toBeCloseTo(normalQuantile(level), 9);
    }),
  );
});

it('of a viewer of whom nothing is seen are how viewers differ, whatever errors of others are', () => {
  fc.assert(
    fc.property(anyErrors, fc.integer({ min: 1, max: 80 }), (errors, length) => {
      const { scales, sizes } = spreadOf(errors, new Uint8Array(length));
      expect([...scales]).toEqual(new Array(length).fill(1));
      expect(sizes).toEqual(plainErrors().size);
    }),
  );
});

it('are numbers where nobody was seen after the first prefixes', () => {
  const unseen = anyErrors.chain((errors) =>
    fc
      .integer({ min: 1, max: PREFIXES.length })
      .map((none) => ({ ...errors, seen: errors.seen.map((n, at) => (at < none ? 0 : n)) })),
  );
  fc.assert(
    fc.property(unseen, fc.uint8Array({ minLength: 1, maxLength: 80, max: 1 }), (errors, mask) => {
      const { scales, sizes } = spreadOf(errors, mask);
      expect([...scales, ...sizes].every(Number.isFinite)).toBe(true);
    }),
  );
});

it('over a hole the distance decides, ahead of what was seen how much that was', () => {
  fc.assert(
    fc.property(anyErrors, fc.integer({ min: 1, max: 120 }), (errors, count) => {
      const mask = new Uint8Array(count + 40).fill(1, 0, count);
      const scales = spreadOf(errors, mask).scales.subarray(count);
      expect([...scales.subarray(0, 16)]).toEqual(
        [0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4].map((bin) => errors.hole[bin]),
      );
      const at = errors.seen.indexOf(count);
      if (at >= 0) expect(scales[20]).toBeCloseTo(errors.ahead[at]!, 12);
      const { ahead, seen } = errors;
      const near = ahead.filter((_, n) => (seen[n - 1] ?? 0) <= count && count <= (seen[n + 1] ?? 1e9));
      expect(scales[20]).toBeGreaterThanOrEqual(Math.min(...near) * (1 - 1e-12));
      expect(scales[20]).toBeLessThanOrEqual(Math.max(...near) * (1 + 1e-12));
      expect(scales.subarray(16).every((scale) => scale === scales[16])).toBe(true);
    }),
  );
});

it('errors are distributed as those over holes, or ahead of as much, or between these by how many lie ahead', () => {
  fc.assert(
    fc.property(anyErrors, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 17, max: 400 }), (errors, n, rest) => {
      const count = errors.seen[n]!;
      const holes = new Uint8Array(200).fill(1, 0, count);
      for (let t = count; t < 200; t += 2) holes[t] = 1;
      expect(spreadOf(errors, holes).sizes).toEqual(errors.size);
      const later = errors.later.subarray(n * ERROR_SIZES, (n + 1) * ERROR_SIZES);
      const { sizes } = spreadOf(errors, new Uint8Array(count + rest).fill(1, 0, count));
      const ahead = (rest - 16) / rest;
      sizes.forEach((size, at) => {
        expect(size).toBeCloseTo((1 - ahead) * errors.size[at]! + ahead * later[at]!, 12);
      });
    }),
  );
});

it('bins of distances double, and what is farther is ahead', () => {
  expect([1, 2, 3, 4, 5, 8, 9, 16].map(holeBin)).toEqual([0, 1, 2, 2, 3, 3, 4, 4]);
  expect([17, 1e6, Number.POSITIVE_INFINITY].map(holeBin)).toEqual([HOLE_BINS, HOLE_BINS, HOLE_BINS]);
});

it('errors are kept whole', () => {
  fc.assert(
    fc.property(anyErrors, (errors) => {
      expect(keptErrors(stateReader({ attributes: { model: 'fvae' }, arrays: errorArrays(errors) }, 'fvae'))).toEqual(
        errors,
      );
    }),
  );
});
