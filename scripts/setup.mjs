// Makes this checkout ready to run: packages, build, and (for tests) NumPy as the independent reader.
// Idempotent; a second run only compares fingerprints. Plain Node without packages, so that it runs first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process with status 3 and one plain line: the environment lacks something. */
function refuse(line) {
  console.error(`set-up: ${line}`);
  process.exit(3);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32', ...options });
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function stamped(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    refuse(`Node ${process.versions.node} found, 20.19 or later needed (20, 22 or 24): https://nodejs.org`);
  }
}

function installPackages() {
  const stamp = join(root, 'node_modules', '.matinee-lock');
  const wanted = fingerprint([join(root, 'package-lock.json')]);
  if (stamped(stamp, wanted)) return;
  console.log('set-up: installing packages (npm ci)');
  const result = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.status !== 0) refuse('npm ci failed (see above); it needs the npm registry or its cache');
  writeFileSync(stamp, wanted);
}

function build() {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.matinee-sources');
  const rooms = ['sim', 'fvae', 'scenarios', 'harness'].flatMap((room) => filesUnder(join(root, room)));
  const sources = rooms.filter((file) => file.endsWith('.ts'));
  const wanted = fingerprint([...sources, join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json')]);
  if (stamped(stamp, wanted)) return;
  const fresh = join(root, `dist.tmp-${process.pid}`);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh], {
    stdio: 'inherit',
  });
  if (result.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    refuse('the TypeScript build failed (see above)');
  }
  writeFileSync(join(fresh, '.matinee-sources'), wanted);
  // A failed build leaves the last good one in place.
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}

function hasNumpy() {
  return run('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;
}

/** NumPy reads our files back in the tests. Installed by the system's package manager where that is allowed. */
function installNumpy() {
  if (hasNumpy()) return;
  const root = typeof process.getuid === 'function' && process.getuid() === 0;
  const sudo = !root && run('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  const asRoot = (args) => run(root ? args[0] : 'sudo', root ? args.slice(1) : ['-n', ...args], { stdio: 'ignore' });
  if (root || sudo) {
    console.log('set-up: installing python3-numpy (the tests read our files with it)');
    const install = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-qq', 'python3-numpy'];
    if (asRoot(install).status !== 0) {
      asRoot(['apt-get', 'update', '-qq']);
      asRoot(install);
    }
  }
  if (!hasNumpy()) {
    refuse('python3 with NumPy is needed by the tests; install it with: sudo apt-get install python3-numpy');
  }
}

/** Packages and build; with `tests`, also what only the tests need. */
export function setUp({ tests = false } = {}) {
  checkNode();
  installPackages();
  build();
  if (tests) installNumpy();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp({ tests: process.argv.includes('--tests') });
