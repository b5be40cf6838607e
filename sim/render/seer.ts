import { type CameraModel, project } from '../cameras/camera.ts';
import { LANDMARK_COUNT } from '../face/rig.ts';
import { buildHouse, type House } from '../screening/house.ts';
import type { Stage } from '../screening/stage.ts';
import { faceCamera, look } from '../visibility/look.ts';
import type { FaceFinder, SeenFace } from './faces.ts';
import { type RenderSource, type Sample, seenBit } from './source.ts';

/**
 * Which landmarks are seen in pictures. The dataset's bits say so where the camera has them in its own frame; a picture that
 * is taller shows more of the room, and what is there is looked at anew.
 */
export class Seer {
  private readonly source: RenderSource;
  private readonly finder: FaceFinder;
  /** The cameras as they are drawn, in place of their own. */
  private readonly stage: Stage;
  private house: House | null = null;

  /** `models` are the cameras of those indices as they are drawn. */
  constructor(source: RenderSource, finder: FaceFinder, cameras: readonly number[], models: readonly CameraModel[]) {
    const { stage } = source;
    this.source = source;
    this.finder = finder;
    const drawn = stage.cameras.map((camera, c) => models[cameras.indexOf(c)] ?? camera);
    this.stage = { ...stage, cameras: drawn };
  }

  /** Writes 1 to `out` for each landmark of a face that camera `c`'s picture shows, else 0; outside the picture, either. */
  see(sample: Sample, face: SeenFace, c: number, out: Uint8Array): void {
    const { cameras } = this.source.stage;
    const { viewer } = face;
    for (let l = 0; l < LANDMARK_COUNT; l++) out[l] = seenBit(sample.visible, viewer, cameras.length, c, l) ? 1 : 0;
    const beyond = this.beyond(face, c);
    if (beyond.length === 0) return;
    const { finder, stage } = this;
    this.house ??= buildHouse(stage, this.source.rigs);
    finder.place(sample, viewer);
    faceCamera(finder.view, stage.cameras[c]);
    look(finder.view, stage, this.house, sample.play, viewer, 0, c);
    for (const l of beyond) out[l] = finder.view.blocked[l] === 0 ? 1 : 0;
  }

  // Landmarks in the picture that the camera's own frame has not.
  private beyond({ points, world }: SeenFace, c: number): number[] {
    const own = this.source.stage.cameras[c];
    const { width, height, focal } = this.stage.cameras[c];
    if (height / focal <= own.height / own.focal && width / focal <= own.width / own.focal) return [];
    const inside = (u: number, v: number, w: number, h: number): boolean => u >= 0 && u <= w && v >= 0 && v <= h;
    const found: number[] = [];
    for (let l = 0; l < LANDMARK_COUNT; l++) {
      if (!inside(points[2 * l], points[2 * l + 1], width, height)) continue;
      const [u, v] = project(own, world[3 * l], world[3 * l + 1], world[3 * l + 2]);
      if (!inside(u, v, own.width, own.height)) found.push(l);
    }
    return found;
  }
}
