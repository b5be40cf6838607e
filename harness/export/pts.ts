import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../sim/dataset/reader.ts';
import { digitsFor, fileNamePart, picturedFaces, roundPixel } from './face.ts';
import { breathe, camerasOf, checkArrays, type ExportOptions, requireProjected, segments } from './source.ts';

/**
 * Writes a 300-W annotation for every observed viewer and sample into the folder `path`, named by viewer, sample and the
 * camera whose picture it belongs to: `viewer012_t00034_left.pts`. Resolves to the number of files. 300-W counts pixels
 * from 1, so the middle of the picture's first pixel is (1, 1). Points are to a thousandth of a pixel, and are given
 * whether visible or not. Progress is in viewers. Format: ibug.doc.ic.ac.uk/resources/300-W.
 */
export async function exportPts(ds: Dataset, path: string, options: ExportOptions): Promise<number> {
  const { onProgress, signal } = options;
  requireProjected(ds, 'pts');
  const { viewers, samples } = ds.sizes;
  const names = camerasOf(ds).map((camera, i, all) => {
    const part = fileNamePart(camera.name);
    // Two names may become one; the camera's number then keeps the files apart.
    return all.filter((other) => fileNamePart(other.name) === part).length > 1 ? `${part}-${i}` : part;
  });
  await checkArrays(ds, ['observed', 'camera', 'landmarks/visible', 'landmarks/projected'], signal, () => {});
  const viewerDigits = digitsFor(viewers, 3);
  const sampleDigits = digitsFor(samples, 5);
  let files = 0;
  for (const segment of segments(ds)) {
    for (const { viewer, sample, camera, points } of picturedFaces(ds, segment)) {
      const name = `viewer${pad(viewer, viewerDigits)}_t${pad(sample, sampleDigits)}_${names[camera]}.pts`;
      writeFileSync(join(path, name), ptsText(points));
      files++;
      if (files % 256 === 0) await breathe(signal);
    }
    await breathe(signal);
    if (segment.to === samples) onProgress?.(segment.viewer + 1, viewers);
  }
  return files;
}

/** The text of a .pts file. `points`: 68 x (x, y) in px from the picture's upper left corner. */
function ptsText(points: Float32Array): string {
  let text = 'version: 1\nn_points: 68\n{\n';
  for (let l = 0; l < 68; l++) {
    text += `${roundPixel(points[2 * l]! + 0.5)} ${roundPixel(points[2 * l + 1]! + 0.5)}\n`;
  }
  return `${text}}\n`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
