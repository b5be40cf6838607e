import type { CameraModel } from '../../sim/cameras/camera.ts';
import { fileNamePart } from '../export/face.ts';

/** What the numbers of a cameras file mean. */
export const CONVENTION =
  'x right, y down, px from the upper left corner; u = cx + f X / Z, v = cy - f Y / Z, (X, Y, Z) along right, up, forward';

/** Intrinsics and extrinsics of a camera as drawn. */
function optics({ width, height, focal, position, axes }: CameraModel): object {
  const [right, up, forward] = [0, 3, 6].map((k) => [...axes.subarray(k, k + 3)]);
  return {
    width,
    height,
    intrinsics: { focal_px: focal, principal_point_px: [width / 2, height / 2], distortion: [] },
    extrinsics: { position_m: [...position], right, up, forward },
  };
}

/** The file of a screening's cameras, as JSON. */
export function camerasText(models: readonly CameraModel[]): string {
  const cameras = models.map((model) => ({ name: model.name, folder: fileNamePart(model.name), ...optics(model) }));
  return `${JSON.stringify({ convention: CONVENTION, cameras }, null, 2)}\n`;
}

/** The entry of one portrait's own camera, as JSON. */
export function portraitCameraText(file_name: string, model: CameraModel): string {
  return JSON.stringify({ name: model.name, file_name, ...optics(model) });
}
