import { choiceControl } from '../plot/series.ts';
import type { Control } from '../plot/spec.ts';
import { ANSWERS } from './reaction.ts';
import type { SceneResult } from './result.ts';
import { answeredIn } from './table.ts';

/** A choice of what is reacted to. */
export function reactionControl(result: SceneResult): Control {
  return choiceControl(
    'stimulus',
    'Reaction',
    answeredIn(result).map((stimulus) => ({ value: stimulus, label: ANSWERS[stimulus] })),
  );
}

/** A scene as axes call it. */
export function sceneLabel({ number, title }: { readonly number: number; readonly title: string }): string {
  const short = title.length > 24 ? `${title.slice(0, 23)}…` : title;
  return title === `Scene ${number}` ? title : `${number} ${short}`;
}

/** Groups as axes call them: the same name may stand in two kinds. */
export function groupLabel({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return kind === 'age' ? `age ${name}` : name;
}
