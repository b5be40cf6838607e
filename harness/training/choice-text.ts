import { cpName } from '../../fvae/baselines/cp.ts';
import type { Choice } from '../../fvae/fit.ts';

/** What was chosen by held-out likelihood, and by how much, in a line. */
export function choiceText(choice: Choice): string {
  if (choice.of === 'factors') {
    const tried = choice.tried
      .map(({ factors, likelihood, gain }) => {
        const more = gain === null ? '' : ` (${gain < 0 ? '' : '+'}${gain.toFixed(3)})`;
        return `${factors}: ${likelihood.toFixed(3)}${more}`;
      })
      .join(', ');
    return `factors: ${choice.factors}, of log likelihoods held out (gain of the middle viewer) ${tried} nats a sample`;
  }
  const { recipe, cp, likelihood, gain, error } = choice;
  const names = { matinee: 'the FVAE', cp: `CP (${cpName(cp)})` };
  const [best, other] = recipe === 'cp' ? (['cp', 'matinee'] as const) : (['matinee', 'cp'] as const);
  const figures = `${likelihood[best].toFixed(3)} against ${likelihood[other].toFixed(3)} of ${names[other]}`;
  return `recipe: ${names[best]}, by ${gain.toFixed(3)} ± ${error.toFixed(3)} nats a sample held out (${figures})`;
}
