import type { Dataset } from '../../../sim/dataset/reader.ts';
import type { ModelAttributes } from '../../checkpoint/format.ts';
import type { Arena } from '../../evaluation/arena.ts';
import type { NamedFitted } from '../../evaluation/evaluate.ts';
import type { EvaluationResult } from '../../evaluation/result.ts';
import type { Parsed } from '../../options.ts';
import type { ReportFiles } from '../files.ts';
import { type Gathered, gather } from './gather.ts';
import { evaluationReport } from './report.ts';
import { evaluationSources } from './sources.ts';

/** What a report of an evaluation needs of it. */
export type Reporter = {
  /** The arena, watched: what is scored in it is gathered for the report. */
  readonly arena: Arena<EvaluationResult>;
  /** Writes the report of the last result, `kept` being what a trained model among its models says of itself. */
  finish(result: EvaluationResult, models: readonly NamedFitted[], kept: ModelAttributes | null): Promise<void>;
};

/** A reporter of evaluations of a dataset, by the command with these arguments. */
export function createReporter(
  dataset: Dataset,
  arena: Arena<EvaluationResult>,
  page: ReportFiles,
  args: Parsed,
): Reporter {
  let gathered: Gathered | null = null;
  return {
    arena: {
      ...arena,
      score(split, visible, models, options) {
        gathered = gather(dataset);
        return arena.score(split, visible, models, { ...options, witness: gathered.witness });
      },
    },
    async finish(result, models, kept) {
      if (gathered === null) throw new Error('nothing was scored');
      const sources = evaluationSources(dataset, result, kept, args);
      const scored = models.filter(({ name }) => result.models.some((one) => one.name === name));
      await page.finish(evaluationReport({ dataset, models: scored, result, gathered, sources }), result);
    },
  };
}
