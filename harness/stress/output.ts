import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readFault } from '../../sim/dataset/fault.ts';
import { UsageError } from '../fault.ts';
import { probeFile } from '../put.ts';
import { makeFolder, writeWhole } from '../render/files.ts';
import { curvesCsv } from './csv.ts';
import type { StressResult } from './result.ts';

/** The files of a sweep's folder. */
const RESULT_FILE = 'result.json';
const CURVES_FILE = 'curves.csv';

/** The files, and what a killed process has left of them. */
const OWN = /^(\.?)(result\.json|curves\.csv)(\.tmp-\d+)?$/;

/**
 * Makes the folder that a sweep writes to, if need be: a wider sweep may take the place of an earlier one. Throws UsageError
 * where something else is in it, DatasetFault where it cannot be made.
 */
export function openOutput(dir: string): void {
  makeFolder(dir);
  const other = namesIn(dir).find((name) => !OWN.test(name));
  if (other !== undefined) {
    throw new UsageError(`--output: found ${other} in ${dir}, expected a new folder or that of an earlier sweep`);
  }
  probeFile(join(dir, RESULT_FILE));
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    throw readFault(error, dir);
  }
}

/** Writes both files of a sweep, each whole or not at all, the result last. Throws DatasetFault for the disk's faults. */
export async function writeOutput(dir: string, result: StressResult): Promise<void> {
  await writeWhole(join(dir, CURVES_FILE), curvesCsv(result));
  await writeWhole(join(dir, RESULT_FILE), `${JSON.stringify(result, null, 1)}\n`);
}
