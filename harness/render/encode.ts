import { DatasetFault } from '../../sim/dataset/fault.ts';
import { encodePng, type PngKind } from '../../sim/render/png.ts';

/** Formats of single pictures. */
export type PictureFormat = 'png' | 'webp';

type Sharp = (pixels: Uint8Array, options: object) => { webp(options: object): { toBuffer(): Promise<Buffer> } };

let sharp: Sharp | null = null;

/** Makes WebP possible. Throws DatasetFault (`environment`) where the package for it is missing. */
export async function prepare(format: PictureFormat): Promise<void> {
  if (format !== 'webp' || sharp !== null) return;
  try {
    sharp = ((await import('sharp' as string)) as { default: Sharp }).default;
  } catch {
    throw new DatasetFault(
      'environment',
      '--format webp needs the package sharp; install with: npm install --save-dev sharp@0.35.5',
    );
  }
}

/** The bytes of a grey or RGB picture's file; WebP is lossy (quality 90). */
export function encode(
  format: PictureFormat,
  pixels: Uint8Array,
  width: number,
  height: number,
  kind: 'grey' | 'rgb',
): Promise<Buffer> {
  if (format === 'png' || sharp === null) return encodePng(pixels, width, height, kind satisfies PngKind);
  const raw = { raw: { width, height, channels: kind === 'grey' ? 1 : 3 } };
  return sharp(pixels, raw).webp({ quality: 90, effort: 2 }).toBuffer();
}
