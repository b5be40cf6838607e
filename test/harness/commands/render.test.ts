import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorLines, expectRefusal, matinee, matineeJson, start, whileRunning } from '../../laws/command.ts';
import { SMALLEST, writeTinyScenario } from '../../laws/tiny-scenario.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-render-'));
  writeTinyScenario(folder, SMALLEST);
  await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'data');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FRAMES = [
  '--from',
  '2',
  '--to',
  '5',
  '--every',
  '1',
  '--size',
  '160x128',
  '--camera',
  'left-front',
  '--camera',
  'right-back',
];

/** Every file below a folder with its bytes. */
function contents(below: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const entry of readdirSync(join(folder, below), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(join(folder, below).length + 1), readFileSync(path));
  }
  return found;
}

type Labels = {
  images: { id: number; file_name: string; width: number; height: number; camera: string; sample: number }[];
  annotations: {
    image_id: number;
    face_kpts: number[];
    face_valid: boolean;
    viewer: number;
    yaw: number;
    action_units: Record<string, number>;
  }[];
};

const labelsOf = (below: string): Labels =>
  JSON.parse(readFileSync(join(folder, below, 'labels.json'), 'utf8')) as Labels;

describe('matinee render', () => {
  it('writes frames of all passes, cameras and labels, the same bytes every time', async () => {
    const passes = ['--passes', 'ir,id,depth,normal,landmarks'];
    const made = await matineeJson(folder, 'render', 'data', '--out', 'one', ...FRAMES, ...passes);
    expect(made).toMatchObject({ frames: 8, kept: 0, software: expect.any(Boolean), device: expect.any(String) });
    const names = [...contents('one').keys()].sort();
    const stems = ['t00004', 't00006', 't00008', 't00010'].flatMap((t) =>
      ['.depth.npy', '.id.png', '.landmarks.png', '.normal.png', '.png'].map((end) => t + end),
    );
    const frames = ['left-front', 'right-back'].flatMap((camera) => stems.map((stem) => `${camera}/${stem}`));
    expect(names).toEqual(['cameras.json', 'labels.json', ...frames, 'render.json'].sort());
    const { images, annotations } = labelsOf('one');
    expect(images).toHaveLength(8);
    for (const image of images) expect(existsSync(join(folder, 'one', image.file_name))).toBe(true);
    expect(annotations.length).toBeGreaterThan(20);
    for (const { face_kpts, yaw, action_units } of annotations) {
      expect(face_kpts).toHaveLength(204);
      expect(Math.abs(yaw)).toBeLessThanOrEqual(180);
      expect(Object.keys(action_units)).toHaveLength(11);
    }
    await matineeJson(folder, 'render', 'data', '--out', 'two', ...FRAMES, ...passes);
    expect(contents('two')).toEqual(contents('one'));
  });

  it('goes on where it stopped: whole frames stay, what is missing comes back the same', async () => {
    await matineeJson(folder, 'render', 'data', '--out', 'whole', ...FRAMES);
    const before = contents('whole');
    rmSync(join(folder, 'whole', 'left-front', 't00006.png'));
    rmSync(join(folder, 'whole', 'labels.json'));
    writeFileSync(join(folder, 'whole', 'left-front', '.t00008.png.tmp-1'), 'half a picture');
    expect(await matineeJson(folder, 'render', 'data', '--out', 'whole', ...FRAMES)).toMatchObject({
      frames: 8,
      kept: 7,
    });
    expect(contents('whole')).toEqual(before);
  });

  it('leaves nothing half-written when it is killed, and says how to go on when interrupted', async () => {
    // So many that some are still to be drawn when the first has its name.
    const many = [...FRAMES, '--to', '9', '--every', '0.5'];
    await matineeJson(folder, 'render', 'data', '--out', 'calm', ...many);
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const out = `hit-${signal}`;
      const running = start(folder, ['render', 'data', '--out', out, ...many]);
      await whileRunning(running, () => (existsSync(join(folder, out, 'left-front', 't00004.png')) ? true : undefined));
      running.child.kill(signal);
      const { status, stderr } = await running.ended;
      if (signal === 'SIGINT') {
        expect(status).toBe(130);
        expect(stderr).toMatch(/interrupted; \d+ of 30 frames are whole, the same command goes on/);
      }
      expect(existsSync(join(folder, out, 'labels.json'))).toBe(false);
      const calm = contents('calm');
      for (const [name, bytes] of contents(out)) {
        if (!name.includes('.tmp-')) expect(bytes.equals(calm.get(name) as Buffer), name).toBe(true);
      }
      await matineeJson(folder, 'render', 'data', '--out', out, ...many);
      expect(contents(out)).toEqual(calm);
    }
  });

  it('hears an interruption of the contact sheet, and writes none', async () => {
    const running = start(folder, ['render', 'data', '--out', 'stopped', '--contact-sheet']);
    await whileRunning(running, () => (existsSync(join(folder, 'stopped', 'render.json')) ? true : undefined));
    running.child.kill('SIGINT');
    const { status, stderr } = await running.ended;
    expect([status, errorLines(stderr)]).toEqual([130, ['interrupted; nothing was written']]);
    expect([...contents('stopped').keys()]).toEqual(['render.json']);
  });

  it('takes portraits that the landmarks fill as asked, and a contact sheet', async () => {
    const made = await matineeJson(folder, 'render', 'data', '--out', 'faces', '--portraits', '6', '--size', '96x96');
    expect(made).toMatchObject({ portraits: 6 });
    const { images, annotations } = labelsOf('faces');
    expect(annotations).toHaveLength(6);
    expect(new Set(annotations.map(({ viewer }) => viewer)).size).toBeGreaterThan(3);
    for (const { face_kpts, image_id } of annotations) {
      const x = face_kpts.filter((_, n) => n % 3 === 0);
      const share = (Math.max(...x) - Math.min(...x)) / images[image_id - 1].width;
      expect(share).toBeGreaterThan(0.55);
      expect(share).toBeLessThan(0.65);
    }
    const { cameras } = JSON.parse(readFileSync(join(folder, 'faces', 'cameras.json'), 'utf8')) as {
      cameras: { name: string; file_name: string; intrinsics: { focal_px: number } }[];
    };
    expect(cameras.map(({ name, file_name }) => [name, file_name])).toEqual(
      images.map(({ camera, file_name }) => [camera, file_name]),
    );
    expect(new Set(cameras.map(({ intrinsics }) => intrinsics.focal_px)).size).toBe(6);
    expect(JSON.parse(readFileSync(join(folder, 'faces', 'render.json'), 'utf8'))).toMatchObject({
      renderer: made.device,
    });
    const one = ['--portraits', '3', '--size', '96x96', '--camera', 'right-back'];
    await matineeJson(folder, 'render', 'data', '--out', 'by one', ...one);
    expect(labelsOf('by one').images.map(({ camera }) => camera)).toEqual(['right-back', 'right-back', 'right-back']);
    await matineeJson(folder, 'render', 'data', '--out', 'sheet', '--contact-sheet');
    const sheet = readFileSync(join(folder, 'sheet', 'contact-sheet.png'));
    expect([sheet.readUInt32BE(16), sheet.length > 100_000]).toEqual([1600, true]);
  });

  it.each([
    [['--size', 'big'], '--size: found "big", expected WIDTHxHEIGHT, each 16 to 8192'],
    [['--portraits', '2', '--size', '96x64'], '--size: found "96x64", expected a square for --portraits'],
    [['--from', '900'], "--from: found 900, expected seconds below the film's 10"],
    [['--from', '5', '--to', '4'], '--to: found 4, expected seconds from --from (5) on'],
    [['--every', '0'], '--every: found 0, expected seconds above 0'],
    [['--every', '0.75'], '--every: found 0.75, expected a multiple of 0.5 (2 samples a second)'],
    [['--every', '0.1'], '--every: found 0.1, expected a multiple of 0.5 (2 samples a second)'],
    [['--contact-sheet', '--portraits', '3'], '--portraits: found beside --contact-sheet, which has no use for it'],
    [['--contact-sheet', '--camera', 'left-front'], '--camera: found beside --contact-sheet, which has no use for it'],
    [['--contact-sheet', '--size', '99x99'], '--size: found beside --contact-sheet, which has no use for it'],
    [['--contact-sheet', '--format', 'webp'], '--format: found beside --contact-sheet, which has no use for it'],
    [['--portraits', '3', '--passes', 'id'], '--passes: found beside --portraits, which has no use for it'],
    [['--portraits', '3', '--every', '2'], '--every: found beside --portraits, which has no use for it'],
    [['--camera', 'top'], '--camera: found "top", expected one of left-front, right-front, left-back, right-back'],
    [['--passes', 'ir,heat'], '--passes: found "heat", expected one or more of ir, id, depth, normal, landmarks'],
    [['--format', 'gif'], '--format: found "gif", expected one or more of png, webp, mp4'],
    [['--format', 'mp4', '--passes', 'id'], '--format mp4: expected frames of the pass ir alone'],
    [['--portraits', '0'], '--portraits: found "0", expected a whole number 1 to 1000000'],
  ])('refuses %j in one line', async (options, line) => {
    const ended = await matinee(folder, 'render', 'data', '--out', 'never', ...options);
    expect(expectRefusal(ended, 2)).toBe(line);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('refuses a folder of something else, and one of other options', async () => {
    const other = await matinee(folder, 'render', 'data', '--out', 'data', ...FRAMES);
    expect(expectRefusalAfterDevice(other)).toBe(
      'data already exists and is no folder of pictures begun by matinee render',
    );
    await matineeJson(folder, 'render', 'data', '--out', 'mine', '--portraits', '1');
    const before = contents('mine');
    for (const options of [['2'], ['1', '--from', '5'], ['1', '--to', '5']]) {
      const changed = await matinee(folder, 'render', 'data', '--out', 'mine', '--portraits', ...options);
      expect(expectRefusalAfterDevice(changed)).toMatch(/^mine holds pictures made with other options/);
    }
    expect(contents('mine')).toEqual(before);
  });

  it('refuses portraits that the driver cannot hold, which would be black', async () => {
    const ended = await matinee(folder, 'render', 'data', '--out', 'huge', '--portraits', '1', '--size', '8192x8192');
    const line = expectRefusalAfterDevice(ended);
    expect(line).toMatch(/^--size: found 8192x8192 \(portraits\), expected at most \d+ a side with ./);
    expect(Number(/at most (\d+)/.exec(line)?.[1])).toBeLessThan(8192);
    expect(existsSync(join(folder, 'huge'))).toBe(false);
  });

  it('says what to install where there is no display and no Xvfb', async () => {
    const before = ['env', '-u', 'DISPLAY', 'PATH=/nowhere'];
    const { ended } = start(folder, ['render', 'data', '--out', 'dark', ...FRAMES], before);
    expect(expectRefusal(await ended, 3)).toMatch(
      /^render found no X display that takes it and no Xvfb to make one; install with: sudo apt-get install xvfb /,
    );
    // An Xvfb that is there and cannot start is none.
    const dying = ['env', '-u', 'DISPLAY', 'prlimit', '--fsize=4000'];
    const { ended: second } = start(folder, ['render', 'data', '--out', 'dark', ...FRAMES], dying);
    expect(expectRefusal(await second, 3)).toMatch(/^render found no X display that takes it and no Xvfb/);
    expect(existsSync(join(folder, 'dark'))).toBe(false);
  });

  it('refuses a damaged dataset by the name of what is wrong, whatever verify finds', async () => {
    await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'hurt');
    for (const array of ['pose', 'landmarks/truth', 'observed', 'stimulus']) {
      const chunk = join(
        'hurt',
        array,
        'c',
        ...(array === 'stimulus' ? ['0', '0'] : ['0', '0', '0'].slice(array === 'observed' ? 1 : 0)),
      );
      const path = join(folder, chunk);
      const whole = readFileSync(path);
      const bytes = Buffer.from(whole);
      bytes[100] ^= 1;
      writeFileSync(path, bytes);
      const ended = await matinee(folder, 'render', 'hurt', '--out', 'none', ...FRAMES);
      const line = expectRefusal(ended, 2);
      expect(line.startsWith(`${chunk}: altered, its SHA-256 differs`), line).toBe(true);
      writeFileSync(path, whole);
    }
    writeFileSync(join(folder, 'hurt', 'notes'), '');
    writeFileSync(join(folder, 'hurt', 'more notes'), '');
    const ended = await matinee(folder, 'render', 'hurt', '--out', 'none', ...FRAMES);
    expect(expectRefusal(ended, 2)).toMatch(
      /^hurt\/(more )?notes: unknown file, and 1 more; see: matinee verify hurt$/,
    );
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('says that the disk is full, and takes nothing half-written for whole', async () => {
    const before = ['prlimit', '--fsize=20000'];
    const { ended } = start(folder, ['render', 'data', '--out', 'full', ...FRAMES, '--size', '640x480'], before);
    const full = await ended;
    expect(expectRefusal({ ...full, stdout: '' }, 3)).toMatch(
      /^cannot write full\/.*\.png: larger than the file size limit/,
    );
    expect([...contents('full').keys()].filter((name) => name.endsWith('.png') || name === 'labels.json')).toEqual([]);
  });

  it('has no labels beside films or pictures that are not whole', async () => {
    const fake = join(folder, 'ffmpeg');
    writeFileSync(fake, '#!/bin/sh\n[ "$1" = -version ] && exit 0\ncat > /dev/null\nexit 1\n', { mode: 0o755 });
    const before = ['env', `PATH=${folder}:${process.env.PATH}`];
    const film = ['render', 'data', '--out', 'film', ...FRAMES, '--format', 'mp4'];
    const stopped = await start(folder, film, before).ended;
    rmSync(fake);
    expect(expectRefusal({ ...stopped, stdout: '' }, 3)).toBe(
      'cannot write film/left-front.mp4: ffmpeg stopped (a full disk, or no H.264 encoder)',
    );
    expect([...contents('film').keys()].sort()).toEqual(['cameras.json', 'render.json']);

    const gap = ['render', 'data', '--out', 'gap', ...FRAMES, '--size', '640x480'];
    await matineeJson(folder, ...gap);
    rmSync(join(folder, 'gap', 'left-front', 't00004.png'));
    const full = await start(folder, gap, ['prlimit', '--fsize=20000']).ended;
    expect(full.status).toBe(3);
    expect(existsSync(join(folder, 'gap', 'labels.json'))).toBe(false);
  });

  it('refuses a folder in the place of a file', async () => {
    await matineeJson(folder, 'render', 'data', '--out', 'taken', ...FRAMES);
    for (const name of ['labels.json', 'cameras.json']) {
      rmSync(join(folder, 'taken', name));
      mkdirSync(join(folder, 'taken', name));
      const ended = await matinee(folder, 'render', 'data', '--out', 'taken', ...FRAMES);
      expect(expectRefusalAfterDevice(ended)).toBe(`cannot write taken/${name}: a folder stands in its place`);
      rmSync(join(folder, 'taken', name), { recursive: true });
    }
  });

  it('says what mp4 needs where it is missing', async () => {
    const before = ['env', 'PATH=/nowhere'];
    const film = await start(folder, ['render', 'data', '--out', 'film', ...FRAMES, '--format', 'mp4'], before).ended;
    expect(expectRefusal(film, 3)).toMatch(/^--format mp4 needs ffmpeg, which was not found; install with: /);
  });
});

/** A refusal after the line that names what draws. */
function expectRefusalAfterDevice(ended: Awaited<ReturnType<typeof matinee>>): string {
  return expectRefusal({ ...ended, stdout: '' }, 2);
}
