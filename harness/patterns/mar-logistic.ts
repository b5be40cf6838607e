import { normal, sequence, stream, uniform } from '../../sim/random/stream.ts';
import type { Pattern } from './pattern.ts';

/** Share of the training viewers who are never lost, and on whose faces it depends who else is. */
export const WITNESSES = 0.05;

/**
 * Missing at random, depending on what is observed: a few witnesses lose nothing; every other viewer's entry at t is lost
 * with the chance 1 / (1 + exp(-w'x_t - b)), x_t being the witnesses' expressions at t, w of the viewer's own and scaled to
 * unit variance of w'x over the film, b such that the viewer loses its share.
 */
export const marLogistic: Pattern = {
  name: 'mar_logistic',
  needs: ['expression', 'training'],
  lose(ground, rate, seed) {
    const { viewers, samples, observed } = ground;
    const witnesses = drawn(ground.training(), Math.max(1, Math.round(WITNESSES * ground.training().length)), seed);
    const courses = witnesses.map((viewer) =>
      standardised(ground.expression().subarray(viewer * samples, (viewer + 1) * samples)),
    );
    // Others lose more, so that all together lose the share asked for.
    const share = Math.min(1, (rate * viewers) / Math.max(1, viewers - witnesses.length));
    const weights = stream(seed, 'mar_logistic weights');
    const chance = stream(seed, 'mar_logistic');
    const lost = new Uint8Array(viewers * samples);
    for (let i = 0; i < viewers; i += 1) {
      if (witnesses.includes(i)) continue;
      const mixed = new Float64Array(samples);
      courses.forEach((course, w) => {
        const weight = normal(weights, i, w);
        for (let t = 0; t < samples; t += 1) mixed[t] += weight * course[t];
      });
      const score = standardised(mixed);
      const intercept = interceptFor(score, share);
      for (let t = 0; t < samples; t += 1) {
        const p = logistic(score[t] + intercept);
        if (observed[i * samples + t] === 1 && uniform(chance, i, t) < p) lost[i * samples + t] = 1;
      }
    }
    return lost;
  },
};

function drawn(viewers: readonly number[], count: number, seed: number): readonly number[] {
  const draws = sequence(stream(seed, 'mar_logistic witnesses'), 0);
  const order = viewers.map((viewer) => ({ viewer, key: draws.uniform() }));
  order.sort((a, b) => a.key - b.key || a.viewer - b.viewer);
  return order.slice(0, count).map(({ viewer }) => viewer);
}

/** Mean 0 and variance 1; zeros where nothing varies. */
function standardised(values: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(values);
  const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
  const deviation = Math.sqrt(out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / out.length);
  return out.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** b for which logistic(score + b) is `share` on average, by bisection. */
function interceptFor(score: Float64Array, share: number): number {
  let [low, high] = [-50, 50];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    const mean = score.reduce((sum, value) => sum + logistic(value + middle), 0) / score.length;
    if (mean < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
