import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What each room may import at run time, and as types only; the first matching prefix of a file decides. */
const rooms: readonly { prefix: string; runtime: readonly string[]; types: readonly string[]; node: boolean }[] = [
  { prefix: 'sim/face/', runtime: ['sim/face/'], types: [], node: false },
  { prefix: 'sim/theater/', runtime: ['sim/theater/'], types: ['scenarios/schema/'], node: false },
  { prefix: 'sim/', runtime: ['sim/'], types: ['scenarios/schema/'], node: true },
  { prefix: 'fvae/', runtime: ['fvae/'], types: ['sim/dataset/'], node: true },
  { prefix: 'scenarios/', runtime: ['scenarios/'], types: [], node: true },
  { prefix: 'harness/', runtime: ['harness/', 'sim/', 'fvae/', 'scenarios/'], types: [], node: true },
];

function sourcesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesUnder(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** Problems of one source text placed at `file` (relative, with forward slashes). */
function problemsOf(file: string, text: string): string[] {
  const room = rooms.find((candidate) => file.startsWith(candidate.prefix));
  if (room === undefined) return [];
  const problems: string[] = [];
  const imports = /^\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
  const dynamic = /\bimport\(\s*'([^']+)'\s*\)()()/g;
  const found = [
    ...[...text.matchAll(imports)].map((m) => ({ type: m[2] !== undefined, target: m[3] })),
    ...[...text.matchAll(dynamic)].map((m) => ({ type: false, target: m[1] })),
  ];
  for (const { type, target } of found) {
    if (target.startsWith('.')) {
      const path = relative(root, resolve(root, dirname(file), target))
        .split(sep)
        .join('/');
      const allowed = type ? [...room.runtime, ...room.types] : room.runtime;
      if (!allowed.some((prefix) => path.startsWith(prefix))) {
        problems.push(`${file} imports ${path}${type ? ' (types)' : ''}`);
      }
    } else if (target.startsWith('node:') && !room.node) {
      problems.push(`${file} imports ${target}, but runs in browsers too`);
    } else if (/^(three|gl)($|\/)/.test(target) && !file.startsWith('sim/render/')) {
      problems.push(`${file} imports ${target}: only sim/render knows it`);
    }
  }
  if (/^(sim|fvae)\//.test(file) && /Math\.random|Date\.now|performance\.now/.test(text)) {
    problems.push(`${file} reads a clock or unseeded randomness`);
  }
  return problems;
}

describe('the import table of the rooms', () => {
  const files = ['sim', 'fvae', 'scenarios', 'harness'].flatMap((room) => sourcesUnder(join(root, room)));

  it('is kept by every source file', () => {
    expect(files.length).toBeGreaterThan(20);
    const problems = files.flatMap((path) =>
      problemsOf(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')),
    );
    expect(problems).toEqual([]);
  });

  it('finds each kind of breach', () => {
    expect(problemsOf('sim/face/x.ts', "import { a } from 'node:fs';")).toHaveLength(1);
    expect(problemsOf('sim/face/x.ts', "import { a } from '../random/x.ts';")).toHaveLength(1);
    expect(problemsOf('sim/x.ts', "import { a } from '../scenarios/schema/schema.ts';")).toHaveLength(1);
    expect(problemsOf('sim/x.ts', "import type { A } from '../scenarios/schema/schema.ts';")).toEqual([]);
    expect(problemsOf('sim/x.ts', "import { a } from '../harness/x.ts';")).toHaveLength(1);
    expect(problemsOf('scenarios/x.ts', "const a = await import('../sim/x.ts');")).toHaveLength(1);
    expect(problemsOf('sim/x.ts', "import * as THREE from 'three';")).toHaveLength(1);
    expect(problemsOf('sim/x.ts', 'const t = Date.now();')).toHaveLength(1);
    expect(problemsOf('harness/x.ts', "import {\n  a,\n} from '../sim/x.ts';")).toEqual([]);
  });

  it('keeps every source file within 300 lines', () => {
    const long = files.filter((path) => readFileSync(path, 'utf8').split('\n').length > 301);
    expect(long.map((path) => relative(root, path))).toEqual([]);
  });
});
