import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { explain } from '../../../harness/fault.ts';
import { Video } from '../../../harness/render/video.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-video-'));
const film = join(folder, 'film.mp4');
const before = process.env.PATH;
const [width, height] = [400, 300];
const picture = new Uint8Array(width * height);
const warnings: string[] = [];
const warned = (warning: Error): unknown => warnings.push(warning.name);

beforeAll(() => process.on('warning', warned));
afterEach(() => {
  process.env.PATH = before;
});
afterAll(() => {
  process.off('warning', warned);
  rmSync(folder, { recursive: true });
});

/** An ffmpeg that does this with the pictures; its last argument is the file. */
function ffmpeg(script: string): void {
  const path = join(folder, 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\nfor last; do :; done\n${script}\n`);
  chmodSync(path, 0o755);
  process.env.PATH = `${folder}:${before}`;
}

async function filmed(pictures: number): Promise<void> {
  const video = new Video(film, width, height, 2);
  try {
    for (let n = 0; n < pictures; n++) await video.write(picture);
    await video.finish();
  } catch (error) {
    await video.abandon();
    throw error;
  }
}

it('has all pictures in it, with no listener more for each', async () => {
  ffmpeg('cat > "$last"');
  await filmed(40);
  expect(readFileSync(film)).toHaveLength(40 * picture.length);
  // Warnings come a turn later.
  await new Promise((done) => setTimeout(done, 20));
  expect(warnings).not.toContain('MaxListenersExceededWarning');
  rmSync(film);
});

it.each([
  ['at once', 'exit 1'],
  ['among the pictures', 'head -c 150000 > "$last"; exit 1'],
  ['among the pictures without a word', 'head -c 150000 > "$last"; exit 0'],
  ['at the end', 'cat > "$last"; exit 1'],
  ['by a signal', 'head -c 150000 > "$last"; kill -9 $$'],
])('says that ffmpeg stopped %s and leaves nothing', async (_, script) => {
  ffmpeg(script);
  const line = `cannot write ${film}: ffmpeg stopped (a full disk, or no H.264 encoder)`;
  expect(await filmed(40).catch(explain)).toEqual({ status: 3, line });
  expect(readdirSync(folder)).toEqual(['ffmpeg']);
});
