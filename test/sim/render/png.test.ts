import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng, type PngKind } from '../../../sim/render/png.ts';

/** A PNG's pixels by its specification, filter Sub undone; size and kind as its header says. */
function decode(png: Buffer): { width: number; height: number; depth: number; color: number; pixels: Uint8Array } {
  const data: Buffer[] = [];
  let header: Uint8Array = new Uint8Array(0);
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const view = new DataView(header.buffer, header.byteOffset);
  const [width, height, depth, color] = [view.getUint32(0), view.getUint32(4), header[8], header[9]];
  const bytes = (depth / 8) * (color === 2 ? 3 : 1);
  const raw = inflateSync(Buffer.concat(data));
  const row = width * bytes;
  const pixels = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    expect(raw[y * (row + 1)]).toBe(1);
    for (let i = 0; i < row; i++) {
      pixels[y * row + i] = raw[y * (row + 1) + 1 + i] + (i >= bytes ? pixels[y * row + i - bytes] : 0);
    }
  }
  return { width, height, depth, color, pixels };
}

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
        const found = decode(await encodePng(pixels, width, height, kind));
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
