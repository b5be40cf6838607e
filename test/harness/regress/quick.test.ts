import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN } from '../../laws/command.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const LIMIT = 580_000;

describe('the model of this checkout', () => {
  it('is not worse than the baseline of the suite quick', { timeout: LIMIT + 10_000 }, async () => {
    const { status, stdout } = await new Promise<{ status: number | null; stdout: string }>((done) => {
      const args = [MAIN, 'regress', 'check', 'quick', '--workers', '2', '--json'];
      const child = execFile(process.execPath, args, { cwd: root, timeout: LIMIT }, (_, text) =>
        done({ status: child.exitCode, stdout: text }),
      );
    });
    const { rows, failures } = JSON.parse(stdout) as {
      rows: { metric: string; verdict: string }[];
      failures: unknown[];
    };
    const notPassed = rows.filter(({ verdict }) => verdict === 'worse' || verdict === 'incomparable');
    expect({ status, failures, notPassed }).toEqual({ status: 0, failures: [], notPassed: [] });
    expect(rows.length).toBeGreaterThan(5);
  });
});
