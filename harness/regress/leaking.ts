import { leaksIn, leakText } from '../evaluation/leaks.ts';
import type { Leak } from '../evaluation/result.ts';
import { mnarX } from '../patterns/mnar-x.ts';
import type { Done } from './measured.ts';
import type { Suite } from './suite/suite.ts';

/** A model of a suite that knows more than it was shown, on a scenario. */
export type SuiteLeak = Leak & { readonly scenario: string };

/**
 * Where models of a suite are nearer to the truth than the oracle: of each dataset the first fit counts, since others look at
 * the same viewers. Nothing is said of scenarios whose entries are lost by what they show.
 */
export function leakingOf({ scenarios, models }: Suite, done: readonly Done[]): readonly SuiteLeak[] {
  return scenarios.flatMap(({ name: scenario, loss }) =>
    loss?.pattern === mnarX.name
      ? []
      : models.flatMap(({ name: model }) => {
          const evaluations = done.flatMap(({ order, result }) => {
            const own = order.scenario.name === scenario && order.model.name === model && order.seed === 0;
            return own && !('fault' in result) ? [result.evaluation] : [];
          });
          return leaksIn(evaluations, scenarios.length * models.length).map((leak) => ({ ...leak, scenario, model }));
        }),
  );
}

/** A leak of a suite in words. */
export function suiteLeakText({ scenario, model, ...leak }: SuiteLeak): string {
  return `${scenario}, ${model}: ${leakText(leak)}`;
}
