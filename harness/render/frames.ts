import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CameraModel } from '../../sim/cameras/camera.ts';
import type { Context } from '../../sim/render/context.ts';
import { FaceFinder } from '../../sim/render/faces.ts';
import { encodePng } from '../../sim/render/png.ts';
import { colors, depthFile, drawLandmarks, headMask, overlay } from '../../sim/render/rasters.ts';
import { Sensor } from '../../sim/render/sensor.ts';
import { type RenderSource, type Sample, sampleAt, seenBit } from '../../sim/render/source.ts';
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

/** Which landmarks a camera sees of a viewer, by the dataset's bits. */
function seenOf(source: RenderSource, sample: Sample, viewer: number, camera: number, out: Uint8Array): void {
  const cameras = source.stage.cameras.length;
  for (let l = 0; l < out.length; l++) out[l] = seenBit(sample.visible, viewer, cameras, camera, l) ? 1 : 0;
}

/** What an interrupted run leaves. */
function whole(done: number, total: number): string {
  return `${done} of ${total} frames are whole, the same command goes on`;
}

/** Draws frames and writes them with their labels. Throws Interrupted when the signal says so: whole frames stay. */
export async function renderFrames(
  context: Context | null,
  source: RenderSource,
  job: FramesJob,
): Promise<FramesResult> {
  const { stage, rigs } = source;
  const scene = context === null ? null : new TheaterScene(context, stage, rigs, FINEST_HEADS);
  const sensors = new Map<string, Sensor>();
  const finder = new FaceFinder(source);
  const labels = new Labels(source, join(job.out, 'labels.json'));
  const pending = new Set<Promise<void>>();
  const seen = emptySeen();
  const total = job.samples.length * job.cameras.length;
  const digits = digitsFor(stage.samples, 5);
  const started = job.clock();
  const levels = job.models.map((model) => scene?.irradianceFor(model) ?? 1);
  let failed: unknown = null;
  let done = 0;
  let kept = 0;
  const write = async (file: string, bytes: Promise<Uint8Array> | Uint8Array): Promise<void> => {
    const work = (async () => writeWhole(join(job.out, file), await bytes))().catch((error: unknown) => {
      failed ??= error;
    });
    pending.add(work);
    void work.then(() => pending.delete(work));
    if (pending.size >= PENDING) await Promise.race(pending);
  };
  try {
    for (const t of job.samples) {
      const sample = sampleAt(source, t);
      const stem = `t${String(t).padStart(digits, '0')}`;
      const wanted = job.cameras.map((_, n) => filesOf(job, job.models[n], stem));
      const missing = wanted.map(
        (files) => !job.resume || [...files.values()].some((file) => !existsSync(join(job.out, file))),
      );
      if (missing.includes(true)) scene?.set(sample.moment, job.models, { only: null, finest: FINEST_FROM });
      for (let n = 0; n < job.cameras.length; n++) {
        const [camera, model, files] = [job.cameras[n], job.models[n], wanted[n]];
        const { width, height } = model;
        const image = labels.addImage({
          // Of a film, the picture at this sample.
          file_name:
            job.videos === null ? (files.get('ir') ?? [...files.values()][0]) : `${fileNamePart(model.name)}.mp4`,
          width,
          height,
          camera: model.name,
          sample: t,
          seconds: t / stage.rate,
        });
        const size = `${width}x${height}`;
        const sensor = scene === null ? null : (sensors.get(size) ?? new Sensor(width, height, 1));
        if (sensor !== null) sensors.set(size, sensor);
        const lit = missing[n] && (files.has('ir') || files.has('landmarks'));
        // Light falls on the sensor while faces are labelled.
        if (lit && scene !== null && sensor !== null) scene.expose(model, sensor);
        const faces = stage.viewers.map(({ index }) => finder.find(sample, index, camera, model));
        for (const face of faces) {
          if (face === null) continue;
          seenOf(source, sample, face.viewer, camera, seen);
          labels.addFace(image, model, sample, camera, face, seen);
        }
        if (missing[n] && scene !== null && sensor !== null) {
          const grey = lit ? scene.develop(sensor, scene.exposure(levels[n], camera, t, false)) : null;
          const picture = (): Uint8Array => grey as Uint8Array;
          // What is drawn is written once the context has proved to be there still.
          const drawn: [file: string, bytes: () => Promise<Uint8Array> | Uint8Array][] = [];
          for (const [pass, file] of files) {
            if (pass === 'ir') {
              const grey = picture();
              if (job.videos === null) drawn.push([file, () => encode(job.format, grey, width, height, 'grey')]);
            } else if (pass === 'id') {
              const ids = headMask(scene.read(model, sensor, 'id') as Uint8Array, width, height);
              drawn.push([file, () => encodePng(ids, width, height, 'grey16')]);
            } else if (pass === 'normal') {
              const normals = colors(scene.read(model, sensor, 'normal') as Uint8Array, width, height);
              drawn.push([file, () => encodePng(normals, width, height, 'rgb')]);
            } else if (pass === 'depth') {
              const depths = depthFile(scene.read(model, sensor, 'depth') as Float32Array, width, height);
              drawn.push([file, () => depths]);
            } else {
              const marked = overlay(picture(), width, height);
              for (const face of faces) {
                if (face === null) continue;
                seenOf(source, sample, face.viewer, camera, seen);
                drawLandmarks(marked, width, height, face.points, seen);
              }
              drawn.push([file, () => encode(job.format, marked, width, height, 'rgb')]);
            }
          }
          if (context !== null) refuseLost(context);
          if (files.has('ir') && job.videos !== null) await job.videos[n].write(picture());
          for (const [file, bytes] of drawn) await write(file, bytes());
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
  } catch (error) {
    labels.abandon();
    throw error;
  } finally {
    await Promise.all(pending);
    scene?.dispose();
    for (const sensor of sensors.values()) sensor.dispose();
  }
  if (failed !== null) {
    labels.abandon();
    throw failed;
  }
  labels.finish();
  return { frames: done, kept, faces: labels.count };
}
