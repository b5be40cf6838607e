/** How one series is told from others: a colour (a CSS variable), a symbol of Plot's (turned by degrees) and the dashes of its lines. */
export type Mark = { readonly color: string; readonly symbol: string; readonly dash: string; readonly rotate?: number };

/** The colours by name, on light and on dark ground: after Okabe and Ito, darkened on light until they stand out 3 to 1. */
export const COLORS: Readonly<Record<string, { readonly light: string; readonly dark: string }>> = {
  ink: { light: '#1d1b22', dark: '#f1ede2' },
  grey: { light: '#73707c', dark: '#9b98a6' },
  blue: { light: '#0069a8', dark: '#5ab4f0' },
  vermillion: { light: '#c24a00', dark: '#ff8a4a' },
  green: { light: '#00795a', dark: '#2fc79b' },
  purple: { light: '#a13f7c', dark: '#e491c0' },
  orange: { light: '#a86f00', dark: '#f0b23c' },
  sky: { light: '#2f83ad', dark: '#93d5f5' },
  olive: { light: '#7a7a00', dark: '#d9d24a' },
  violet: { light: '#6650b8', dark: '#b3a1ff' },
  rose: { light: '#c02f52', dark: '#ff8fa8' },
  brown: { light: '#80552f', dark: '#cfa176' },
};

const mark = (color: string, symbol: string, dash: string): Mark => ({ color: `var(--${color})`, symbol, dash });

/** Whoever is known by name. */
const KNOWN: Readonly<Record<string, Mark>> = {
  truth: mark('ink', 'circle', ''),
  oracle: mark('ink', 'star', '7 3'),
  ceiling: mark('ink', 'hexagon', '4 4'),
  'viewer mean': mark('grey', 'times', '2 3'),
  'viewer-mean': mark('grey', 'plus', '1 2'),
  fvae: mark('blue', 'circle', ''),
  cp: mark('vermillion', 'square', '9 3'),
  pca: mark('green', 'triangle', '4 2'),
  'plain-vae': mark('purple', 'diamond', '8 2 2 2'),
  additive: mark('orange', 'wye', '3 3'),
  interpolation: mark('sky', 'cross', '1 3'),
  paper: mark('brown', 'diamond2', '12 3 3 3'),
};

/** What is left for models of somebody's own. */
const OTHERS: readonly Mark[] = [
  mark('rose', 'triangle2', '6 2'),
  mark('violet', 'square2', '10 2 2 2'),
  mark('olive', 'asterisk', '5 4'),
];

/**
 * The marks of series by their names: a known model always has the same, CP models of any variant that of `cp`; others take
 * what is left, by their names, the same for the same set of names.
 */
export function marksOf(names: readonly string[]): Readonly<Record<string, Mark>> {
  const others = names.filter((name) => knownMark(name) === undefined).sort();
  return Object.fromEntries(
    names.map((name) => [name, knownMark(name) ?? OTHERS[others.indexOf(name) % OTHERS.length]]),
  );
}

function knownMark(name: string): Mark | undefined {
  if (Object.hasOwn(KNOWN, name)) return KNOWN[name];
  return /^cp-/.test(name) ? KNOWN.cp : undefined;
}

/** Steps of a scale from little to much, on light and on dark ground. */
export const STEPS: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#f3eef8', dark: '#26222f' },
  { light: '#d9cfea', dark: '#3d3356' },
  { light: '#b9a8d8', dark: '#59477f' },
  { light: '#7d63b0', dark: '#947ec2' },
  { light: '#634a98', dark: '#b09bd6' },
  { light: '#472f78', dark: '#cfbfea' },
  { light: '#2d1854', dark: '#efe6fb' },
];
