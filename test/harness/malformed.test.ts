import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generateCommand } from '../../harness/commands/generate.ts';
import { expectPlain, expectRefusal, matinee, runHere } from '../laws/command.ts';
import { MALFORMED } from '../laws/malformed-scenarios.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-malformed-'));
const file = join(folder, 'bad.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

function containing(message: string | RegExp): RegExp {
  return message instanceof RegExp ? message : new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

describe('a malformed scenario', () => {
  it('comes in more than forty kinds', () => {
    expect(new Set(MALFORMED.map(([what]) => what)).size).toBe(MALFORMED.length);
    expect(MALFORMED.length).toBeGreaterThanOrEqual(40);
  });

  it.each(MALFORMED)('%s: status 2, one plain line that names the file', async (_what, content, message) => {
    writeFileSync(file, content);
    const { status, said, line } = await runHere(generateCommand, [file, '-o', join(folder, 'out')]);
    expect([status, said]).toEqual([2, []]);
    expect(line).toMatch(containing(message));
    expect(line.startsWith(`${file}:`)).toBe(true);
    expect(line).toMatch(/: found .+, expected ./);
    expectPlain(line);
    expect(readdirSync(folder)).toEqual(['bad.yaml']);
  });

  // A third of them in a process of its own, so that what the shell sees is tested too.
  const some = ['a PNG', 'zeros', 'a YAML bomb', 'a cycle', 'a megabyte of brackets', 'not a number', 'an unknown key'];
  it.each([...some, 'a room too large'])('%s, in a process of its own', async (what) => {
    const [, content, message] = MALFORMED.find(([name]) => name === what) as (typeof MALFORMED)[number];
    writeFileSync(file, content);
    const line = expectRefusal(await matinee(folder, 'generate', 'bad.yaml', '-o', 'out'), 2);
    expect(line).toMatch(containing(message));
    expect(line.startsWith('bad.yaml:')).toBe(true);
    expect(readdirSync(folder)).toEqual(['bad.yaml']);
  });
});

describe('a scenario that is no file of a sensible size', () => {
  const cases: [what: string, make: (path: string) => void, message: string][] = [
    ['100 MB', (path) => sparse(path, 100_000_000), 'found 100000000 bytes, expected a scenario of at most 1048576'],
    ['a folder', (path) => mkdirSync(path), 'found a folder, expected a scenario file'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), 'found a pipe, expected a scenario file'],
    ['nothing', () => {}, 'found no such file, expected a scenario file'],
  ];

  it.each(cases)('%s: status 2 and one line', async (_what, make, message) => {
    const path = join(folder, 'odd.yaml');
    make(path);
    const line = expectRefusal(await matinee(folder, 'generate', 'odd.yaml', '-o', 'out'), 2);
    expect(line).toContain(`odd.yaml: file: ${message}`);
    rmSync(path, { recursive: true, force: true });
    expect(readdirSync(folder)).toEqual(['bad.yaml']);
  });

  function sparse(path: string, bytes: number): void {
    writeFileSync(path, '');
    truncateSync(path, bytes);
  }
});
