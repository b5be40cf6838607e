// `npm run build:native`: builds the addon that multiplies matrices by OpenBLAS; the wasm backend uses it from then on.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'fvae', 'backend', 'native');

function refuse(line) {
  console.error(`build:native: ${line}`);
  process.exit(3);
}

const succeeds = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: 'ignore', ...options }).status === 0;

/** What to type to install packages: by the system's own manager where it is a known one. */
function remedy(debian, fedora, brew) {
  if (process.platform === 'darwin') return `brew install ${brew}`;
  if (succeeds('dnf', ['--version'])) return `sudo dnf install ${fedora}`;
  return `sudo apt-get install ${debian}`;
}

/** Whether a C program of that text compiles and links. */
function links(text, ...libraries) {
  const scratch = mkdtempSync(join(tmpdir(), 'matinee-native-'));
  try {
    writeFileSync(join(scratch, 'probe.c'), text);
    return succeeds('cc', ['probe.c', '-I/usr/include/openblas', '-o', 'probe', ...libraries], { cwd: scratch });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.platform === 'win32') refuse('Windows found, Linux or macOS expected; WebAssembly works without the addon');
if (!links('int main(void) { return 0; }\n') || !succeeds('make', ['--version'])) {
  refuse(`no C compiler or no make found; install with: ${remedy('build-essential', 'gcc gcc-c++ make', 'make')}`);
}
if (!succeeds('python3', ['--version'])) {
  refuse(`python3, which node-gyp runs on, not found; install with: ${remedy('python3', 'python3', 'python')}`);
}
const openblas = '#include <cblas.h>\nint main(void) { return cblas_sdot(0, 0, 1, 0, 1) != 0; }\n';
if (process.platform !== 'darwin' && !links(openblas, '-lopenblas')) {
  refuse(`OpenBLAS not found; install with: ${remedy('libopenblas-dev', 'openblas-devel', 'openblas')}`);
}

/** npm's own node-gyp, or one that is installed. */
function nodeGyp() {
  const npm = process.env.npm_execpath;
  const from = [npm, join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'index.js'), import.meta.url];
  for (const place of from) {
    if (place === undefined) continue;
    try {
      return createRequire(place).resolve('node-gyp/bin/node-gyp.js');
    } catch {
      // The next place may have it.
    }
  }
  return refuse('node-gyp not found; it comes with npm: run this by npm run build:native');
}

// Node's headers, where they lie beside it; else node-gyp fetches them.
const prefix = dirname(dirname(process.execPath));
const headers = existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
const built = spawnSync(process.execPath, [nodeGyp(), 'rebuild', '--silent', ...headers], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'pipe'],
  encoding: 'utf8',
});
if (built.status !== 0) {
  console.error(built.stdout + built.stderr);
  refuse('node-gyp failed (see above)');
}
const addon = join(folder, 'build', 'Release', 'sgemm.node');
const { config } = createRequire(import.meta.url)(addon);
console.log(`built fvae/backend/native/build/Release/sgemm.node: ${config}`);
