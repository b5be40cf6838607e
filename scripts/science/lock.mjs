// One run at a time in a work folder.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Takes the folder's lock; null, or the number of the process that has it. */
export function lock(folder) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lock');
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && alive(pid)) return pid;
    rmSync(file);
  }
  writeFileSync(file, `${process.pid}`, { flag: 'wx' });
  process.on('exit', () => rmSync(file, { force: true }));
  return null;
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
