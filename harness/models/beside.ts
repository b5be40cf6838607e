import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/** Endings of files that programs are written in, and may take others of. */
const SOURCES = new Set(
  '.c .cc .cjs .cpp .cts .cu .f90 .go .h .hpp .java .jl .js .kt .lua .m .mjs .mts .pl .py .pyx .r .rb .rs .sh .ts'.split(
    ' ',
  ),
);
/** Files of a folder that are looked at, in the order of their names, and bytes of the largest of them. */
export const MOST_BESIDE = 200;
const LARGEST_BESIDE = 1 << 18;

function isSource(path: string): boolean {
  return SOURCES.has(extname(path).toLowerCase());
}

/**
 * SHA-256 (hex) of the names and bytes of all source files in the folders of those of `files` that are sources: a program may
 * import what lies beside it. At most 200 files a folder, of at most 256 KiB each; folders in it are not looked into. Null where
 * none of the files is a source.
 */
export function besideDigest(files: readonly string[]): string | null {
  const folders = [...new Set(files.filter(isSource).map((file) => dirname(file)))].sort();
  if (folders.length === 0) return null;
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of readdirSync(folder).filter(isSource).sort().slice(0, MOST_BESIDE)) {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined || !found.isFile() || found.size > LARGEST_BESIDE) continue;
      hash.update(name).update('\0').update(contentOf(path)).update('\0');
    }
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** What is in a file; nothing for one that cannot be read: it is not what was named. */
function contentOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array(0);
  }
}
