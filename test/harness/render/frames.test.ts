import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder } from '../../../harness/render/files.ts';
import { type FramesJob, renderFrames } from '../../../harness/render/frames.ts';
import { Labels } from '../../../harness/render/labels.ts';
import { facePropsOf } from '../../../sim/behavior/props.ts';
import type { Context } from '../../../sim/render/context.ts';
import { FaceFinder, type SeenFace } from '../../../sim/render/faces.ts';
import { sampleAt } from '../../../sim/render/source.ts';
import { resized } from '../../../sim/render/view.ts';
import { openStand, type Stand } from '../../sim/render/stand.ts';

let stand: Stand;

beforeAll(async () => {
  stand = await openStand(['behavior.handToFace.rate=200', 'behavior.drinking.rate=60']);
});
afterAll(() => stand.close());

/** Frames of the first camera at three samples, below `name`. */
function jobOf(name: string): FramesJob {
  const model = resized(stand.source.stage.cameras[0], 160, 120);
  const out = join(stand.folder, name);
  makeFolder(join(out, model.name));
  return {
    out,
    samples: [3, 4, 5],
    cameras: [0],
    models: [model],
    passes: ['ir', 'id'],
    format: 'png',
    videos: null,
    resume: true,
    onProgress: () => {},
    clock: () => 0,
    signal: new AbortController().signal,
  };
}

/** The context, lost from the `frames`-th frame on. */
function losing(context: Context, frames: number): Context {
  let asked = 0;
  return { ...context, lost: () => ++asked >= frames };
}

const filesOf = (job: FramesJob): string[] => readdirSync(join(job.out, job.models[0].name)).sort();

it('says that the context is lost, keeps no frame drawn since, and goes on with another', async () => {
  const job = jobOf('lost');
  await expect(renderFrames(losing(stand.context, 2), stand.source, job)).rejects.toThrow(
    /^the graphics driver lost what was being drawn; the same command goes on where it stopped$/,
  );
  expect(filesOf(job)).toEqual(['t00003.id.png', 't00003.png']);
  expect(readdirSync(job.out)).toEqual([job.models[0].name]);
  expect(await renderFrames(stand.context, stand.source, job)).toMatchObject({ frames: 3, kept: 1 });
  const whole = jobOf('whole');
  await renderFrames(stand.context, stand.source, whole);
  expect(filesOf(job)).toEqual(filesOf(whole));
  for (const file of filesOf(whole)) {
    const path = join(job.models[0].name, file);
    expect(readFileSync(join(job.out, path)).equals(readFileSync(join(whole.out, path)))).toBe(true);
  }
  rmSync(whole.out, { recursive: true });
});

it('draws the same frames in a whole run and in two, however many hands there were before', async () => {
  // Of the moments with hands, the one with the fewest, and the one with the most after it.
  const hands = Array.from({ length: stand.source.stage.samples }, (_, t) => {
    const { activity, placement } = sampleAt(stand.source, t).moment;
    return activity.reduce((sum, code, i) => sum + facePropsOf(code, placement[i]).length, 0);
  });
  const fewest = hands.indexOf(Math.min(...hands.filter((count) => count > 0)));
  const most = hands.indexOf(Math.max(...hands.slice(fewest)), fewest);
  expect(hands[most]).toBeGreaterThan(Math.max(16, 2 * hands[fewest]));
  const job = { ...jobOf('in two'), samples: [fewest, most] };
  await renderFrames(stand.context, stand.source, job);
  const path = join(job.out, job.models[0].name, filesOf(job).at(-1) as string);
  const whole = readFileSync(path);
  rmSync(path);
  expect(await renderFrames(stand.context, stand.source, job)).toMatchObject({ frames: 2, kept: 1 });
  expect(readFileSync(path).equals(whole)).toBe(true);
});

it('calls a face valid when a landmark is seen in the picture, not when those outside it are', () => {
  const { source, folder } = stand;
  const path = join(folder, 'labels.json');
  const labels = new Labels(source, path);
  const sample = sampleAt(source, 3);
  const [model] = source.stage.cameras;
  const face = new FaceFinder(source).find(sample, 31, 0, model) as SeenFace;
  // The picture ends amid the face: landmarks to the left of its edge are in it.
  const edge = (Math.min(...face.points.filter((_, n) => n % 2 === 0)) + face.points[0] + face.points[32]) / 3;
  const inside = Array.from({ length: 68 }, (_, l) => face.points[2 * l] <= edge);
  for (const shown of [true, false]) {
    const seen = Uint8Array.from(inside, (within) => (within === shown ? 1 : 0));
    labels.addFace(1, { ...model, width: edge }, sample, 0, face, seen);
  }
  labels.finish();
  const { annotations } = JSON.parse(readFileSync(path, 'utf8')) as { annotations: { face_valid: boolean }[] };
  expect(annotations.map(({ face_valid }) => face_valid)).toEqual([true, false]);
});
