import { fixed, markdownTable } from '../../markdown.ts';
import type { CurveModel, CurveScore } from '../record.ts';
import type { CurvePoint, Study } from '../study.ts';
import type { SectionOf } from './section.ts';

const MODELS = ['FVAE', 'CP', 'PCA'] as const;
type ModelName = (typeof MODELS)[number];

/** How many factors each model needs. */
export const curvesSection: SectionOf = (study) => {
  const groups = [...groupsOf(study)];
  return {
    number: 4,
    title: 'Fewer latents',
    verdicts: [],
    lines: [
      'Reconstruction and imputation, explained, against the number of factors K; CP is the best of its variants with K',
      'components by held-out likelihood. Every scenario has four true factors. What the FVAE carries over holes besides its',
      'factors is left out here.',
      '',
      '![Explained against the number of factors](science/curves.svg)',
      ...groups.flatMap(([name, points]) => ['', `\`${name}\`:`, '', ...curveTable(points), '', ...needLines(points)]),
    ],
  };
};

/** Points by dataset. */
export function groupsOf({ curves }: Study): Map<string, CurvePoint[]> {
  const groups = new Map<string, CurvePoint[]>();
  for (const point of curves) {
    const { scenario, seed } = point.task.dataset;
    const name = `${scenario}, seed ${seed}`;
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  return groups;
}

/** A model's score of a point; null where it was not run or could not be fitted. */
export function curveScore(
  { record }: CurvePoint,
  name: ModelName,
  set: 'reconstruction' | 'imputation',
): CurveScore | null {
  const model: CurveModel | undefined = record?.models[name];
  return model === undefined || 'fault' in model ? null : model[set];
}

function curveTable(points: readonly CurvePoint[]): string[] {
  const sets = ['reconstruction', 'imputation'] as const;
  const heads = ['K', ...sets.flatMap((set) => MODELS.map((name) => `${name}, ${set}`)), 'FVAE, match', 'CP, match'];
  const match = ({ record }: CurvePoint, name: ModelName): string => {
    const model = record?.models[name];
    return model === undefined || 'fault' in model ? '-' : fixed(model.factorMatch, 3);
  };
  const rows = points.map((point) => [
    String(point.task.factors),
    ...sets.flatMap((set) => MODELS.map((name) => fixed(curveScore(point, name, set)?.explained, 3))),
    match(point, 'FVAE'),
    match(point, 'CP'),
  ]);
  return markdownTable(heads, rows);
}

/** For each K of the FVAE the least K at which another model's explained is as high; null where none is. */
export function factorsToReach(
  points: readonly CurvePoint[],
  name: ModelName,
  set: 'reconstruction' | 'imputation',
): readonly { readonly factors: number; readonly needs: number | null }[] {
  return points.flatMap((point) => {
    const own = curveScore(point, 'FVAE', set)?.explained;
    if (own == null) return [];
    const enough = points.filter(
      (other) => (curveScore(other, name, set)?.explained ?? Number.NEGATIVE_INFINITY) >= own,
    );
    const needs = enough.length === 0 ? null : Math.min(...enough.map(({ task }) => task.factors));
    return [{ factors: point.task.factors, needs }];
  });
}

/** Where the FVAE needs fewer, in sentences. */
function needLines(points: readonly CurvePoint[]): string[] {
  return (['imputation', 'reconstruction'] as const).flatMap((set) =>
    (['CP', 'PCA'] as const).flatMap((name) => {
      const tried = points.filter((point) => curveScore(point, name, set)?.explained != null);
      const all = factorsToReach(points, name, set);
      if (all.length === 0 || tried.length === 0) return [];
      const most = Math.max(...tried.map(({ task }) => task.factors));
      const fewer = all.filter(({ factors, needs }) => needs === null || needs > factors);
      const told = fewer.map(({ factors, needs }) => `${factors} as ${needs === null ? `more than ${most}` : needs}`);
      const text = told.length === 0 ? 'the FVAE needs fewer nowhere' : `the FVAE does with ${told.join(', ')}`;
      return [`- ${set}, against ${name}: ${text}.`];
    }),
  );
}
