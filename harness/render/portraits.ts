import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Context } from '../../sim/render/context.ts';
import { Photographer } from '../../sim/render/photographer.ts';
import { type RenderSource, sampleAt } from '../../sim/render/source.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { digitsFor } from '../export/face.ts';
import { CONVENTION, portraitCameraText } from './cameras.ts';
import { chooseSittings } from './choose.ts';
import { encode, type PictureFormat } from './encode.ts';
import { makeFolder, removeFile, writeWhole } from './files.ts';
import { GrowingFile } from './growing-file.ts';
import { Labels } from './labels.ts';
import { refuseLost } from './lost.ts';

export type PortraitsJob = {
  readonly out: string;
  readonly count: number;
  /** Indices of the cameras that take them. */
  readonly cameras: readonly number[];
  readonly size: number;
  readonly from: number;
  readonly to: number;
  readonly format: PictureFormat;
  readonly resume: boolean;
  readonly onProgress: (done: number, total: number, note?: string) => void;
  readonly clock: () => number;
  readonly signal: AbortSignal;
};

/** Takes portraits into `portraits/` and writes their labels; resolves to how many. Whole ones that are there stay. */
export async function renderPortraits(context: Context, source: RenderSource, job: PortraitsJob): Promise<number> {
  const sittings = chooseSittings(source, job.count, job.from, job.to, job.cameras);
  const photographer = new Photographer(context, source);
  makeFolder(join(job.out, 'portraits'));
  const labels = new Labels(source, join(job.out, 'labels.json'));
  removeFile(join(job.out, 'cameras.json'));
  const cameras = new GrowingFile(join(job.out, 'cameras.json'));
  cameras.write(`{"convention":${JSON.stringify(CONVENTION)},"cameras":[`);
  const digits = digitsFor(job.count, 4);
  const started = job.clock();
  let taken = 0;
  try {
    for (let n = 0; n < sittings.length; n++) {
      const { viewer, sample: t, camera } = sittings[n];
      const sample = sampleAt(source, t);
      const file = `portraits/p${String(n).padStart(digits, '0')}.${job.format}`;
      const portrait = photographer.take(sample, viewer, camera, job.size, n);
      if (portrait === null) continue;
      refuseLost(context);
      taken++;
      const { pixels, model, face, seen } = portrait;
      const image = labels.addImage({
        file_name: file,
        width: job.size,
        height: job.size,
        camera: model.name,
        sample: t,
        seconds: t / source.stage.rate,
      });
      labels.addFace(image, model, sample, camera, face, seen);
      cameras.write(`${taken > 1 ? ',' : ''}\n${portraitCameraText(file, model)}`);
      const path = join(job.out, file);
      if (!job.resume || !existsSync(path)) {
        await writeWhole(path, await encode(job.format, pixels, job.size, job.size, 'grey'));
      }
      const rate = (n + 1) / Math.max(1e-3, job.clock() - started);
      job.onProgress(n + 1, sittings.length, `${rate.toFixed(1)} portraits/s`);
      await setImmediate();
      if (job.signal.aborted)
        throw new Interrupted(
          'interrupted',
          `${n + 1} of ${sittings.length} portraits are whole, the same command goes on`,
        );
    }
    cameras.write('\n]}\n');
    cameras.finish();
  } catch (error) {
    labels.abandon();
    cameras.abandon();
    throw error;
  } finally {
    photographer.dispose();
  }
  labels.finish();
  return taken;
}
