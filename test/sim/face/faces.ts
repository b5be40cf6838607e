import fc from 'fast-check';
import { ACTION_UNIT_COUNT } from '../../../sim/face/action-units.ts';
import { IDENTITY_PARAMETERS, type Identity } from '../../../sim/face/identity.ts';

/** Any identity within `sds` standard deviations of its sex's mean in every parameter at once, inside the limits. */
export function anyIdentity(sds: number): fc.Arbitrary<Identity> {
  const unit = fc.double({ min: -sds, max: sds, noNaN: true });
  return fc
    .tuple(
      fc.boolean(),
      fc.array(unit, { minLength: IDENTITY_PARAMETERS.length, maxLength: IDENTITY_PARAMETERS.length }),
    )
    .map(([male, z]) => {
      const identity: Record<string, number> = {};
      IDENTITY_PARAMETERS.forEach((p, i) => {
        const value = male ? p.meanMale + z[i] * p.sdMale : p.meanFemale + z[i] * p.sdFemale;
        identity[p.name] = Math.min(p.max, Math.max(p.min, value));
      });
      return identity as Identity;
    });
}

/** Any expression: half of the units at rest, the others anywhere in 0..1. */
export function anyExpression(): fc.Arbitrary<Float64Array> {
  const intensity = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
  return fc
    .array(intensity, { minLength: ACTION_UNIT_COUNT, maxLength: ACTION_UNIT_COUNT })
    .map((list) => Float64Array.from(list));
}

/** A unit direction from the face to a camera: yaw within 70 degrees, pitch from 30 below to 40 above. */
export function anyView(): fc.Arbitrary<[number, number, number]> {
  return fc
    .tuple(fc.double({ min: -70, max: 70, noNaN: true }), fc.double({ min: -30, max: 40, noNaN: true }))
    .map(([yaw, pitch]) => direction(yaw, pitch));
}

/** Unit direction at yaw (to the subject's left) and pitch (up), degrees. */
export function direction(yaw: number, pitch: number): [number, number, number] {
  const a = (yaw * Math.PI) / 180;
  const b = (pitch * Math.PI) / 180;
  return [Math.sin(a) * Math.cos(b), Math.sin(b), Math.cos(a) * Math.cos(b)];
}

/** An expression with the given intensities by place in the action-unit array. */
export function expression(units: Readonly<Record<number, number>>): Float64Array {
  const au = new Float64Array(ACTION_UNIT_COUNT);
  for (const [i, value] of Object.entries(units)) au[Number(i)] = value;
  return au;
}
