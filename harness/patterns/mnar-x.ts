import type { Pattern } from './pattern.ts';

/**
 * Missing not at random, by the values themselves: lost is what lies above a viewer's mean plus c standard deviations of
 * its own expression, c being the same for all and such that the share is lost. Nothing is drawn.
 */
export const mnarX: Pattern = {
  name: 'mnar_x',
  needs: ['expression'],
  lose(ground, rate) {
    const { viewers, samples, observed } = ground;
    const expression = ground.expression();
    const score = new Float64Array(viewers * samples);
    const seen: number[] = [];
    for (let i = 0; i < viewers; i += 1) {
      const own: number[] = [];
      for (let at = i * samples; at < (i + 1) * samples; at += 1) if (observed[at] === 1) own.push(at);
      const mean = own.reduce((sum, at) => sum + expression[at], 0) / own.length;
      const deviation = Math.sqrt(own.reduce((sum, at) => sum + (expression[at] - mean) ** 2, 0) / own.length);
      for (const at of own) {
        score[at] = deviation > 0 ? (expression[at] - mean) / deviation : 0;
        seen.push(at);
      }
    }
    seen.sort((a, b) => score[b] - score[a] || a - b);
    const lost = new Uint8Array(viewers * samples);
    for (const at of seen.slice(0, Math.round(rate * seen.length))) lost[at] = 1;
    return lost;
  },
};
