// `npm run realism`: renders faces, lets an independent detector judge them, prints Markdown and writes it into
// docs/realism.md between its marks.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDetector, detect } from './realism/detector.mjs';
import { hull, MEASURES, median, pearson, score, spearman } from './realism/score.mjs';
import { root, setUp } from './setup.mjs';

setUp();
const load = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const { loadScenario } = await load('scenarios/schema/parse.js');
const { openDataset } = await load('sim/dataset/reader.js');
const { generateDataset } = await load('sim/screening/generate.js');
const { openContext } = await load('sim/render/context.js');
const { openSource, sampleAt } = await load('sim/render/source.js');
const { Photographer } = await load('sim/render/photographer.js');
const { encodePng } = await load('sim/render/png.js');
const { ACTION_UNITS, ACTION_UNIT_COUNT } = await load('sim/face/action-units.js');
const { chooseSittings } = await load('harness/render/choose.js');

const FACES = 200;
const SIZE = 192;
const IDENTITIES = 8;
const LEVELS = [0, 0.25, 0.5, 0.75, 1];
const SIZES = [24, 32, 40, 50, 60, 80, 100, 140, 200];
const SIZE_FACES = 50;
const SWEEPS = { AU12: ['AU12'], AU4: ['AU4'], AU26: ['AU26'], AU43: ['AU43'], 'AU1+2': ['AU1', 'AU2'] };
const WANTED = { AU12: 0.9, AU4: 0.9, AU26: 0.9, AU43: 0.75, 'AU1+2': 0.75 };

const folder = mkdtempSync(join(tmpdir(), 'matinee-realism-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const detector = buildDetector(folder);
const scenario = loadScenario(join(root, 'scenarios', 'short-v1.yaml'), []);
await generateDataset({
  scenario,
  out: join(folder, 'data'),
  extras: { position: false, projected: false },
  workers: 2,
  provenance: { versions: {}, command: 'realism' },
});
const source = openSource(openDataset(join(folder, 'data')));
const { stage } = source;
const context = await openContext();
const photographer = new Photographer(context, source);
const pictures = join(folder, 'pictures');
mkdirSync(pictures);

let count = 0;
/** One portrait as a file, and its true points (pixel centres at whole numbers, as detectors count); or null. */
async function take(sample, sitting, size) {
  const portrait = photographer.take(sample, sitting.viewer, sitting.camera, size, count);
  if (portrait === null) return null;
  const file = join(pictures, `${count++}.png`);
  writeFileSync(file, await encodePng(portrait.pixels, size, size, 'grey'));
  return { ...portrait, file, truth: Array.from(portrait.face.points, (v) => v - 0.5), ...sitting };
}

/** Doublings that make a face of `px` large enough for a detector that knows faces of 80 px. */
const doublings = (px) => Math.max(0, Math.ceil(Math.log2(95 / px)));
const judge = (faces, px) =>
  score(
    faces.map((f) => f.truth),
    detect(
      detector,
      faces.map((f) => f.file),
      doublings(px),
    ),
  );

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const lines = [];
const say = (line = '') => lines.push(line);

// Portraits as the viewers really were.
const open = [];
let tried = 0;
for (const sitting of chooseSittings(source, 4 * FACES, 0, stage.samples, [...stage.cameras.keys()])) {
  if (open.length >= FACES) break;
  tried++;
  const face = await take(sampleAt(source, sitting.sample), sitting, SIZE);
  if (face === null || face.seen.includes(0) || Math.abs(face.face.yaw) > 25) continue;
  open.push(face);
}
const whole = judge(open, 0.6 * SIZE);
const level = open.filter((f) => Math.abs(f.face.pitch) <= 20);
const tame = judge(level, 0.6 * SIZE);
say(
  `${open.length} portraits of ${SIZE} px from \`short-v1\`, of ${tried} drawn: unoccluded, yaw within 25°; landmark hull`,
);
say(`${percent(median(open.map((f) => hull(f.truth)[2])) / SIZE)} of the width. Drawn by ${context.device}.`);
say();
say('| faces | found | precision | NME | jaw | brows | nose | eyes | mouth |');
say('|---|---|---|---|---|---|---|---|---|');
const cells = (g) => ['jaw', 'brows', 'nose', 'eyes', 'mouth'].map((name) => g[name].toFixed(3)).join(' | ');
say(
  `| all ${whole.faces} | ${percent(whole.recall)} | ${percent(whole.precision)} | ${whole.nme.toFixed(4)} | ${cells(whole.groups)} |`,
);
say(
  `| pitch within 20°: ${tame.faces} | ${percent(tame.recall)} | ${percent(tame.precision)} | ${tame.nme.toFixed(4)} | ${cells(tame.groups)} |`,
);
say();

// One action unit at a time, all else still, of viewers without glasses and beards.
const plain = stage.viewers.filter(({ index }) => {
  const { glasses, beard } = photographer.scene.looks[index];
  return !glasses && beard === 0;
});
const sitters = [];
for (const { index } of plain) {
  if (sitters.length === IDENTITIES) break;
  for (const camera of [2, 3, 0, 1]) {
    const face = await take(still(0, index, {}), { viewer: index, sample: 0, camera }, SIZE);
    if (face === null || Math.abs(face.face.yaw) > 20 || Math.abs(face.face.pitch) > 25) continue;
    sitters.push({ viewer: index, sample: 0, camera });
    break;
  }
}

/** A sample with one viewer's face at these action units and no others, hands down. */
function still(t, viewer, units) {
  const sample = sampleAt(source, t);
  const actionUnits = sample.moment.actionUnits.slice();
  for (let a = 0; a < ACTION_UNIT_COUNT; a++) actionUnits[viewer * ACTION_UNIT_COUNT + a] = units[ACTION_UNITS[a]] ?? 0;
  const activity = new Uint8Array(stage.viewers.length);
  return {
    ...sample,
    moment: { ...sample.moment, actionUnits, activity },
    play: { ...sample.play, actionUnits, activity },
  };
}

say(
  `Rank correlation, and Pearson's, of the predictor's own measures with the action unit: median over ${sitters.length} identities,`,
);
say(`${LEVELS.length} levels, all else still.`);
say();
say('| action unit | wanted | 192 px picture | 167 px picture (100 px face) |');
say('|---|---|---|---|');
for (const [name, units] of Object.entries(SWEEPS)) {
  const results = [];
  for (const size of [SIZE, 167]) {
    const found = [];
    for (const sitter of sitters) {
      const faces = [];
      for (const value of LEVELS) {
        const posed = still(sitter.sample, sitter.viewer, Object.fromEntries(units.map((u) => [u, value])));
        faces.push(await take(posed, sitter, size));
      }
      const { points } = judge(faces, 0.6 * size);
      const seen = LEVELS.map((_, n) => n).filter((n) => points[n] !== null);
      if (seen.length < 4) continue;
      const truth = seen.map((n) => LEVELS[n]);
      const measured = seen.map((n) => MEASURES[name](points[n]));
      found.push([spearman(truth, measured), pearson(truth, measured)]);
    }
    results.push(`${median(found.map((f) => f[0])).toFixed(2)}, ${median(found.map((f) => f[1])).toFixed(2)}`);
  }
  say(`| ${name} | ${WANTED[name]} | ${results.join(' | ')} |`);
}
say();

// Detection against size.
say(
  `Found and error by the face's breadth in px, ${SIZE_FACES} of the same faces, pictures doubled until a face has 95 px:`,
);
say();
say('| px | found | | NME |');
say('|---:|---:|---|---:|');
for (const px of SIZES) {
  const faces = [];
  for (const sitting of open.slice(0, SIZE_FACES)) {
    faces.push(await take(sampleAt(source, sitting.sample), sitting, Math.round(px / 0.6)));
  }
  const { recall, nme } = judge(faces, px);
  say(
    `| ${px} | ${percent(recall)} | ${'█'.repeat(Math.round(20 * recall))} | ${Number.isNaN(nme) ? '-' : nme.toFixed(3)} |`,
  );
}

const text = lines.join('\n');
console.log(text);
const path = join(root, 'docs', 'realism.md');
const [begin, end] = ['<!-- realism:begin -->', '<!-- realism:end -->'];
const document = readFileSync(path, 'utf8');
const [before, rest] = document.split(begin);
const after = rest.split(end)[1];
writeFileSync(path, `${before}${begin}\n\n${text}\n\n${end}${after}`);
photographer.dispose();
process.exit(0);
