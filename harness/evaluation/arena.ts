import type { Dataset } from '../../sim/dataset/reader.ts';
import { datasetDigest } from '../checkpoint/format.ts';
import { LANDMARK_COLUMNS } from '../models/columns.ts';
import { evaluateTensor } from '../own-data/evaluate.ts';
import type { TensorFile } from '../own-data/open.ts';
import type { TensorEvaluation } from '../own-data/result.ts';
import { type Showing, shownTensor } from '../own-data/show.ts';
import { tensorText } from '../own-data/table.ts';
import { type EvaluateOptions, evaluate, type NamedFitted } from './evaluate.ts';
import { leaksIn } from './leaks.ts';
import type { EvaluationResult } from './result.ts';
import type { Split } from './split.ts';
import { evaluationText } from './table.ts';
import { type Visible, visibleOf } from './visible.ts';

/** Where models are evaluated: a dataset, or a tensor of a user's own. */
export type Arena<Result> = {
  readonly path: string;
  /** Tells its numbers from another's. */
  readonly sha256: string;
  readonly viewers: number;
  readonly rate: number | null;
  readonly columns: readonly string[];
  /** What models are shown under a split. */
  visible(split: Split): Visible;
  score(split: Split, visible: Visible, models: readonly NamedFitted[], options: EvaluateOptions): Promise<Result>;
  text(result: Result): string[];
};

/** A dataset, with all that its truth can say. */
export function datasetArena(dataset: Dataset): Arena<EvaluationResult> {
  return {
    path: dataset.dir,
    sha256: datasetDigest(dataset.attributes),
    viewers: dataset.sizes.viewers,
    rate: dataset.attributes.rate as number,
    columns: LANDMARK_COLUMNS,
    visible: (split) => visibleOf(dataset, split),
    async score(split, visible, models, options) {
      const result = await evaluate(dataset, models, split, { ...options, visible });
      const leaks = leaksIn([result]);
      return leaks.length === 0 ? result : { ...result, leaks };
    },
    text: evaluationText,
  };
}

/** A tensor of a user's own: what is hidden of it is all that models can be scored on. */
export function tensorArena(file: TensorFile, showing: Showing): Arena<TensorEvaluation> {
  return {
    path: file.path,
    sha256: file.sha256,
    viewers: file.sizes.viewers,
    rate: null,
    columns: file.columns,
    visible: (split) => shownTensor(file, split, showing).visible,
    score: (split, _, models, options) =>
      evaluateTensor(file, shownTensor(file, split, showing), models, split, { ...options, showing }),
    text: tensorText,
  };
}
