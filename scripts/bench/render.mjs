// How fast frames are drawn: `full-house-v1`, four views of 1280x960, labels and PNG included; memory over frames; and the
// drawing alone beside three in headless Chromium.
// Usage: npm run bench -- render [samples], four frames each.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../dist/harness/render/files.js';
import { renderFrames } from '../../dist/harness/render/frames.js';
import { loadScenario } from '../../dist/scenarios/schema/parse.js';
import { openDataset } from '../../dist/sim/dataset/reader.js';
import { openContext } from '../../dist/sim/render/context.js';
import { openSource } from '../../dist/sim/render/source.js';
import { resized } from '../../dist/sim/render/view.js';
import { generateDataset } from '../../dist/sim/screening/generate.js';
import { root } from '../setup.mjs';
import { drawInChromium } from './chromium.mjs';
import { drawMoments, middle } from './draw.mjs';
import { machine } from './machine.mjs';

const [WIDTH, HEIGHT] = [1280, 960];
/** Moments that are drawn beside a browser. */
const PEER_MOMENTS = 8;

/** Prints a table: wall and processor time a moment of four frames, and memory as frames go by. */
export async function bench([given]) {
  const moments = Number(given ?? 25);
  const folder = mkdtempSync(join(tmpdir(), 'matinee-bench-'));
  try {
    const scenario = loadScenario(join(root, 'scenarios', 'full-house-v1.yaml'), [
      `film.duration=${Math.max(30, moments + 2)}`,
      'film.events=[]',
    ]);
    const extras = { position: false, projected: false };
    const provenance = { versions: {}, command: 'bench' };
    await generateDataset({ scenario, out: join(folder, 'data'), extras, workers: 2, provenance });
    const source = openSource(openDataset(join(folder, 'data')));
    const models = source.stage.cameras.map((camera) => resized(camera, WIDTH, HEIGHT));
    for (const { name } of models) makeFolder(join(folder, 'out', name));
    const context = await openContext();
    const walls = [];
    const processor = [];
    const memory = [];
    let [wall, cpu] = [performance.now(), process.cpuUsage()];
    await renderFrames(context, source, {
      out: join(folder, 'out'),
      samples: Array.from({ length: moments }, (_, n) => n),
      cameras: models.map((_, c) => c),
      models,
      passes: ['ir'],
      format: 'png',
      videos: null,
      resume: false,
      clock: () => performance.now() / 1000,
      signal: new AbortController().signal,
      onProgress(done) {
        if (done % models.length !== 0) return;
        const [now, used] = [performance.now(), process.cpuUsage(cpu)];
        walls.push(now - wall);
        processor.push((used.user + used.system) / 1000);
        memory.push(process.memoryUsage().rss / 2 ** 20);
        [wall, cpu] = [now, process.cpuUsage()];
      },
    });
    const share = (s) => memory[Math.min(memory.length - 1, Math.floor(s * memory.length))].toFixed(0);
    console.log(`${machine(root)}; ${context.device} by ${context.through}; load average ${loadavg()[0].toFixed(1)}`);
    console.log('');
    console.log('| four views of 1280x960, 400 seats | ms |');
    console.log('|---|---:|');
    console.log(`| wall, median of ${walls.length - 2} moments | ${middle(walls).toFixed(0)} |`);
    console.log(`| processor, all threads | ${middle(processor).toFixed(0)} |`);
    console.log('');
    console.log(
      `Memory (RSS) after 10 %, 50 % and 100 % of ${4 * moments} frames: ${share(0.1)}, ${share(0.5)}, ${share(1)} MiB.`,
    );
    console.log('');
    console.log('| drawn and read back, neither labels nor files | by | ms |');
    console.log('|---|---|---:|');
    const peers = Math.min(moments, PEER_MOMENTS);
    const size = [WIDTH, HEIGHT];
    const here = middle(drawMoments(context.renderer, scenario, peers, size));
    console.log(`| matinee | ${context.device} | ${here.toFixed(0)} |`);
    for (const angle of ['gl', 'swiftshader']) {
      const { device, walls, error } = await drawInChromium(root, scenario, peers, size, angle);
      const told = error ?? middle(walls).toFixed(0);
      console.log(`| three in headless Chromium, --use-angle=${angle} | ${device ?? '-'} | ${told} |`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}
