// Steps as processes: each with its wall time and peak memory, stopped when the run is.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const INTERRUPTED = 130;

/** A function that runs a step in `cwd`, a copy of the build; lines of its standard error go to `hear`. */
export function stepRunner({ cwd, signal, hear, stepArguments, StepFault, Interrupted }) {
  const peak = pathToFileURL(join(cwd, 'dist', 'harness', 'science', 'peak.js')).href;
  return async (step) => {
    if (signal.aborted) throw new Interrupted('interrupted');
    const folder = mkdtempSync(join(tmpdir(), 'matinee-science-'));
    const file = join(folder, 'peak');
    const begun = performance.now();
    try {
      const { status, stdout, last } = await ended(
        spawn(process.execPath, ['--import', peak, ...stepArguments(step)], {
          cwd,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, MATINEE_PEAK: file },
        }),
        signal,
        (line) => hear(step, line),
      );
      const seconds = (performance.now() - begun) / 1000;
      if (status === INTERRUPTED || signal.aborted) throw new Interrupted('interrupted');
      if (status !== 0) throw new StepFault(`${step.kind} ended with status ${status}: ${faultIn(stdout) ?? last}`);
      return { json: JSON.parse(stdout), seconds, bytes: Number(readFileSync(file, 'utf8')) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** The first line of the fault that a command with `--json` prints; null where it has printed none. */
function faultIn(stdout) {
  try {
    return JSON.parse(stdout).error.split('\n')[0];
  } catch {
    return null;
  }
}

/** What a process said, when it has ended. */
function ended(child, signal, hear) {
  return new Promise((done, fail) => {
    const chunks = [];
    let last = '';
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.trim() !== '') last = line;
      hear(line);
    });
    child.on('error', fail);
    child.on('close', (status, killed) => {
      signal.removeEventListener('abort', stop);
      done({ status: status ?? killed, stdout: Buffer.concat(chunks).toString('utf8'), last });
    });
  });
}
