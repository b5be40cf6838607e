import { promisify } from 'node:util';
import { constants, crc32, deflate } from 'node:zlib';

const deflateAsync = promisify(deflate);
const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/** How a picture's samples lie in its bytes: grey or RGB of 8 bits, grey of 16 bits. */
export type PngKind = 'grey' | 'grey16' | 'rgb';

const KINDS = {
  grey: { depth: 8, color: 0, bytes: 1 },
  grey16: { depth: 16, color: 0, bytes: 2 },
  rgb: { depth: 8, color: 2, bytes: 3 },
} as const;

/** zlib's level: what a higher one saves is not worth its time on noisy pictures. In those nothing but runs ever repeats. */
const LEVEL = 1;
const NOISY = { level: LEVEL, strategy: constants.Z_RLE } as const;

/**
 * A PNG of `pixels`, rows from the top (16-bit samples as bytes, the high one first). Compression runs beside the caller.
 * The format: PNG specification, third edition (W3C 2023).
 */
export async function encodePng(pixels: Uint8Array, width: number, height: number, kind: PngKind): Promise<Buffer> {
  const { depth, color, bytes } = KINDS[kind];
  const row = width * bytes;
  if (pixels.length !== row * height) throw new RangeError(`png: ${pixels.length} bytes, expected ${row * height}`);
  const filtered = new Uint8Array((row + 1) * height);
  for (let y = 0; y < height; y++) {
    const from = y * row;
    const to = y * (row + 1);
    // Filter Sub: each byte minus the one a pixel to the left.
    filtered[to] = 1;
    for (let i = 0; i < bytes; i++) filtered[to + 1 + i] = pixels[from + i];
    for (let i = bytes; i < row; i++) filtered[to + 1 + i] = pixels[from + i] - pixels[from + i - bytes];
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, color, 0, 0, 0], 8);
  const data = await deflateAsync(filtered, kind === 'grey' ? NOISY : { level: LEVEL });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
