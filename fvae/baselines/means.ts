import type { Model } from '../model.ts';
import { refuseUnusable } from '../refuse.ts';
import { fitAdditive } from './additive-fit.ts';
import { emptyDesign } from './design.ts';
import { linearFitted } from './linear-fitted.ts';

/** Each viewer's mean, drawn to the population's as far as the viewer's samples are few; the same at every sample. */
export const viewerMean: Model = {
  name: 'viewer-mean',
  async fit(tensor) {
    refuseUnusable(tensor);
    const { viewer } = fitAdditive(tensor, 0);
    const fit = { base: null, design: emptyDesign, viewer: new Float64Array(0), intercept: viewer, nonNegative: false };
    return linearFitted('viewer-mean', tensor, fit);
  },
};

/** The viewer's mean plus the mean course of all viewers. */
export const additive: Model = {
  name: 'additive',
  async fit(tensor) {
    refuseUnusable(tensor);
    const { viewer, time } = fitAdditive(tensor);
    const fit = { base: time, design: emptyDesign, viewer: new Float64Array(0), intercept: viewer, nonNegative: false };
    return linearFitted('additive', tensor, fit);
  },
};
