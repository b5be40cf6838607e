import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CameraModel } from '../../sim/cameras/camera.ts';
import type { Context } from '../../sim/render/context.ts';
import { FaceFinder, type SeenFace } from '../../sim/render/faces.ts';
import { encodePng } from '../../sim/render/png.ts';
import { colors, depthFile, drawLandmarks, headMask, overlay } from '../../sim/render/rasters.ts';
import { Seer } from '../../sim/render/seer.ts';
import { Sensor } from '../../sim/render/sensor.ts';
import { type RenderSource, type Sample, sampleAt } from '../../sim/render/source.ts';
import { FINEST_FROM, TheaterScene } from '../../sim/render/theater-scene.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { digitsFor, fileNamePart } from '../export/face.ts';
import { encode, type PictureFormat } from './encode.ts';
import { writeWhole } from './files.ts';
import { emptySeen, Labels } from './labels.ts';
import { refuseLost } from './lost.ts';
import type { Video } from './video.ts';

/** What can be shown of a frame. */
export const FRAME_PASSES = ['ir', 'id', 'depth', 'normal', 'landmarks'] as const;
export type FramePass = (typeof FRAME_PASSES)[number];

export type FramesJob = {
  readonly out: string;
  readonly samples: readonly number[];
  /** Indices of the cameras to draw, and each as it is drawn. */
  readonly cameras: readonly number[];
  readonly models: readonly CameraModel[];
  readonly passes: readonly FramePass[];
  readonly format: PictureFormat;
  /** One a camera, in place of single pictures; or none. */
  readonly videos: readonly Video[] | null;
  /** Keep files that are there. */
  readonly resume: boolean;
  readonly onProgress: (done: number, total: number, note?: string) => void;
  readonly clock: () => number;
  readonly signal: AbortSignal;
};

export type FramesResult = { readonly frames: number; readonly kept: number; readonly faces: number };

/** Pictures that may be under way to the disk at a time. */
const PENDING = 8;
/** Heads that can be drawn at the finest level in one moment. */
const FINEST_HEADS = 48;

const SUFFIX: Readonly<Record<FramePass, string>> = {
  ir: '',
  id: '.id.png',
  depth: '.depth.npy',
  normal: '.normal.png',
  landmarks: '.landmarks',
};

/** The files of one camera's frame, by pass, below the output folder. */
function filesOf(job: FramesJob, camera: CameraModel, stem: string): Map<FramePass, string> {
  const folder = fileNamePart(camera.name);
  return new Map(
    job.passes.map((pass) => {
      const own = pass === 'ir' || pass === 'landmarks' ? `${SUFFIX[pass]}.${job.format}` : SUFFIX[pass];
      return [pass, `${folder}/${stem}${own}`];
    }),
  );
}

/** What an interrupted run leaves. */
function whole(done: number, total: number): string {
  return `${done} of ${total} frames are whole, the same command goes on`;
}

/** One camera's picture of a moment on its way to the disk. */
type Frame = {
  /** Which of the job's cameras. */
  readonly n: number;
  readonly files: ReadonlyMap<FramePass, string>;
  /** Whether any of its files is to be made. */
  readonly missing: boolean;
  readonly lit: boolean;
};

type Moment = { readonly t: number; readonly sample: Sample; readonly frames: readonly Frame[] };

/** What is drawn goes to the disk once the context has proved to be there still. */
type Drawn = [file: string, bytes: () => Promise<Uint8Array> | Uint8Array];

/**
 * Draws frames and writes them with their labels. All cameras' pictures of a moment are drawn one after the other; while that
 * goes on, the next moment's people are posed and this one's faces labelled, and only then are the pictures read.
 * Throws Interrupted when the signal says so: whole frames stay. Films are ended here: labels get their name last of all.
 */
export async function renderFrames(
  context: Context | null,
  source: RenderSource,
  job: FramesJob,
): Promise<FramesResult> {
  const { stage, rigs } = source;
  const { cameras, models } = job;
  const studio =
    context === null
      ? null
      : {
          context,
          scene: new TheaterScene(context, stage, rigs, FINEST_HEADS),
          sensors: models.map(({ width, height }) => new Sensor(width, height, 1)),
        };
  const finder = new FaceFinder(source);
  const seer = new Seer(source, finder, cameras, models);
  const labels = new Labels(source, join(job.out, 'labels.json'));
  const pending = new Set<Promise<void>>();
  const seen = emptySeen();
  const total = job.samples.length * cameras.length;
  const digits = digitsFor(stage.samples, 5);
  const started = job.clock();
  const levels = models.map((model) => studio?.scene.irradianceFor(model) ?? 1);
  let failed: unknown = null;
  let done = 0;
  let kept = 0;
  const write = async ([file, bytes]: Drawn): Promise<void> => {
    const work = (async () => writeWhole(join(job.out, file), await bytes()))().catch((error: unknown) => {
      failed ??= error;
    });
    pending.add(work);
    void work.then(() => pending.delete(work));
    if (pending.size >= PENDING) await Promise.race(pending);
  };
  // The people of a moment, and which of its files are to be made.
  const set = (t: number): Moment => {
    const sample = sampleAt(source, t);
    const stem = `t${String(t).padStart(digits, '0')}`;
    const frames = models.map((model, n): Frame => {
      const files = filesOf(job, model, stem);
      const missing = !job.resume || [...files.values()].some((file) => !existsSync(join(job.out, file)));
      return { n, files, missing, lit: missing && (files.has('ir') || files.has('landmarks')) };
    });
    if (frames.some(({ missing }) => missing))
      studio?.scene.set(sample.moment, models, { only: null, finest: FINEST_FROM });
    return { t, sample, frames };
  };
  // Light only begins to fall; what else is asked for is read at once.
  const draw = ({ frames }: Moment): Drawn[][] => {
    if (studio === null) return frames.map(() => []);
    const { scene, sensors } = studio;
    for (const { n, lit } of frames) if (lit) scene.expose(models[n], sensors[n]);
    return frames.map(({ n, files, missing }) => {
      const drawn: Drawn[] = [];
      const { width, height } = models[n];
      for (const [pass, file] of missing ? files : []) {
        if (pass === 'id') {
          const ids = headMask(scene.read(models[n], sensors[n], 'id') as Uint8Array, width, height);
          drawn.push([file, () => encodePng(ids, width, height, 'grey16')]);
        } else if (pass === 'normal') {
          const normals = colors(scene.read(models[n], sensors[n], 'normal') as Uint8Array, width, height);
          drawn.push([file, () => encodePng(normals, width, height, 'rgb')]);
        } else if (pass === 'depth') {
          const depths = depthFile(scene.read(models[n], sensors[n], 'depth') as Float32Array, width, height);
          drawn.push([file, () => depths]);
        }
      }
      return drawn;
    });
  };
  const develop = ({ t, frames }: Moment): void => {
    if (studio === null) return;
    const { context, scene, sensors } = studio;
    for (const { n, lit } of frames)
      if (lit) sensors[n].develop(context.renderer, scene.exposure(levels[n], cameras[n], t, false));
  };
  const label = ({ t, sample, frames }: Moment): SeenFace[][] => {
    const found: SeenFace[][] = models.map(() => []);
    for (const { index } of stage.viewers) {
      finder.findIn(sample, index, cameras, models).forEach((face, n) => {
        if (face !== null) found[n].push(face);
      });
    }
    for (const { n, files } of frames) {
      const { name, width, height } = models[n];
      // Of a film, the picture at this sample.
      const file_name = job.videos === null ? (files.get('ir') ?? [...files.values()][0]) : `${fileNamePart(name)}.mp4`;
      const image = labels.addImage({ file_name, width, height, camera: name, sample: t, seconds: t / stage.rate });
      for (const face of found[n]) {
        seer.see(sample, face, cameras[n], seen);
        labels.addFace(image, models[n], sample, cameras[n], face, seen);
      }
    }
    return found;
  };
  const marked = (grey: Uint8Array, sample: Sample, n: number, faces: readonly SeenFace[]): Uint8Array => {
    const { width, height } = models[n];
    const picture = overlay(grey, width, height);
    for (const face of faces) {
      seer.see(sample, face, cameras[n], seen);
      drawLandmarks(picture, width, height, face.points, seen);
    }
    return picture;
  };
  try {
    let next = job.samples.length > 0 ? set(job.samples[0]) : null;
    for (let k = 0; next !== null; ) {
      const moment: Moment = next;
      const drawn = draw(moment);
      next = ++k < job.samples.length ? set(job.samples[k]) : null;
      const faces = label(moment);
      develop(moment);
      for (const { n, files, missing, lit } of moment.frames) {
        if (missing && studio !== null) {
          const { width, height } = models[n];
          const grey = lit ? studio.sensors[n].read(studio.context.renderer) : null;
          refuseLost(studio.context);
          if (grey !== null) {
            const [ir, landmarks] = [files.get('ir'), files.get('landmarks')];
            if (ir !== undefined && job.videos !== null) await job.videos[n].write(grey);
            else if (ir !== undefined) await write([ir, () => encode(job.format, grey, width, height, 'grey')]);
            if (landmarks !== undefined) {
              const dotted = marked(grey, moment.sample, n, faces[n]);
              await write([landmarks, () => encode(job.format, dotted, width, height, 'rgb')]);
            }
          }
          for (const one of drawn[n]) await write(one);
        } else kept++;
        done++;
        const rate = (done - kept) / Math.max(1e-3, job.clock() - started);
        job.onProgress(done, total, `${rate.toFixed(1)} frames/s`);
        if (failed !== null) throw failed;
        await setImmediate();
        if (job.signal.aborted)
          throw new Interrupted('interrupted', job.videos === null ? whole(done, total) : undefined);
      }
    }
    await Promise.all(pending);
    if (failed !== null) throw failed;
    for (const video of job.videos ?? []) await video.finish();
  } catch (error) {
    labels.abandon();
    throw error;
  } finally {
    await Promise.all(pending);
    studio?.scene.dispose();
    for (const sensor of studio?.sensors ?? []) sensor.dispose();
  }
  labels.finish();
  return { frames: done, kept, faces: labels.count };
}
