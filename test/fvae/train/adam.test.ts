import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdamOptions, adamStep } from '../../../fvae/train/adam.ts';

/** Adam of one parameter as the paper writes it, in double precision: the parameter after each gradient. */
function reference(start: number, gradients: readonly number[], rate: number, options: AdamOptions): number[] {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  let [theta, m, v] = [start, 0, 0];
  return gradients.map((g, n) => {
    const t = n + 1;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g ** 2;
    const mHat = m / (1 - beta1 ** t);
    const vHat = v / (1 - beta2 ** t);
    theta -= (rate * mHat) / (Math.sqrt(vHat) + epsilon);
    return theta;
  });
}

const zeros = (length: number): { first: Float32Array; second: Float32Array } => ({
  first: new Float32Array(length),
  second: new Float32Array(length),
});

const unit = fc.double({ min: -2, max: 2, noNaN: true });
const courses = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 }))
  .chain(([parameters, steps]) =>
    fc.array(fc.array(unit, { minLength: parameters, maxLength: parameters }), { minLength: steps, maxLength: steps }),
  );

describe('adamStep', () => {
  it('follows the paper', () => {
    fc.assert(
      fc.property(courses, fc.double({ min: 1e-4, max: 0.1, noNaN: true }), fc.boolean(), (gradients, rate, other) => {
        const options: AdamOptions = other ? { beta1: 0.8, beta2: 0.95, epsilon: 1e-3 } : { epsilon: 1e-5 };
        const parameters = new Float32Array(gradients[0].length).fill(0.5);
        const moments = zeros(parameters.length);
        gradients.forEach((gradient, n) => {
          adamStep(parameters, Float32Array.from(gradient), moments, n + 1, rate, options);
        });
        parameters.forEach((value, at) => {
          const course = reference(
            0.5,
            gradients.map((gradient) => Math.fround(gradient[at])),
            rate,
            options,
          );
          expect(Math.abs(value - (course.at(-1) as number))).toBeLessThan(2e-5);
        });
      }),
    );
  });

  it('moves a part as the whole would, and each parameter at its own rate', () => {
    const gradient = Float32Array.of(1, -2, 0.5, 0);
    const rateScale = Float32Array.of(1, 0.5, 0, 1);
    const [whole, parts] = [new Float32Array(4), new Float32Array(4)];
    const [a, b] = [zeros(4), zeros(4)];
    for (let step = 1; step <= 3; step += 1) {
      adamStep(whole, gradient, a, step, 0.1, { rateScale });
      adamStep(parts, gradient, b, step, 0.1, { rateScale }, 2, 4);
      adamStep(parts, gradient, b, step, 0.1, { rateScale }, 0, 2);
    }
    expect(parts).toEqual(whole);
    expect(whole[0]).toBeCloseTo(-0.3, 5);
    expect(whole[1]).toBeCloseTo(0.15, 5);
    expect([whole[2], whole[3]]).toEqual([0, 0]);
  });
});
