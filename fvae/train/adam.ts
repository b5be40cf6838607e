/** What Adam remembers of P parameters between steps: running means of the gradient and of its square, [P] each. */
export type Moments = { readonly first: Float32Array; readonly second: Float32Array };

/** The moments of `count` parameters before the first step. */
export function emptyMoments(count: number): Moments {
  return { first: new Float32Array(count), second: new Float32Array(count) };
}

/** How Adam steps. */
export type AdamOptions = {
  /** Decay of the running mean of the gradient. @defaultValue 0.9 */
  readonly beta1?: number;
  /** Decay of the running mean of its square. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment. @defaultValue 1e-8 */
  readonly epsilon?: number;
  /** [P], factors of the learning rate, where parameters learn at rates of their own. */
  readonly rateScale?: Float32Array;
};

/**
 * Moves parameters `from..to-1` one step of Adam down the gradient, in place; `step` counts from 1.
 *
 * Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, Algorithm 1.
 */
export function adamStep(
  parameters: Float32Array,
  gradient: Float32Array,
  { first, second }: Moments,
  step: number,
  rate: number,
  options: AdamOptions = {},
  from = 0,
  to = parameters.length,
): void {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, rateScale } = options;
  const scale = rate / (1 - beta1 ** step);
  const unbias = 1 / (1 - beta2 ** step);
  for (let at = from; at < to; at += 1) {
    const g = gradient[at];
    const m = beta1 * first[at] + (1 - beta1) * g;
    const v = beta2 * second[at] + (1 - beta2) * g * g;
    first[at] = m;
    second[at] = v;
    const move = (scale * m) / (Math.sqrt(v * unbias) + epsilon);
    parameters[at] -= rateScale === undefined ? move : move * rateScale[at];
  }
}
