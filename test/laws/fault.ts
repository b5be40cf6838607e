import { spawnSync } from 'node:child_process';
import { DatasetFault } from '../../sim/dataset/fault.ts';

/** The DatasetFault that `action` throws; anything else that happens fails the test. */
export function faultOf(action: () => unknown): DatasetFault {
  try {
    action();
  } catch (error) {
    if (error instanceof DatasetFault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs `body` while this process may write no file beyond `bytes` bytes: a disk fault that needs no special rights. */
export async function withFileSizeLimit<T>(bytes: number, body: () => T | Promise<T>): Promise<T> {
  setFileSizeLimit(String(bytes));
  try {
    return await body();
  } finally {
    setFileSizeLimit('unlimited');
  }
}

function setFileSizeLimit(soft: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:`]);
  if (status !== 0) throw new Error(`prlimit failed, it is part of util-linux: ${stderr}`);
}
