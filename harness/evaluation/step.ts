import { setImmediate } from 'node:timers/promises';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import type { EvaluateOptions } from './evaluate.ts';

/**
 * What is awaited after each of `total` viewers: hears in between what came from outside, a Ctrl-C above all, and tells how many
 * are done. Rejects with Interrupted when the signal says so.
 */
export function stepping(
  total: number,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'>,
): () => Promise<void> {
  let done = 0;
  return async () => {
    await setImmediate();
    if (signal?.aborted === true) throw new Interrupted('interrupted');
    done += 1;
    onProgress?.(done, total);
  };
}
