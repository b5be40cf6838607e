/** What one shape parameter means and how it is spread: millimetres unless `unit` says otherwise. */
export type IdentityParameter = {
  readonly name: IdentityParameterName;
  readonly unit: 'mm' | 'deg' | '1';
  readonly meanMale: number;
  readonly sdMale: number;
  readonly meanFemale: number;
  readonly sdFemale: number;
  readonly min: number;
  readonly max: number;
};

const NAMES = [
  'faceWidth',
  'faceHeight',
  'interpupillary',
  'headBreadth',
  'headLength',
  'noseWidth',
  'noseLength',
  'noseProtrusion',
  'mouthWidth',
  'upperLip',
  'lowerLip',
  'bigonial',
  'chinProtrusion',
  'browRidge',
  'browHeight',
  'fat',
  'eyeHeight',
  'eyeLength',
  'canthalTilt',
  'foreheadHeight',
  'hairVolume',
  'chinShift',
  'tilt',
] as const;

export type IdentityParameterName = (typeof NAMES)[number];

/**
 * A face's neutral shape: one number a parameter, mm unless the parameter's unit says otherwise. `faceWidth` is the
 * bizygomatic breadth, `faceHeight` the distance menton-sellion; `fat` (fullness of the cheeks) counts in standard
 * deviations; `chinShift` moves the chin to the subject's left, `tilt` (degrees) cants mouth and brows, left side up.
 */
export type Identity = { readonly [name in IdentityParameterName]: number };

function parameter(
  name: IdentityParameterName,
  unit: IdentityParameter['unit'],
  male: readonly [number, number],
  female: readonly [number, number],
  range: readonly [number, number],
): IdentityParameter {
  const [meanMale, sdMale] = male;
  const [meanFemale, sdFemale] = female;
  return { name, unit, meanMale, sdMale, meanFemale, sdFemale, min: range[0], max: range[1] };
}

/**
 * The shape parameters with their spread by sex. The first five: ANSUR II (men n = 4082, women n = 1986). The others
 * are assumed: commonly quoted craniofacial means, adjusted until an independent landmark detector agreed with the
 * landmarks of rendered faces. Limits are about three standard deviations beyond the outer mean, closer where the
 * surface would stop being face-like.
 */
export const IDENTITY_PARAMETERS: readonly IdentityParameter[] = [
  parameter('faceWidth', 'mm', [142.6, 6.2], [133.8, 5.6], [117, 161]),
  parameter('faceHeight', 'mm', [122.6, 6.7], [113.1, 6.1], [95, 142.5]),
  parameter('interpupillary', 'mm', [64, 3.4], [61.7, 3.6], [51, 74]),
  parameter('headBreadth', 'mm', [154.3, 5.5], [147.8, 5.2], [132, 171]),
  parameter('headLength', 'mm', [199.5, 7], [189.8, 7.4], [168, 220.5]),
  parameter('noseWidth', 'mm', [36, 2.6], [32.5, 2.6], [25, 44]),
  parameter('noseLength', 'mm', [53, 3.2], [49.5, 3.2], [41, 62]),
  parameter('noseProtrusion', 'mm', [21, 1.8], [19, 1.8], [14, 26.5]),
  parameter('mouthWidth', 'mm', [53.5, 3.4], [50, 3.4], [41, 63]),
  parameter('upperLip', 'mm', [6.6, 1.2], [7.2, 1.2], [4.2, 10.5]),
  parameter('lowerLip', 'mm', [9, 1.3], [9.2, 1.3], [5.5, 13]),
  parameter('bigonial', 'mm', [108, 5.5], [98, 5.5], [82, 124]),
  parameter('chinProtrusion', 'mm', [1, 1.5], [0, 1.5], [-4.5, 5.5]),
  parameter('browRidge', 'mm', [4.5, 1.2], [1.5, 1], [0, 8]),
  parameter('browHeight', 'mm', [16.6, 1.8], [18, 1.8], [12.6, 23]),
  parameter('fat', '1', [0, 0.5], [0, 0.5], [-1.5, 1.5]),
  parameter('eyeHeight', 'mm', [10, 0.9], [10.6, 0.9], [7.2, 13.3]),
  parameter('eyeLength', 'mm', [27, 1], [26.6, 1], [23.5, 30]),
  parameter('canthalTilt', 'mm', [1.2, 1], [1.8, 1], [-2, 5]),
  parameter('foreheadHeight', 'mm', [66, 4], [62, 4], [50, 78]),
  parameter('hairVolume', 'mm', [8, 3], [14, 5], [0, 28]),
  parameter('chinShift', 'mm', [0, 1.2], [0, 1.2], [-4, 4]),
  parameter('tilt', 'deg', [0, 0.8], [0, 0.8], [-3, 3]),
];

/** The mean face of a sex: 0 female, 1 male, between them a blend. */
export function meanIdentity(sex: number): Identity {
  const identity: { [name in IdentityParameterName]?: number } = {};
  for (const p of IDENTITY_PARAMETERS) identity[p.name] = p.meanFemale + (p.meanMale - p.meanFemale) * sex;
  return identity as Identity;
}

/** The face seen in a mirror: the asymmetries change sign, all else stays. */
export function mirrorIdentity(identity: Identity): Identity {
  return { ...identity, chinShift: -identity.chinShift, tilt: -identity.tilt };
}
