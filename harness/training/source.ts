import type { Tensor } from '../../fvae/tensor.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { openDataset } from '../../sim/dataset/reader.ts';
import { datasetDigest } from '../checkpoint/format.ts';
import type { Split } from '../evaluation/split.ts';
import { visibleOf, visibleTensor } from '../evaluation/visible.ts';
import type { Parsed } from '../options.ts';
import { isTensorPath, openTensorFile } from '../own-data/open.ts';
import { refuseShowing, showingOf } from '../own-data/options.ts';
import { type Showing, shownTensor } from '../own-data/show.ts';

/** What a model is trained on: a dataset, or a tensor of a user's own. */
export type TrainingSource = {
  /** The folder or file, as it was given. */
  readonly path: string;
  readonly title: string;
  /** Of the screening; null where there is none. */
  readonly seed: number | null;
  readonly sha256: string;
  readonly viewers: number;
  readonly samples: number;
  readonly features: number;
  /** How a tensor of a user's own is shown; null for a dataset. */
  readonly showing: Showing | null;
  /** What is visible of the training viewers. */
  tensor(split: Split, showing: Showing | null): Tensor;
};

/** The source at a path. Throws DatasetFault for one that cannot be read, UsageError for options that do not go with it. */
export async function openSource(path: string, args: Parsed): Promise<TrainingSource> {
  if (!isTensorPath(path)) {
    refuseShowing(args, 'with a dataset');
    const dataset = openDataset(path);
    return {
      path,
      title: dataset.attributes.title as string,
      seed: dataset.attributes.seed as number,
      sha256: datasetDigest(dataset.attributes),
      viewers: dataset.sizes.viewers,
      samples: dataset.sizes.samples,
      features: COLUMNS,
      showing: null,
      tensor: (split) => visibleTensor(visibleOf(dataset, split), split.training),
    };
  }
  const file = await openTensorFile(path);
  const own = showingOf(args, file.sizes.samples);
  return {
    path,
    title: file.title,
    seed: null,
    sha256: file.sha256,
    viewers: file.sizes.viewers,
    samples: file.sizes.samples,
    features: file.sizes.features,
    showing: own,
    tensor: (split, showing) => visibleTensor(shownTensor(file, split, showing ?? own).visible, split.training),
  };
}
