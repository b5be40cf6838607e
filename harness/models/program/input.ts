import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '../../../fvae/tensor.ts';
import { writeFault } from '../../../sim/dataset/fault.ts';
import type { VisibleRow } from '../../evaluation/visible.ts';
import { writeNpy } from '../../npy/write.ts';

/** What task.json says beside the sizes. */
export type TaskFacts = {
  readonly seed: number;
  readonly factors: number;
  readonly threads: number;
  readonly rate: number | null;
  readonly columns: readonly string[];
  readonly round: number;
  readonly rounds: number;
};

/** The version of the protocol. */
export const PROTOCOL = 1;

/**
 * Writes the input folder of a program: `task.json`, `x.npy` [N, T, D], `mask.npy` [N, T], `rows.npy` [R, T, D] and
 * `rows_mask.npy` [R, T], docs/model-protocol.md. Whatever stands behind a mask is written as NaN.
 */
export function writeInput(folder: string, tensor: Tensor, rows: readonly VisibleRow[], facts: TaskFacts): void {
  const { viewers, samples, features, values, mask } = tensor;
  const task = { protocol: PROTOCOL, viewers, samples, features, rows: rows.length, ...facts };
  const path = join(folder, 'task.json');
  try {
    mkdirSync(folder);
    writeFileSync(path, `${JSON.stringify(task, null, 2)}\n`);
  } catch (error) {
    throw writeFault(error, path, 0);
  }
  const row = samples * features;
  const training = function* (): Generator<VisibleRow> {
    for (let i = 0; i < viewers; i += 1) {
      yield {
        values: values.subarray(i * row, (i + 1) * row),
        mask: mask.subarray(i * samples, (i + 1) * samples),
      };
    }
  };
  writeNpy(join(folder, 'x.npy'), 'float32', [viewers, samples, features], shown(training(), features));
  writeNpy(join(folder, 'mask.npy'), 'uint8', [viewers, samples], [mask]);
  writeNpy(join(folder, 'rows.npy'), 'float32', [rows.length, samples, features], shown(rows, features));
  writeNpy(
    join(folder, 'rows_mask.npy'),
    'uint8',
    [rows.length, samples],
    rows.map((one) => one.mask),
  );
}

/** Values with NaN behind the mask, row by row. */
function* shown(rows: Iterable<VisibleRow>, features: number): Generator<Float32Array> {
  for (const { values, mask } of rows) yield hidden(values, mask, features);
}

/** A copy of values [T, D] with NaN wherever the mask [T] is 0. */
export function hidden(values: Float32Array, mask: Uint8Array, features: number): Float32Array {
  const out = values.slice();
  for (let t = 0; t < mask.length; t += 1) if (mask[t] === 0) out.fill(Number.NaN, t * features, (t + 1) * features);
  return out;
}
