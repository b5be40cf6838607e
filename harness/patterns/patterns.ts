import { blockMissing } from './block-missing.ts';
import { deadCamera } from './dead-camera.ts';
import { marLogistic } from './mar-logistic.ts';
import { mcar } from './mcar.ts';
import { mnarT } from './mnar-t.ts';
import { mnarX } from './mnar-x.ts';
import { occlusion } from './occlusion.ts';
import type { Pattern } from './pattern.ts';
import { rows } from './rows.ts';
import { seqMissing } from './seq-missing.ts';

/** Patterns of missingness by their names; those with a name of PyGrinder's follow its definitions. */
export const PATTERNS: Readonly<Record<string, Pattern>> = Object.fromEntries(
  [occlusion, mcar, marLogistic, mnarX, mnarT, seqMissing, blockMissing, rows, deadCamera].map((pattern) => [
    pattern.name,
    pattern,
  ]),
);
