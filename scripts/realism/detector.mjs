// An independent judge of faces: dlib's frontal face detector and its 68-point predictor, both fitted to photographs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';

const PACKAGES = 'libdlib-dev libdlib-data libpng-dev libjpeg-dev liblapack-dev libblas-dev g++';
const MODEL = '/usr/share/dlib/shape_predictor_68_face_landmarks.dat';
/** Pictures handed over at a time. */
const BATCH = 20;

function refuse(line) {
  console.error(`realism: ${line}`);
  process.exit(3);
}

/** Builds the detector into `folder`, installing what it needs where that is allowed; returns the command's path. */
export function buildDetector(folder) {
  const ready = () => existsSync(MODEL) && existsSync('/usr/include/dlib');
  if (!ready() && process.getuid?.() === 0) {
    console.error('realism: installing dlib');
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES.split(' ')], {
      stdio: 'ignore',
    });
  }
  if (!ready()) refuse(`dlib, which judges the faces, not found; install with: sudo apt-get install ${PACKAGES}`);
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'detect');
  const libraries = ['-ldlib', '-lpng', '-ljpeg', '-llapack', '-lblas'];
  const source = join(root, 'scripts', 'realism', 'detect.cpp');
  const built = spawnSync('g++', ['-O2', '-o', out, source, ...libraries], { encoding: 'utf8' });
  if (built.status !== 0) refuse(`the detector could not be built: ${built.stderr.split('\n')[0]}`);
  return out;
}

/** Faces found in each file: box [x, y, width, height] and 68 x (x, y); the pictures doubled `upsample` times before. */
export function detect(detector, files, upsample) {
  const found = [];
  for (let from = 0; from < files.length; from += BATCH) {
    const batch = files.slice(from, from + BATCH);
    const run = spawnSync(detector, ['-u', String(upsample), ...batch], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (run.status !== 0) refuse(`the detector failed: ${run.stderr.split('\n')[0]}`);
    for (const line of run.stdout.trim().split('\n')) found.push(JSON.parse(line).faces);
  }
  return found;
}
