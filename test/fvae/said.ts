import type { Prediction } from '../../fvae/model.ts';

/** A prediction with its quantile function as the quantiles that it says, so that two can be compared. */
export function said({ quantile, ...rest }: Prediction) {
  return { ...rest, quantiles: [0.05, 0.25, 0.6, 0.75, 0.95].map((level) => quantile?.(level)) };
}
