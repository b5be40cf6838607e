import type { Tensor } from '../../fvae/tensor.ts';
import { type AskedRow, askedRow } from '../../harness/evaluation/visible.ts';
import { generator } from './tiny-dataset.ts';

/** A tensor of made-up numbers with holes behind which other numbers stand. */
export function smallTensor(viewers: number, samples: number, features: number, seed = 1): Tensor {
  const random = generator(seed);
  return {
    viewers,
    samples,
    features,
    values: Float32Array.from({ length: viewers * samples * features }, random),
    mask: Uint8Array.from({ length: viewers * samples }, () => Number(random() < 0.8)),
  };
}

/** Prefixes of the viewers of another tensor, viewer by viewer. */
export function prefixesOf(tensor: Tensor, lengths: readonly number[]): AskedRow[] {
  const { viewers, samples, features, values, mask } = tensor;
  return Array.from({ length: viewers }, (_, i) => {
    const row = {
      values: values.subarray(i * samples * features, (i + 1) * samples * features),
      mask: mask.subarray(i * samples, (i + 1) * samples),
    };
    return lengths.map((length) => askedRow(row, i, length));
  }).flat();
}
