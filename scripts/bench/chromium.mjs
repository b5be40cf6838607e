// The peer of `npm run bench -- render`: three in headless Chromium, drawing the same scene by the same code.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.html': 'text/html' };
/** Modules that the drawing code asks for by name. */
const MODULES = {
  three: '/node_modules/three/build/three.module.js',
  delaunator: '/node_modules/delaunator/index.js',
  'robust-predicates': '/node_modules/robust-predicates/index.js',
};
const LONGEST = 180_000;

function page(scenario, moments, size) {
  return `<!doctype html><script type="importmap">${JSON.stringify({ imports: MODULES })}</script><canvas></canvas>
<script type="module">
const say = (what) => fetch('/told', { method: 'POST', body: JSON.stringify(what) });
try {
  const { LinearSRGBColorSpace, NoToneMapping, WebGLRenderer } = await import('three');
  const { drawMoments } = await import('/scripts/bench/draw.mjs');
  const renderer = new WebGLRenderer({ canvas: document.querySelector('canvas'), antialias: false });
  renderer.toneMapping = NoToneMapping;
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.autoClear = false;
  const gl = renderer.getContext();
  const known = gl.getExtension('WEBGL_debug_renderer_info');
  const device = gl.getParameter(known?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  await say({ device, walls: drawMoments(renderer, ${JSON.stringify(scenario)}, ${moments}, ${JSON.stringify(size)}) });
} catch (error) { await say({ error: String(error) }); }
</script>`;
}

/** { device, walls } of the moments as a headless Chromium draws them, or { error }. */
export async function drawInChromium(root, scenario, moments, size, angle) {
  const program = PROGRAMS.find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
  if (program === undefined) return { error: 'no Chromium is installed' };
  const folder = mkdtempSync(join(tmpdir(), 'matinee-chromium-'));
  let child;
  let timer;
  let server;
  try {
    return await new Promise((resolve) => {
      server = createServer((request, response) => {
        if (request.method === 'POST') {
          const parts = [];
          request.on('data', (part) => parts.push(part));
          request.on('end', () => {
            response.end();
            resolve(JSON.parse(Buffer.concat(parts).toString()));
          });
          return;
        }
        const path = normalize(new URL(request.url, 'http://localhost').pathname);
        if (path === '/') {
          response.setHeader('content-type', TYPES['.html']);
          response.end(page(scenario, moments, size));
          return;
        }
        try {
          response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain');
          response.end(readFileSync(join(root, path)));
        } catch {
          response.statusCode = 404;
          response.end();
        }
      });
      server.listen(0, '127.0.0.1', () => {
        const flags = [
          '--headless=new',
          '--no-sandbox',
          '--disable-dev-shm-usage',
          '--no-first-run',
          '--ignore-gpu-blocklist',
        ];
        child = spawn(
          program,
          [
            ...flags,
            `--use-angle=${angle}`,
            '--enable-unsafe-swiftshader',
            `--user-data-dir=${folder}`,
            `http://127.0.0.1:${server.address().port}/`,
          ],
          { stdio: 'ignore', detached: true },
        );
        child.on('exit', (code) => resolve({ error: `Chromium ended with ${code}` }));
      });
      timer = setTimeout(() => resolve({ error: `Chromium took more than ${LONGEST / 1000} s` }), LONGEST);
    });
  } finally {
    clearTimeout(timer);
    server?.close();
    server?.closeAllConnections();
    if (child?.pid !== undefined && child.exitCode === null) {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
