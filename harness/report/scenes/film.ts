import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { type Attributes, attributesOf } from '../evaluation/data.ts';

/** What is known of a screening besides what the cameras saw: the script, and who sits where. */
export type Film = Pick<Attributes, 'rate' | 'events' | 'viewers' | 'seats'> & {
  /** [T, 2]: the script's humor and surprise. */
  readonly stimulus: Float64Array;
};

/** That of a dataset. */
export function filmOf(dataset: Dataset): Film {
  const { rate, events, viewers, seats } = attributesOf(dataset);
  return { rate, events, viewers, seats, stimulus: Float64Array.from(readArray(dataset, 'stimulus')) };
}
