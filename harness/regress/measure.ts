import { rmSync } from 'node:fs';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { isInterruption } from '../fault.ts';
import { namedContender } from '../models/named.ts';
import type { Io } from '../options.ts';
import { temporaryFolder } from '../temporary.ts';
import { quiet } from '../trial/world.ts';
import { leakingOf, type SuiteLeak } from './leaking.ts';
import { type Failure, type Measured, measuredOf, versionsHere } from './measured.ts';
import { ordersOf } from './order.ts';
import { runOrders } from './run-orders.ts';
import type { Suite } from './suite/suite.ts';

/** How a suite is run: fits at a time, and the folder of datasets and results; null is one that is removed afterwards. */
export type MeasureOptions = { readonly workers: number; readonly cache: string | null };

/** What was measured, which fits failed, and which models know more than they were shown. */
export type Suited = {
  readonly measured: Measured;
  readonly failures: readonly Failure[];
  readonly leaks: readonly SuiteLeak[];
};

/**
 * What the models of a suite reach with so many seeds. Throws UsageError for a model that there is not, and as runOrders
 * does.
 */
export async function measureSuite(
  suite: Suite,
  fits: number,
  { workers, cache }: MeasureOptions,
  { signal, clock, progress }: Io,
): Promise<Suited> {
  const orders = ordersOf(suite, fits);
  // Mistakes are told before the work begins.
  for (const [n, { text, options }] of suite.models.entries()) {
    await namedContender(text, { ...options, folder: suite.folder, label: `${suite.file}: models.${n}` });
  }
  const folder = cache ?? temporaryFolder('matinee-regress-');
  try {
    const done = await runOrders(orders, {
      cache: folder,
      workers,
      signal,
      clock,
      progress: quiet(progress),
      onProgress: progress(`regress ${suite.name}`),
    });
    return { ...measuredOf(suite, done, versionsHere(), fits), leaks: leakingOf(suite, done) };
  } catch (error) {
    if (cache === null || !isInterruption(error)) throw error;
    throw new Interrupted('interrupted', `what was done is kept in ${cache}; the same command goes on`);
  } finally {
    if (cache === null) rmSync(folder, { recursive: true, force: true });
  }
}
