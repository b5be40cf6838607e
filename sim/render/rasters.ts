/** Turns what the GPU gives, rows from the bottom, into files' order, rows from the top. */

/** Parts of an id picture that belong to a head: skin, glasses; hair, ears, cap. */
const LAST_HEAD_PART = 2;

/** 16-bit numbers, high byte first: viewer + 1 where a viewer's head is in front, 0 elsewhere. `id`: RGBA. */
export function headMask(id: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(2 * width * height);
  for (let y = 0; y < height; y++) {
    let from = 4 * (height - 1 - y) * width;
    let to = 2 * y * width;
    for (let x = 0; x < width; x++, from += 4, to += 2) {
      const part = id[from + 2];
      if (part === 0 || part > LAST_HEAD_PART) continue;
      out[to] = id[from + 1];
      out[to + 1] = id[from];
    }
  }
  return out;
}

/** RGB of RGBA. */
export function colors(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    let from = 4 * (height - 1 - y) * width;
    let to = 3 * y * width;
    for (let x = 0; x < width; x++, from += 4, to += 3) {
      out[to] = rgba[from];
      out[to + 1] = rgba[from + 1];
      out[to + 2] = rgba[from + 2];
    }
  }
  return out;
}

/** A NumPy file of height x width floats: depth in m along the camera's axis, 0 where nothing is. */
export function depthFile(depth: Float32Array, width: number, height: number): Uint8Array {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  const length = Math.ceil((10 + head.length + 1) / 64) * 64 - 10;
  const out = Buffer.alloc(10 + length + 4 * depth.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  out.writeUInt16LE(length, 8);
  out.write(`${head.padEnd(length - 1)}\n`, 10, 'latin1');
  const bytes = new Uint8Array(depth.buffer, depth.byteOffset, 4 * depth.length);
  const row = 4 * width;
  for (let y = 0; y < height; y++) {
    out.set(bytes.subarray((height - 1 - y) * row, (height - y) * row), 10 + length + y * row);
  }
  return out;
}

/** RGB picture of grey `pixels` with a 3 x 3 dot at each landmark: green where seen, red where not. */
export function overlay(grey: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(3 * width * height);
  for (let n = 0; n < grey.length; n++) out.fill(grey[n], 3 * n, 3 * n + 3);
  return out;
}

/** Draws the dots of one face's landmarks: 68 x (x, y) px; 1 where seen. */
export function drawLandmarks(
  rgb: Uint8Array,
  width: number,
  height: number,
  points: ArrayLike<number>,
  seen: ArrayLike<number>,
): void {
  for (let l = 0; l < seen.length; l++) {
    const x = Math.floor(points[2 * l]);
    const y = Math.floor(points[2 * l + 1]);
    const reach = width > 400 ? 1 : 0;
    for (let j = Math.max(0, y - reach); j <= Math.min(height - 1, y + reach); j++) {
      for (let i = Math.max(0, x - reach); i <= Math.min(width - 1, x + reach); i++) {
        rgb.set(seen[l] === 1 ? [40, 255, 80] : [255, 40, 40], 3 * (j * width + i));
      }
    }
  }
}
