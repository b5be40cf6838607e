import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng, type PngKind } from '../../../sim/render/png.ts';
import { readPng } from '../../laws/read-png.ts';

describe('encodePng', () => {
  it('holds the pixels it was given', async () => {
    const picture = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        height: fc.integer({ min: 1, max: 20 }),
        kind: fc.constantFrom<PngKind>('grey', 'grey16', 'rgb'),
      })
      .chain(({ width, height, kind }) => {
        const length = width * height * { grey: 1, grey16: 2, rgb: 3 }[kind];
        return fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          kind: fc.constant(kind),
          pixels: fc.uint8Array({ minLength: length, maxLength: length }),
        });
      });
    await fc.assert(
      fc.asyncProperty(picture, async ({ width, height, kind, pixels }) => {
        const found = readPng(await encodePng(pixels, width, height, kind));
        expect(found).toMatchObject({
          width,
          height,
          depth: kind === 'grey16' ? 16 : 8,
          color: kind === 'rgb' ? 2 : 0,
        });
        expect(Buffer.compare(found.pixels, pixels)).toBe(0);
      }),
    );
  });

  it('refuses pixels that do not fill the picture', async () => {
    await expect(encodePng(new Uint8Array(5), 2, 2, 'grey')).rejects.toThrow(RangeError);
  });
});
