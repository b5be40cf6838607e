import type { z } from 'zod';
import { quantity, strictMap } from './field.ts';

export const sensingSchema = strictMap(
  {
    noise: quantity('sensing.noise', 'SD of a landmark per axis, whatever the face measures', 'assumed').default(0.35),
    relativeNoise: quantity(
      'sensing.relativeNoise',
      "SD of a landmark per axis as a share of the face's width in the picture, added in quadrature",
      'assumed',
    ).default(0.004),
    hiddenNoise: quantity(
      'sensing.hiddenNoise',
      'Factor on the noise of landmarks that the camera does not see',
      'assumed',
    ).default(4),
    smallestFace: quantity(
      'sensing.smallestFace',
      'Bizygomatic width in the picture below which a face is not used',
      'assumed',
    ).default(14),
    largestYaw: quantity(
      'sensing.largestYaw',
      'Turn from the camera above which a face is not used',
      'assumed',
    ).default(60),
    largestPitch: quantity(
      'sensing.largestPitch',
      'Nod from the camera above which a face is not used',
      'assumed',
    ).default(45),
    enoughLandmarks: quantity(
      'sensing.enoughLandmarks',
      'Visible landmarks below which a face is not used',
      'assumed',
    ).default(40),
    detector: strictMap(
      {
        failure: quantity('sensing.detector.failure', 'Chance to miss a large frontal face', 'assumed').default(0.01),
        size: quantity(
          'sensing.detector.size',
          'Width of a frontal face that is missed half the time; 0 means size never matters',
          'assumed',
        ).default(18),
        pose: quantity(
          'sensing.detector.pose',
          'Angle off the axis at which half the faces are missed; 0 means pose never matters',
          'assumed',
        ).default(65),
      },
      'The modelled face detector',
    ).prefault({}),
  },
  'What becomes of a face in the picture: noise, thresholds, detector',
);

/** Sensing as resolved: px, degrees, counts and chances as the names say. */
export type Sensing = z.output<typeof sensingSchema>;
