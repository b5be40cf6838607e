import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingTable } from '../../harness/missing.ts';
import { loadScenario, scenarioIds } from '../../scenarios/schema/parse.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { FACTOR_COUNT, FACTORS } from '../../sim/audience/sensitivity.ts';
import { play } from '../../sim/screening/play.ts';
import { setStage } from '../../sim/screening/stage.ts';

const digits = (value: number): string => value.toPrecision(3);

/** What a scenario comes to, in a few numbers that a change of the simulator should not move unnoticed. */
function portrait(scenario: Scenario): string {
  const stage = setStage(scenario);
  const { viewers, samples } = stage;
  const from = Math.floor(samples / 2);
  const count = Math.min(60, samples - from);
  const { latent, actionUnits } = play(stage, from, count);
  const lines = [
    `${viewers.length} viewers, ${samples} samples, ${stage.cameras.length} cameras, ${stage.events.length} events`,
  ];
  FACTORS.forEach((factor, k) => {
    const u = viewers.reduce((sum, viewer) => sum + viewer.sensitivity[k], 0) / viewers.length;
    let v = 0;
    for (let t = 0; t < samples; t += 1) v += stage.reaction.courses.factors[t * FACTOR_COUNT + k] / samples;
    let off = 0;
    for (let n = k; n < latent.length; n += FACTOR_COUNT) {
      const row = Math.floor(n / FACTOR_COUNT);
      const product =
        viewers[Math.floor(row / count)].sensitivity[k] *
        stage.reaction.courses.factors[(from + (row % count)) * FACTOR_COUNT + k];
      off += ((latent[n] - product) ** 2 * FACTOR_COUNT) / latent.length;
    }
    lines.push(`${factor}: mean U* ${digits(u)}, mean V* ${digits(v)}, RMS of z* - U*V* ${digits(Math.sqrt(off))}`);
  });
  const mean = actionUnits.reduce((sum, value) => sum + value, 0) / actionUnits.length;
  lines.push(`mean action unit ${digits(mean)}`);
  const table = missingTable(scenario, Math.ceil(samples / 6));
  const causes = Object.entries(table.causes)
    .filter(([name, entries]) => name !== 'observed' && entries > 0)
    .map(([name, entries]) => `${name} ${digits((100 * entries) / table.entries)} %`);
  lines.push(`missing ${digits((100 * table.missing) / table.entries)} %: ${causes.join(', ') || 'none'}`);
  return `${lines.join('\n')}\n`;
}

describe('every scenario of the package', () => {
  it.each(scenarioIds())('%s comes to what it came to before', async (id) => {
    await expect(portrait(loadScenario(id))).toMatchFileSnapshot(join(import.meta.dirname, 'goldens', `${id}.txt`));
  });

  it('ideal and linear screenings miss nothing', () => {
    for (const id of ['ideal-v1', 'linear-v1', 'strong-face-v1']) {
      const { missing } = missingTable(loadScenario(id, ['audience.occupancy=0.2']), 400);
      expect(missing, id).toBe(0);
    }
  });

  it('back-rows-v1 misses about 40 %', () => {
    const { missing, entries } = missingTable(loadScenario('back-rows-v1'), 60);
    expect(Math.abs(missing / entries - 0.4)).toBeLessThan(0.03);
  });

  it('collinear-v1 has proportional courses, and no other scenario has', () => {
    const cosine = (id: string, p: number, q: number): number => {
      const { factors, count } = setStage(loadScenario(id)).reaction.courses;
      let [pp, pq, qq] = [0, 0, 0];
      for (let t = 0; t < count; t += 1) {
        const [a, b] = [factors[t * FACTOR_COUNT + p], factors[t * FACTOR_COUNT + q]];
        pp += a * a;
        pq += a * b;
        qq += b * b;
      }
      return pq / Math.sqrt(pp * qq);
    };
    expect(cosine('collinear-v1', 0, 1)).toBeCloseTo(1, 6);
    expect(cosine('collinear-v1', 0, 2)).toBeCloseTo(1, 6);
    for (const id of scenarioIds()) if (id !== 'collinear-v1') expect(cosine(id, 0, 2), id).toBeLessThan(0.9);
  });
});
