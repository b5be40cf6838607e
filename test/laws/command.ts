import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { explain } from '../../harness/fault.ts';
import { type Command, parseCommand } from '../../harness/options.ts';

/** The built command line. */
export const MAIN = resolve(import.meta.dirname, '..', '..', 'dist', 'harness', 'main.js');

/** A process that has ended: `status` is null where a signal ended it. */
export type Ended = { status: number | null; signal: string | null; stdout: string; stderr: string };

export type Started = { readonly child: ChildProcess; readonly pid: number; readonly ended: Promise<Ended> };

/** A command of the built command line, started with `cwd` as its folder; `before` wraps it (`prlimit ...`). */
export function start(cwd: string, args: readonly string[], before: readonly string[] = []): Started {
  return watch(cwd, [...before, process.execPath, MAIN, ...args]);
}

/** A program, started; not through a shell, so that its process id is the one to signal. */
export function watch(cwd: string, [program, ...args]: readonly string[]): Started {
  // Longer than any test waits: a process that hangs is ended, and its test fails, instead of outliving both.
  const limit = { timeout: 100_000, killSignal: 'SIGKILL' } as const;
  const child = spawn(program as string, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...limit });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status, signal) => done({ status, signal, stdout, stderr }));
  });
  return { child, pid: child.pid as number, ended };
}

/** A command of the built command line, run to its end. */
export function matinee(cwd: string, ...args: string[]): Promise<Ended> {
  return start(cwd, args).ended;
}

/** The same for one that must succeed: the object it printed with `--json`. */
export async function matineeJson(cwd: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await matinee(cwd, ...args, '--json');
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const PROGRESS = /^(generate|verify|export|render|fit|train|evaluate|stress|regress) .+: \d+ %(, .+)?$/;

/** Lines of standard error; progress left out. */
export function errorLines(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !PROGRESS.test(line));
}

/** Expects an end with this status, nothing on standard output and one plain line, which is returned. */
export function expectRefusal({ status, stdout, stderr }: Ended, expected: number): string {
  const lines = errorLines(stderr);
  expect({ status, stdout, lines }).toMatchObject({ status: expected, stdout: '', lines: [expect.any(String)] });
  expectPlain(lines[0] as string);
  return lines[0] as string;
}

/** A message for people: one line of bounded length without an engine's words. */
export function expectPlain(line: string): void {
  expect(line).not.toMatch(/\r|\n|\u2028|\u2029/);
  expect(line).not.toMatch(/undefined|NaN\b|\[object|Error:|ERR_|\bE[A-Z]{4,}\b|node:|\.ts:|\.js:|this is a bug/);
  expect(line.length).toBeLessThan(600);
}

/** A command run in this process as the command line does it: its status, what it says, and the error's line. */
export async function runHere(
  command: Command,
  args: readonly string[],
): Promise<{ status: number; said: string[]; warned: string[]; line: string; json: unknown }> {
  const said: string[] = [];
  const warned: string[] = [];
  try {
    const { status, json } = await command.run(parseCommand(command, args), {
      say: (line) => said.push(line),
      warn: (line) => warned.push(line),
      progress: () => () => {},
      signal: new AbortController().signal,
      clock: () => 0,
    });
    return { status, said, warned, line: '', json };
  } catch (error) {
    return { ...explain(error), said, warned, json: null };
  }
}

/** Waits until `found` gives something (undefined: not yet) and returns it; undefined when the process ends before. */
export async function whileRunning<T>({ child }: Started, found: () => T | undefined): Promise<T | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const value = found();
    if (value !== undefined) return value;
    await setTimeout(1);
  }
  return undefined;
}

/** Entries of a folder that are left from an output being written. */
export function remains(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^\..*\.tmp-\d+$/.test(name));
}

/** The temporary output that the process writes for `name` in `folder`. */
export function temporary(folder: string, name: string, { pid }: Started): string {
  return join(folder, `.${name}.tmp-${pid}`);
}
