import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../../harness/commands/export.ts';
import { openDataset, readArray } from '../../../sim/dataset/reader.ts';
import { errorLines, expectRefusal, matinee, matineeJson, runHere } from '../../laws/command.ts';
import { runPython } from '../../laws/python.ts';
import { SMALLEST, writeTinyScenario } from '../../laws/tiny-scenario.ts';

describe('matinee export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-export-'));
  let seen = 0;

  beforeAll(async () => {
    writeTinyScenario(folder, SMALLEST);
    await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'full', '--with', 'projected');
    await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'plain');
    seen = readArray(openDataset(join(folder, 'full')), 'observed').filter((value) => value === 1).length;
    expect(seen).toBeGreaterThan(100);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes COCO keypoints: an annotation for every entry seen', async () => {
    const { status, stdout, stderr } = await matinee(folder, 'export', 'full', '--format', 'coco', '-o', 'faces.json');
    expect([status, errorLines(stderr)]).toEqual([0, []]);
    expect(stdout).toMatch(/^faces\.json: 1 file, [0-9.]+ MB\n$/);
    const { faces, images } = runPython('read_coco.py', join(folder, 'faces.json')) as Record<string, unknown[]>;
    expect([faces?.length, images?.length]).toEqual([seen, 20 * 4]);
  });

  it('writes .pts files: one for every entry seen', async () => {
    const json = await matineeJson(folder, 'export', 'full', '--format', 'pts', '-o', 'points');
    expect(json).toMatchObject({ format: 'pts', path: 'points', files: seen });
    const faces = runPython('read_pts.py', join(folder, 'points')) as Record<string, number[][]>;
    expect(Object.values(faces).map((points) => points.length)).toEqual(new Array(seen).fill(68));
  });

  it('writes Parquet and .npz, from a dataset without pixels too', async () => {
    const table = await matineeJson(folder, 'export', 'plain', '--format', 'parquet', '-o', 'table');
    const file = readFileSync(join(folder, 'table'));
    expect(table).toMatchObject({ files: 1, bytes: file.length });
    expect(Number(parquetMetadata(new Uint8Array(file).buffer).num_rows)).toBe(240);
    for (const from of ['full', 'plain']) {
      const archive = await matineeJson(folder, 'export', from, '--format', 'npz', '-o', `${from}.npz`);
      expect(archive).toMatchObject({ files: 1, bytes: statSync(join(folder, `${from}.npz`)).size });
    }
  });

  it('with --json prints one object, and plain progress beside it', async () => {
    const ended = await matinee(folder, 'export', 'plain', '--format', 'npz', '-o', 'again.npz', '--json');
    expect(ended.stdout).toMatch(/^\{[^\n]*\}\n$/);
    expect(errorLines(ended.stderr)).toEqual([]);
    expect(ended.stderr).toContain('export npz: 100 %\n');
    expect(ended.stderr).not.toMatch(/\r|\p{Cc}\[/u);
  });

  it('refuses coco and pts without pixels, and says what to do', async () => {
    for (const format of ['coco', 'pts']) {
      const line = expectRefusal(await matinee(folder, 'export', 'plain', '--format', format, '-o', 'none'), 2);
      expect(line).toBe(
        `${join(folder, 'plain')}: ${format} needs pixels: make the dataset with generate --with projected`,
      );
      expect(readdirSync(folder).filter((name) => name.includes('none'))).toEqual([]);
    }
  });

  it('refuses an unknown format, no format, no output, no dataset and an output that exists', async () => {
    const dir = join(folder, 'full');
    writeFileSync(join(folder, 'taken'), 'mine');
    const cases: [args: string[], line: RegExp][] = [
      [[dir, '--format', 'zip', '-o', 'x'], /^--format: found "zip", expected one of npz, coco, pts, parquet$/],
      [[dir, '-o', 'x'], /^--format is missing, expected a value$/],
      [[dir, '--format', 'npz'], /^--output is missing, expected a value$/],
      [[join(folder, 'none'), '--format', 'npz', '-o', 'x'], /none: no such dataset$/],
      [[dir, '--format', 'npz', '-o', join(folder, 'taken')], /taken already exists$/],
      [[dir, '--format', 'pts', '-o', join(folder, 'taken', 'x')], /a part of this path is a file, not a folder$/],
    ];
    for (const [args, line] of cases) {
      const refused = await runHere(exportCommand, args);
      expect(refused).toMatchObject({ status: 2, said: [], line: expect.stringMatching(line) });
    }
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('mine');
  });
});
