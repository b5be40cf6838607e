import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetFault, errorCode, writeFault } from '../../sim/dataset/fault.ts';
import { UsageError } from '../fault.ts';
import { curvesCsv } from './csv.ts';
import type { StressResult } from './result.ts';

/** The files of a sweep's folder. */
export const RESULT_FILE = 'result.json';
export const CURVES_FILE = 'curves.csv';
const OWN = [RESULT_FILE, CURVES_FILE];

/**
 * Makes the folder that a sweep writes to, if need be: a wider sweep may take the place of an earlier one. Throws UsageError
 * where something else is in it, DatasetFault where it cannot be made.
 */
export function openOutput(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    const other = readdirSync(dir).find((name) => !OWN.some((own) => name === own || name.startsWith(`${own}.tmp-`)));
    if (other !== undefined) {
      throw new UsageError(`--output: found ${other} in ${dir}, expected a new folder or that of an earlier sweep`);
    }
  } catch (error) {
    if (['EEXIST', 'ENOTDIR'].includes(errorCode(error))) {
      throw new DatasetFault('usage', `cannot write ${dir}: a part of this path is a file, not a folder`);
    }
    throw writeFault(error, dir, 0);
  }
}

/** Writes both files of a sweep, each whole or not at all, the result last. Throws DatasetFault for the disk's faults. */
export function writeOutput(dir: string, result: StressResult): void {
  put(join(dir, CURVES_FILE), curvesCsv(result));
  put(join(dir, RESULT_FILE), `${JSON.stringify(result, null, 1)}\n`);
}

function put(file: string, text: string): void {
  const temp = `${file}.tmp-${process.pid}`;
  try {
    writeFileSync(temp, text);
    renameSync(temp, file);
  } catch (error) {
    rmSync(temp, { force: true });
    throw writeFault(error, file, text.length);
  }
}
