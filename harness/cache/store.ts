import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatasetFault, errorCode, writeFault } from '../../sim/dataset/fault.ts';

/** JSON values kept in a folder under names that may contain `/`. */
export type Store = {
  /** The value kept under a name; null where there is none or it is not whole. */
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  remove(name: string): void;
};

/** Writings of this process, so that two of one name do not meet in one temporary file. */
let writings = 0;

/**
 * The store in a folder: one JSON file a value, written under a temporary name and renamed, so that whatever is there is
 * whole. Writing throws DatasetFault for the disk's faults.
 */
export function openStore(folder: string): Store {
  const path = (name: string): string => join(folder, `${name}.json`);
  return {
    read(name) {
      try {
        return JSON.parse(readFileSync(path(name), 'utf8')) as unknown;
      } catch {
        return null;
      }
    },
    write(name, value) {
      const file = path(name);
      const bytes = `${JSON.stringify(value)}\n`;
      writings += 1;
      const temp = `${file}.tmp-${process.pid}-${writings}`;
      try {
        mkdirSync(dirname(file), { recursive: true });
      } catch (error) {
        // mkdir says EEXIST where a file stands in the place of the folder.
        if (errorCode(error) === 'EEXIST') {
          throw new DatasetFault('usage', `cannot write ${file}: a part of this path is a file, not a folder`);
        }
        throw writeFault(error, file, bytes.length);
      }
      try {
        writeFileSync(temp, bytes);
        renameSync(temp, file);
      } catch (error) {
        rmSync(temp, { force: true });
        throw writeFault(error, file, bytes.length);
      }
    },
    remove(name) {
      rmSync(path(name), { force: true });
    },
  };
}
