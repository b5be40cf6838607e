import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ModelFault } from '../../../fvae/model.ts';
import { errorCode, sizeText } from '../../../sim/dataset/fault.ts';
import type { Cost } from '../contender.ts';
import { lastLines, tailOf } from './last-words.ts';
import { peakOfGroup } from './memory.ts';

/** Where a program runs, and what it is not to exceed. */
export type RunLimits = {
  /** The folder that it is started in. */
  readonly folder: string;
  readonly seconds: number;
  /** The folder that it writes to, and the most bytes that it may hold. */
  readonly output: string;
  readonly bytes: number;
  readonly signal?: AbortSignal | undefined;
};

/** Milliseconds between two looks at a running program: they grow from the first to the last. */
const FIRST_LOOK = 20;
const LAST_LOOK = 500;

type Child = ChildProcessByStdio<null, null, Readable>;

/**
 * What running a program took, once it has ended with exit status 0. There is no shell, standard output goes nowhere, and all
 * processes of its group are killed when it ends, however it does. Throws ModelFault, with the last lines of standard error,
 * for a program that cannot be started, ends otherwise, runs too long or writes too much, and the signal's reason when aborted.
 */
export async function runProgram(words: readonly string[], limits: RunLimits): Promise<Cost> {
  const { signal } = limits;
  signal?.throwIfAborted();
  const started = performance.now();
  const child = await launched(words, limits.folder);
  const group = child.pid as number;
  const tail = tailOf(child.stderr);
  let peak: number | null = null;
  let stopped: string | null = null;
  const stop = (why: string): void => {
    stopped ??= why;
    killGroup(group);
  };
  const late = setTimeout(
    () => stop(`still running after ${limits.seconds} s, expected an end by then (--timeout)`),
    1000 * limits.seconds,
  );
  const look = (): void => {
    peak = Math.max(peak ?? 0, peakOfGroup(group) ?? 0) || null;
    const bytes = bytesIn(limits.output);
    if (bytes > limits.bytes) {
      stop(`output: found ${sizeText(bytes)} or more, expected at most ${sizeText(limits.bytes)}`);
    }
  };
  look();
  const looks = repeat(look);
  const aborted = (): void => stop('interrupted');
  signal?.addEventListener('abort', aborted, { once: true });
  // It may have been aborted while the program was started.
  if (signal?.aborted === true) aborted();
  try {
    const end = await ended(child);
    const seconds = (performance.now() - started) / 1000;
    // What the program has left running is stopped; nothing more is held against it.
    clearTimeout(late);
    looks.end();
    killGroup(group);
    const words = lastLines(await tail());
    signal?.throwIfAborted();
    const fault = stopped ?? end;
    if (fault !== null) throw new ModelFault(words === '' ? fault : `${fault}; its last words: ${words}`);
    return { seconds, peakBytes: peak };
  } finally {
    clearTimeout(late);
    looks.end();
    signal?.removeEventListener('abort', aborted);
  }
}

/** The started program. */
async function launched([program, ...args]: readonly string[], folder: string): Promise<Child> {
  const fault = (error: unknown): ModelFault => {
    const code = errorCode(error);
    const why = code === 'ENOENT' ? 'is not there' : `cannot be started (${code})`;
    return new ModelFault(
      `found a program ${JSON.stringify(program)} that ${why}, expected one on the PATH or its path`,
    );
  };
  let child: Child;
  try {
    child = spawn(program, args, { cwd: folder, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw fault(error);
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(fault(error)));
  });
  return child;
}

/** What is wrong with how a program ended; null for exit status 0. */
function ended(child: Child): Promise<string | null> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => {
      if (status === 0) resolve(null);
      else
        resolve(`found ${status === null ? `an end by ${signal}` : `exit status ${status}`}, expected exit status 0`);
    });
  });
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // No process of it is left.
  }
}

/** Does something again and again, ever more seldom, until its end. */
function repeat(action: () => void): { end(): void } {
  let wait = FIRST_LOOK;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      action();
      wait = Math.min(LAST_LOOK, wait * 1.5);
      next();
    }, wait);
  };
  next();
  return { end: () => clearTimeout(timer) };
}

/** Bytes of all files below a folder that is being written to. */
function bytesIn(folder: string): number {
  let sum = 0;
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const stats = lstatSync(path);
      sum += stats.isDirectory() ? bytesIn(path) : stats.size;
    }
  } catch {
    // A file that has just gone, or a folder that the program removed: its answer will be missed.
  }
  return sum;
}
