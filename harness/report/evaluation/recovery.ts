import type { EvaluationResult, Recovery } from '../../evaluation/result.ts';
import { fixed } from '../../evaluation/table.ts';
import { type Html, html } from '../page/html.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { coursesFigure } from './courses.ts';
import { sensitivitiesFigure } from './sensitivities.ts';

/** The models that have factors, by name. */
export type Recovered = readonly (readonly [string, Recovery])[];

/** What the models recovered of the factors; null where none has any. */
export function recoverySection(result: EvaluationResult): Section | null {
  const recovered: Recovered = Object.entries(result.recovery).flatMap(([name, one]) =>
    one === null ? [] : [[name, one] as const],
  );
  if (recovered.length === 0) return null;
  const without = Object.keys(result.recovery).filter((name) => result.recovery[name] === null);
  return {
    id: 'recovery',
    title: 'Recovery of the factors',
    lead: html`Each factor is one thing that an audience does together: when the film asks for it (V) and how strongly each viewer answers (U). Permutation, sign and scale of a factor are not identified, so each true factor is compared with the model’s that matches it best.${without.length > 0 ? ` Without factors: ${without.join(', ')}.` : ''}`,
    parts: [
      recoveryTable(result, recovered),
      coursesFigure(result, recovered),
      sensitivitiesFigure(recovered),
      scriptTable(recovered),
    ],
  };
}

function recoveryTable({ ceiling, scriptOfTruth }: EvaluationResult, recovered: Recovered): Html {
  const names = recovered.map(([name]) => name);
  const first = { head: 'model', kind: 'text' as const };
  const blank = (count: number): string[] => Array.from({ length: count }, () => '-');
  const agreement = recovered.map(([name, one]) => ({
    cells: [
      name,
      String(one.count),
      ...[one.factorMatch, one.rankMatch, one.powerMatch, one.fms, one.mcc.pearson].map((value) => fixed(value, 3)),
      fixed(one.degeneracy, 2),
      fixed(one.humor.correlation, 3),
      fixed(one.surprise.correlation, 3),
    ],
  }));
  const { humor, surprise } = scriptOfTruth;
  const top = [fixed(ceiling?.score, 3), ...blank(5), fixed(humor.correlation, 3), fixed(surprise.correlation, 3)];
  const heads = ['K', 'match', 'ranks', 'powers', 'FMS', 'MCC', 'degen.', 'humor', 'surprise'];
  const byFactor = recovered[0][1].pairs.map(({ name }, k) => ({
    cells: [name, ...recovered.map(([, { pairs }]) => fixed(pairs[k].score, 2)), fixed(ceiling?.factors[k], 2)],
  }));
  return html`<div class="block">${tableOf(
    'Agreement with the true factors',
    [first, ...heads.map((head) => ({ head }))],
    [...agreement, { cells: ['ceiling', '-', ...top], kind: 'reference' }],
  )}
<p class="note">Match: mean of |corr U| |corr V| over the true factors; then the same by ranks, after the best powers, and by cosines (FMS). Humor, surprise: correlation with the script, of the ceiling that of the true courses. Ceiling: what a model would reach that saw the reactions themselves.</p></div>
<div class="block">${tableOf(
    'Match by factor',
    [{ head: 'factor', kind: 'text' }, ...[...names, 'ceiling'].map((head) => ({ head }))],
    byFactor,
  )}</div>`;
}

/** How each matched V follows the script. */
function scriptTable(recovered: Recovered): Html {
  const lines = recovered.flatMap(([model, { pairs }]) =>
    pairs.map(({ name, viewer, time, script }) => ({
      cells: [
        `${model}, ${name}`,
        fixed(viewer, 3),
        fixed(time, 3),
        fixed(script?.humor.correlation, 3),
        fixed(script?.humor.lag, 1),
        fixed(script?.surprise.correlation, 3),
        fixed(script?.surprise.lag, 1),
      ],
    })),
  );
  const heads = ['U with truth', 'V with truth', 'V with humor', 'lag, s', 'V with surprise', 'lag, s'];
  const columns = [{ head: 'model, factor', kind: 'text' as const }, ...heads.map((head) => ({ head }))];
  return html`<div class="block">${tableOf('Correlations of each matched factor', columns, lines)}</div>`;
}
