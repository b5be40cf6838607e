import { type Failure, type Measured, measuredOf } from '../measured.ts';
import { knownMetric, type Metric } from '../metric.ts';
import { type FitOrder, ordersOf } from '../order.ts';
import { type RunOptions, runOrders } from '../run-orders.ts';
import type { Suite, SuiteModel } from '../suite/suite.ts';
import { PLANTED, UNCHANGED } from './planted.ts';

/** Seeds of the model that are fitted to each dataset: as it is, and with each planted loss. */
export type PoolSize = { readonly unchanged: number; readonly planted: number };

/** Metrics of a pool: more than its suite looks at, so that others can be considered. */
const METRICS: readonly Metric[] = [
  ...['factor-match', 'mcc', 'reconstruction-rmse'],
  ...['imputation-rmse', 'imputation-explained', 'imputation-crps', 'imputation-coverage50', 'imputation-coverage90'],
  ...['forecast-5', 'forecast-10', 'forecast-25'].flatMap((set) => [`${set}-rmse`, `${set}-crps`]),
].map((name) => knownMetric(name) as Metric);

/** The suite with the model as it is and every planted loss in place of its first model, and all metrics. */
export function pooledSuite(suite: Suite): Suite {
  const { options } = suite.models[0];
  const models = [UNCHANGED, ...PLANTED].map(({ name }): SuiteModel => ({ name, text: name, options }));
  return { ...suite, models, metrics: METRICS };
}

/** The fits of a pool. */
export function poolOrders(suite: Suite, { unchanged, planted }: PoolSize): readonly FitOrder[] {
  const pooled = pooledSuite(suite);
  return ordersOf(pooled, Math.max(unchanged, planted)).filter(
    ({ model, seed }) => seed < (model.name === UNCHANGED.name ? unchanged : planted),
  );
}

/** What the model reaches with many seeds, as it is and with each planted loss. Fits in the cache are not made again. */
export async function makePool(
  suite: Suite,
  size: PoolSize,
  versions: Measured['versions'],
  options: RunOptions,
): Promise<{ readonly measured: Measured; readonly failures: readonly Failure[] }> {
  const here = import.meta.url;
  const contenders = new URL(here.endsWith('.ts') ? './contenders.ts' : './contenders.js', here).href;
  const done = await runOrders(poolOrders(suite, size), { ...options, contenders });
  return measuredOf(pooledSuite(suite), done, versions, size.unchanged);
}
