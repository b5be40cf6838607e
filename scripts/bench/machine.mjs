// What a measurement was made on.
import { execFileSync } from 'node:child_process';
import { arch, cpus, totalmem } from 'node:os';

/** One line naming processor, cores, memory, Node and commit. */
export function machine(root) {
  let commit = 'unknown commit';
  try {
    commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    // A tarball has no commit.
  }
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpu.model.trim()} (${arch()}), ${cpus().length} cores, ${memory}, Node ${process.versions.node}, ${commit}`;
}
