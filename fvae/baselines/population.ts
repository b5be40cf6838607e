import { populationFrom, type Population as Viewers } from '../population.ts';
import type { Tensor } from '../tensor.ts';
import { type LinearFit, residualWindows } from './windows.ts';

/** The viewers and residuals of a linear model, and the model itself. */
export type Population = Viewers & { readonly fit: LinearFit };

/** The population behind a fit; viewers count as far as they are observed. */
export function populationOf(tensor: Tensor, fit: LinearFit): Population {
  const { viewer, intercept, design } = fit;
  const windows = residualWindows(tensor, fit);
  return { fit, ...populationFrom(tensor, windows, { viewer, rank: design.rank, intercept }) };
}
