import { readdirSync, readFileSync } from 'node:fs';

/**
 * The most memory, bytes, that any one process of a process group has held so far (VmHWM); null where the system does not say
 * (there is no /proc) or the group has no process any more.
 */
export function peakOfGroup(group: number): number | null {
  let peak: number | null = null;
  for (const pid of listing('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    // After the name, which may hold anything: state, parent, group.
    const stat = text(`/proc/${pid}/stat`);
    const [, , owner] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(owner) !== group) continue;
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/status`)) ?? [];
    if (kilobytes !== undefined) peak = Math.max(peak ?? 0, 1024 * Number(kilobytes));
  }
  return peak;
}

function listing(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** A file's text; empty where the process has just ended. */
function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
