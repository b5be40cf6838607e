// Makes this checkout ready to run: packages, build, and (for tests) NumPy as the independent reader and Chromium.
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
  const stamp = join(root, 'node_modules', '.matinee-installed');
  const wanted = fingerprint([join(root, 'package-lock.json')]);
  if (stamped(stamp, wanted)) return;
  console.log('set-up: installing packages (npm ci)');
  const result = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.status !== 0) refuse('npm ci failed (see above); it needs the npm registry or its cache');
  if (!existsSync(join(root, 'node_modules', 'gl', 'build', 'Release', 'webgl.node'))) {
    console.log('set-up: the package gl could not be built; all but matinee render works without it');
  }
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

/** Runs a command as root; null where that is not allowed without asking. */
function asRoot(args) {
  const root = typeof process.getuid === 'function' && process.getuid() === 0;
  if (!root && run('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return null;
  return run(root ? args[0] : 'sudo', root ? args.slice(1) : ['-n', ...args], { stdio: 'ignore' }).status;
}

/** Installs packages by the system's package manager where that is allowed; `what` says what for. */
function installSystem(packages, what, options = []) {
  if (asRoot(['true']) !== 0 || run('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return;
  console.log(`set-up: installing ${packages.join(' ')} (${what})`);
  const install = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-qq', ...options, ...packages];
  if (asRoot(install) !== 0) {
    asRoot(['apt-get', 'update', '-qq']);
    asRoot(install);
  }
}

/** NumPy reads our files back in the tests. */
function installNumpy() {
  if (hasNumpy()) return;
  installSystem(['python3-numpy'], 'the tests read our files with it');
  if (!hasNumpy()) {
    refuse('python3 with NumPy is needed by the tests; install it with: sudo apt-get install python3-numpy');
  }
}

/** What rendering needs of the system: GL's libraries, a virtual display, and a compiler for the package gl. */
const LIBRARIES = {
  'libEGL.so.1': 'libegl1',
  'libGL.so.1': 'libgl1',
  'libX11.so.6': 'libx11-6',
  'libXext.so.6': 'libxext6',
};
const COMMANDS = { Xvfb: 'xvfb', 'g++': 'g++', make: 'make', python3: 'python3' };

function missingForPictures() {
  if (process.platform !== 'linux') return [];
  const known = run('sh', ['-c', 'PATH="$PATH:/sbin:/usr/sbin" ldconfig -p']).stdout ?? '';
  const libraries = Object.entries(LIBRARIES).flatMap(([file, name]) => (known.includes(file) ? [] : [name]));
  const has = (command) => run('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
  const commands = Object.entries(COMMANDS).flatMap(([command, name]) => (has(command) ? [] : [name]));
  const driver = ['/usr/lib', '/usr/lib64', ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))].some(
    (folder) => existsSync(join(folder, 'dri')),
  );
  return [...libraries, ...commands, ...(driver ? [] : ['libgl1-mesa-dri'])];
}

/** Everything but `matinee render` works without these: what cannot be installed is said and left. */
function installForPictures() {
  const missing = missingForPictures();
  if (missing.length === 0) return;
  installSystem(missing, 'matinee render draws with it');
  const left = missingForPictures();
  if (left.length > 0) console.log(`set-up: matinee render will need: sudo apt-get install ${left.join(' ')}`);
}

/** Names under which Chromium is installed. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The tests open our reports in Chromium: those that do fail where it cannot be installed, all others run. */
function installChromium() {
  const missing = () =>
    BROWSERS.every((name) => run('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status !== 0);
  if (!missing()) return;
  // What it recommends (printing, a desktop) is three times as much.
  installSystem(['chromium'], 'the tests open our reports in it', ['--no-install-recommends']);
  if (missing()) console.log('set-up: the tests of reports will need: sudo apt-get install chromium');
}

/** WebGPU reaches GPUs, and Chromium's software one, by Vulkan's loader. */
function installVulkan() {
  const there = () => (run('sh', ['-c', 'PATH="$PATH:/sbin" ldconfig -p']).stdout ?? '').includes('libvulkan.so.1');
  if (process.platform !== 'linux' || there()) return;
  installSystem(['libvulkan1'], 'WebGPU reaches GPUs by it');
  if (!there()) console.log('set-up: WebGPU will need: sudo apt-get install libvulkan1');
}

/** Packages and build; with `tests`, also what only the tests need, with `webgpu` what WebGPU needs of the system. */
export function setUp({ tests = false, webgpu = false } = {}) {
  checkNode();
  installForPictures();
  installPackages();
  build();
  if (tests) installNumpy();
  if (tests) installChromium();
  if (webgpu) installVulkan();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp({ tests: process.argv.includes('--tests') });
