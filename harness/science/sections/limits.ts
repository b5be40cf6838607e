import { fixed, markdownTable, percent } from '../../markdown.ts';
import { predictionFigures, recoveryFigures } from '../figures.ts';
import { type Run, runsOf, type Study } from '../study.ts';
import type { SectionOf } from './section.ts';

/** What each limit takes away, and why. */
const WHY: Readonly<Record<string, string>> = {
  'collinear-v1':
    'Humor and surprise always come together and through one kernel: the columns of V* are proportional, so that the truth’s own split into amusement, laughter and surprise cannot be told from its mixtures by any model. A match near the ideal one would be a lie; only fatigue is identified, and it is not always found. What is imputed does not suffer.',
  'slow-laughers-v1':
    'Viewers lag by seconds, so that one reaction is no product of one V and a number. The model finds the mean course, blurred, and takes a late viewer for a weak one: the ceiling falls with it.',
  'contagion-v1':
    'Amusement and laughter depend on who sits next to a viewer, which no product of U and V holds. The part that all neighbourhoods share is still found; the rest is left to the latent noise.',
  'laugh-hides-face-v1':
    'Faces are covered when they laugh or startle, so that strong reactions are missing more often than weak ones. U of strong laughers is drawn to the population’s, imputation at such seconds is too small, and intervals learnt from what was seen are too narrow there.',
};

/** What is lost where the factor model is wrong, and the model as published beside this one. */
export const limitsSection: SectionOf = (study) => ({
  number: 7,
  title: 'Known limits',
  verdicts: [],
  lines: [
    'Screenings that break the factor model on purpose, beside `ideal-v1`:',
    '',
    ...limitTable([...runsOf(study, 'main', ['ideal-v1']).slice(0, 1), ...runsOf(study, 'limit')]),
    '',
    ...runsOf(study, 'limit').map(({ task }) => `- \`${task.dataset.scenario}\`: ${WHY[task.dataset.scenario] ?? ''}`),
    '',
    'The FVAE as published (`--recipe paper`: free networks, isotropic noise, U and V of either sign, Adam from random',
    'starts) beside this one on the same data:',
    '',
    ...limitTable(besidePublished(study)),
  ],
});

/** The published recipe's runs, each after this project's run of the same data. */
function besidePublished(study: Study): readonly Run[] {
  return runsOf(study, 'published').flatMap((run) => {
    const { scenario, seed } = run.task.dataset;
    const ours = runsOf(study, 'main', [scenario]).filter(({ task }) => task.dataset.seed === seed);
    return [...ours, run];
  });
}

function limitTable(runs: readonly Run[]): string[] {
  const heads = ['run', 'match', 'powers', 'best CP', 'ceiling', 'imputation, explained', 'in 90 %', 'missing, %'];
  const rows = runs.map(({ task, record }) => {
    const figures = record === null ? null : recoveryFigures(record);
    if (record === null) return [task.id, ...heads.slice(1).map(() => '-')];
    const imputed = predictionFigures(record, record.evaluation.imputation);
    return [
      task.id,
      fixed(figures?.own.factorMatch, 3),
      fixed(figures?.own.powerMatch, 3),
      fixed(figures?.hindsight?.match, 3),
      fixed(figures?.ceiling, 3),
      fixed(imputed?.own.explained, 3),
      percent(imputed?.own.calibration?.coverage90),
      percent(record.evaluation.missing),
    ];
  });
  return markdownTable(heads, rows);
}
