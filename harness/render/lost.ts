import { DatasetFault } from '../../sim/dataset/fault.ts';
import type { Context } from '../../sim/render/context.ts';

/** Refuses what was drawn since the context was lost, before it is written: DatasetFault (`environment`). */
export function refuseLost(context: Pick<Context, 'lost'>): void {
  if (!context.lost()) return;
  throw new DatasetFault(
    'environment',
    'the graphics driver lost what was being drawn; the same command goes on where it stopped',
  );
}
