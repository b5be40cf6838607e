/** One threshold: what is wanted, what was found, and whether it is met; null while too little has been run to say. */
export type Verdict = {
  /** The section of the report that it belongs to. */
  readonly section: number;
  readonly wanted: string;
  readonly found: string;
  readonly met: boolean | null;
  /** What is known of why, where it is not met. */
  readonly reason: string;
};

/** A count against the least that is wanted: `true` outcomes, of as many as are meant; null outcomes are not run. */
export function counted(
  outcomes: readonly (boolean | null)[],
  least: number,
): { readonly met: boolean | null; readonly found: string } {
  const yes = outcomes.filter((outcome) => outcome === true).length;
  const open = outcomes.filter((outcome) => outcome === null).length;
  const met = yes >= least ? true : yes + open < least ? false : null;
  const missing = open === 0 ? '' : ` (${open} not run)`;
  return { met, found: `${yes} of ${outcomes.length}${missing}` };
}

/** A figure of every run against the least wanted, all of which must reach it; null figures are not run. */
export function reaching(
  figures: readonly (number | null)[],
  least: number,
  digits = 3,
): { readonly met: boolean | null; readonly found: string } {
  const { met } = counted(
    figures.map((figure) => (figure === null ? null : figure >= least)),
    figures.length,
  );
  return { met: figures.length === 0 ? null : met, found: listed(figures, digits) };
}

/** A share of every run that must lie in a range. */
export function within(
  figures: readonly (number | null)[],
  [low, high]: readonly [number, number],
): { readonly met: boolean | null; readonly found: string } {
  const inside = figures.map((figure) => (figure === null ? null : figure >= low && figure <= high));
  const known = figures.filter((figure) => figure !== null);
  const { met, found } = counted(inside, figures.length);
  if (known.length === 0) return { met: null, found };
  const percent = (value: number): string => (100 * value).toFixed(1);
  const mean = known.reduce((sum, figure) => sum + figure, 0) / known.length;
  const spread = `${percent(Math.min(...known))} to ${percent(Math.max(...known))} %, ${percent(mean)} % on average`;
  return { met, found: `${found} in range; ${spread}` };
}

/** Figures in a row; a dash for what was not run. */
export function listed(figures: readonly (number | null)[], digits: number): string {
  return figures.map((figure) => (figure === null ? '-' : figure.toFixed(digits))).join(', ');
}
