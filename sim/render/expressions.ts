import { ACTION_UNIT_COUNT, ACTION_UNITS, type ActionUnit } from '../face/action-units.ts';

/** Expressions that a sheet shows, by action units. */
export const EXPRESSIONS = {
  neutral: {},
  smile: { AU6: 0.75, AU12: 0.9, AU25: 0.35 },
  laugh: { AU6: 0.7, AU7: 0.5, AU12: 0.85, AU25: 0.9, AU26: 0.8 },
  surprise: { AU1: 0.95, AU2: 0.9, AU5: 0.85, AU25: 0.5, AU26: 0.55 },
  blink: { AU45: 1 },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<ActionUnit, number>>>>>;

export type Expression = keyof typeof EXPRESSIONS;

/** Names of the expressions in the order of a sheet. */
export const EXPRESSION_NAMES = Object.keys(EXPRESSIONS) as Expression[];

/** Intensities written to out[offset..]. */
export function writeUnits(
  units: Readonly<Partial<Record<ActionUnit, number>>>,
  out: Float32Array,
  offset: number,
): void {
  for (let a = 0; a < ACTION_UNIT_COUNT; a++) out[offset + a] = units[ACTION_UNITS[a]] ?? 0;
}

/** How much of each expression the action units au[o..] show, 0..1, roughly. */
export function likeness(expression: Expression, au: ArrayLike<number>, o: number): number {
  const unit = (name: ActionUnit): number => au[o + ACTION_UNITS.indexOf(name)];
  switch (expression) {
    case 'neutral':
      return 1 - Math.max(unit('AU12'), unit('AU1'), unit('AU26'), unit('AU45'), unit('AU43'));
    case 'smile':
      return unit('AU12') * (1 - unit('AU26')) * (1 - unit('AU45'));
    case 'laugh':
      return unit('AU12') * unit('AU26');
    case 'surprise':
      return unit('AU1') * unit('AU5');
    case 'blink':
      return unit('AU45');
  }
}
