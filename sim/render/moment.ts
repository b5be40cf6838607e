/** What all viewers do at one sample: N x 6 poses (m, rad), N x A action units, activities and hands' places by code. */
export type Moment = {
  readonly sample: number;
  readonly pose: Float32Array;
  readonly actionUnits: Float32Array;
  readonly activity: Uint8Array;
  readonly placement: Uint8Array;
};
