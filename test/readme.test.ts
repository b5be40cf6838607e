import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATTERNS } from '../harness/patterns/patterns.ts';
import { loadScenario } from '../scenarios/schema/parse.ts';
import { arraySpecs } from '../sim/dataset/layout.ts';
import { ACTION_UNIT_COUNT } from '../sim/face/action-units.ts';
import { IDENTITY_PARAMETERS } from '../sim/face/identity.ts';
import { contraction, DRIVE_MATRIX } from '../sim/reaction/action-units.ts';
import { screeningAttributes } from '../sim/screening/attributes.ts';
import { setStage } from '../sim/screening/stage.ts';
import { CAUSES } from '../sim/sensing/cause.ts';
import { FIT_WEIGHTS } from '../sim/sensing/pose-fit.ts';

const root = resolve(import.meta.dirname, '..');

/** The documents in the order in which a reader meets them: later ones use what earlier ones made. */
const DOCUMENTS = [
  'README.md',
  'docs/dataset.md',
  'docs/simulator.md',
  'docs/scenario-reference.md',
  'docs/backends.md',
  'docs/model-protocol.md',
  'docs/regression-gate.md',
  'docs/own-data.md',
  'docs/reports.md',
  'docs/stress.md',
];

type Block = { document: string; line: number; language: string; text: string };

function blocksOf(document: string): Block[] {
  const lines = readFileSync(join(root, document), 'utf8').split('\n');
  const blocks: Block[] = [];
  let open: Block | null = null;
  lines.forEach((line, index) => {
    const fence = /^```(.*)$/.exec(line);
    if (fence === null) {
      if (open !== null) open.text += `${line}\n`;
    } else if (open === null) {
      open = { document, line: index + 1, language: fence[1].trim(), text: '' };
    } else {
      blocks.push(open);
      open = null;
    }
  });
  if (open !== null) throw new Error(`${document}: a fence is not closed`);
  return blocks;
}

const blocks = DOCUMENTS.flatMap(blocksOf);
const shell = blocks.filter(({ language }) => /^(sh|bash|shell|console)$/.test(language));
const isNpm = ({ text }: Block): boolean => /^npm /m.test(text);
const runnable = blocks.filter((block) => block.language === 'python' || (shell.includes(block) && !isNpm(block)));

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-readme-'));
  for (const name of ['scenarios', 'docs', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  // `npx matinee` is this checkout's command; any other use of npx fails.
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const main = join(root, 'dist', 'harness', 'main.js');
  const npx = `#!/bin/sh\n[ "$1" = matinee ] || exit 99\nshift\nexec '${process.execPath}' '${main}' "$@"\n`;
  writeFileSync(join(bin, 'npx'), npx);
  chmodSync(join(bin, 'npx'), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what the documents tell a reader to do', () => {
  it('npx matinee is the package’s own command', () => {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(bin).toEqual({ matinee: 'dist/harness/main.js' });
  });

  it('every npm command is a script that exists', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const lines = shell.filter(isNpm).flatMap(({ text }) => text.trim().split('\n'));
    expect(lines).toContain('npm start');
    expect(lines).toContain('npm test');
    for (const line of lines) {
      const name = /^npm (?:run )?([a-z:-]+)$/.exec(line)?.[1];
      expect(Object.keys(scripts), line).toContain(name);
      const script = /^node (\S+)/.exec(scripts[name as string])?.[1];
      expect(script !== undefined && existsSync(join(root, script)), line).toBe(true);
    }
  });

  it('README.md has commands to run and Python to read with', () => {
    const own = runnable.filter(({ document }) => document === 'README.md');
    expect(own.filter(({ language }) => language === 'python')).not.toEqual([]);
    expect(own.filter(({ text }) => text.includes('npx matinee generate'))).not.toEqual([]);
  });

  // In order, each building on the ones before.
  for (const block of runnable) {
    it(`${block.document}:${block.line} runs`, () => {
      const [command, args] =
        block.language === 'python' ? ['python3', ['-c', block.text]] : ['sh', ['-e', '-c', block.text]];
      const result = spawnSync(command as string, args as string[], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` },
      });
      expect(result.status, `${result.stdout}${result.stderr}`).toBe(0);
    });
  }

  it('node scripts named in README.md exist', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    for (const [, script] of text.matchAll(/`node (scripts\/[^`\s]+)/g)) {
      expect(existsSync(join(root, script)), script).toBe(true);
    }
  });
});

/** Rows of the first table after a line, as trimmed cells, without its head. */
function tableAfter(document: string, line: string): string[][] {
  const lines = readFileSync(join(root, document), 'utf8').split('\n');
  const start = lines.findIndex((text, at) => at > lines.indexOf(line) && text.startsWith('|'));
  const rows: string[][] = [];
  for (let at = start + 2; lines[at]?.startsWith('|'); at += 1) {
    rows.push(
      lines[at]
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}

describe('what the documents say of the code', () => {
  const sizes = { viewers: 7, samples: 9, cameras: 3, actionUnits: ACTION_UNIT_COUNT, factors: 4 };
  const specs = arraySpecs(sizes, { position: true, projected: true });

  it('docs/dataset.md lists every array with its shape and type', () => {
    const letters: Record<string, number> = { N: 7, T: 9, C: 3, A: ACTION_UNIT_COUNT, K: 4 };
    const rows = tableAfter('docs/dataset.md', '## Arrays').map(([name, shape, dtype]) => ({
      name: name.replaceAll('`', ''),
      shape: shape.split(', ').map((length) => letters[length] ?? Number(length)),
      dtype,
    }));
    expect(rows).toEqual(specs.map(({ name, shape, dtype }) => ({ name, shape, dtype })));
  });

  it('docs/dataset.md lists every cause with its code', () => {
    const rows = tableAfter('docs/dataset.md', '## Causes').map(([code, name]) => [
      name.replaceAll('`', ''),
      Number(code),
    ]);
    expect(Object.fromEntries(rows)).toEqual(CAUSES);
  });

  it('docs/dataset.md names every attribute, and those of cameras, seats, viewers and events', () => {
    const scenario = loadScenario(join(root, 'scenarios', 'short-v1.yaml'), ['film.duration=250']);
    const attributes = screeningAttributes(setStage(scenario), { versions: { matinee: '0' }, command: '' });
    const rows = tableAfter('docs/dataset.md', '## Attributes');
    const named = rows.flatMap(([keys]) => [...keys.matchAll(/`([^`]+)`/g)].map(([, key]) => key));
    const written = ['layout', 'sizes', 'sha256', 'metadata_sha256', 'attributes_sha256'];
    expect(named.sort()).toEqual([...Object.keys(attributes), ...written].sort());
    for (const list of ['cameras', 'seats', 'viewers', 'events']) {
      const [, text] = rows.find(([keys]) => keys === `\`${list}\``) as string[];
      const keys = [...text.matchAll(/`([^`]+)`/g)].map(([, key]) => key).filter((key) => key !== list);
      const [first] = attributes[list] as readonly object[];
      expect(new Set(keys.filter((key) => key !== 'seats')), list).toEqual(new Set(Object.keys(first)));
    }
  });

  it('docs/simulator.md has the drive matrix, the link and the numbers of the code', () => {
    const rows = tableAfter('docs/simulator.md', '## Action units').map((row) => row.slice(1).map(Number));
    // The table leaves out AU45, which no factor drives.
    expect(rows.flatMap((row) => [...row, 0])).toEqual([...DRIVE_MATRIX]);
    expect(contraction(0.7, 1.2)).toBeCloseTo((1 - Math.exp(-1.2 * 0.7)) / (1 - Math.exp(-2 * 1.2)), 12);
    const text = readFileSync(join(root, 'docs', 'simulator.md'), 'utf8');
    expect(text).toContain(`${IDENTITY_PARAMETERS.length} parameters`);
    expect([30, 36, 37, 20, 57, 8].map((l) => FIT_WEIGHTS[l])).toEqual([1, 1, 0.4, 0.15, 0.08, 0.06]);
    expect(text.replaceAll('\n', ' ')).toContain(
      'nose and eye corners 1, other lid points 0.4, brows 0.15, mouth 0.08, jaw 0.06',
    );
  });

  it('docs/stress.md lists every pattern of missing entries', () => {
    const rows = tableAfter('docs/stress.md', '## Patterns of missing entries').map(
      ([name]) => /`(\w+)`/.exec(name)?.[1],
    );
    expect(rows).toEqual(Object.keys(PATTERNS));
  });

  it('README.md counts the scenarios of the package', () => {
    const count = readdirSync(join(root, 'scenarios')).filter((name) => name.endsWith('.yaml')).length;
    const words: Record<string, number> = { Twelve: 12, Thirteen: 13, Fourteen: 14, Fifteen: 15 };
    const [, word] =
      /^(\w+) scenarios come with the package/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
    expect(words[word]).toBe(count);
  });
});

describe('links', () => {
  const links = DOCUMENTS.flatMap((document) => {
    const prose = readFileSync(join(root, document), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ document, target }));
  }).filter(({ target }) => !/^[a-z]+:/.test(target));

  it('are there to be checked', () => {
    expect(links.length).toBeGreaterThan(5);
  });

  it.each(links)('$document links to $target, which exists', ({ document, target }) => {
    const [path, anchor] = target.split('#');
    const file = path === '' ? join(root, document) : join(root, dirname(document), path);
    expect(existsSync(file)).toBe(true);
    if (anchor === undefined) return;
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
  });
});

describe('the picture', () => {
  it('is a self-contained SVG with a background of its own, below 200 kB', () => {
    const svg = readFileSync(join(root, 'docs', 'screening.svg'), 'utf8');
    expect(svg.length).toBeLessThan(200_000);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1200 700"/);
    expect(svg).toContain('<rect width="1200" height="700"');
    expect(svg).not.toMatch(/href=|<script|NaN|undefined|Infinity/);
  });
});
