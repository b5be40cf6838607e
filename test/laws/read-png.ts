import { inflateSync } from 'node:zlib';

/** A PNG's pixels by its specification, filter Sub undone; size and kind as its header says. */
export function readPng(png: Buffer): {
  width: number;
  height: number;
  depth: number;
  color: number;
  pixels: Uint8Array;
} {
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
    if (raw[y * (row + 1)] !== 1) throw new Error('filter Sub expected');
    for (let i = 0; i < row; i++) {
      pixels[y * row + i] = raw[y * (row + 1) + 1 + i] + (i >= bytes ? pixels[y * row + i - bytes] : 0);
    }
  }
  return { width, height, depth, color, pixels };
}
