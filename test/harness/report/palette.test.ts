import { describe, expect, it } from 'vitest';
import { GROUND } from '../../../harness/report/page/theme.ts';
import { COLORS, marksOf, STEPS } from '../../../harness/report/palette.ts';

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe.each(['light', 'dark'] as const)('colours on %s ground', (theme) => {
  const { page, surface, text, quiet, link } = GROUND[theme];

  it('stand out from it: text 4.5 to 1, marks 3 to 1', () => {
    for (const ground of [page, surface]) {
      for (const color of [text, quiet, link]) expect(contrast(color, ground)).toBeGreaterThanOrEqual(4.5);
      for (const [name, both] of Object.entries(COLORS))
        expect(contrast(both[theme], ground), name).toBeGreaterThanOrEqual(3);
    }
  });

  it('the steps of a scale go one way, and what is written on them can be read', () => {
    const from = STEPS.map((both) => contrast(both[theme], surface));
    expect([...from].sort((a, b) => a - b)).toEqual(from);
    STEPS.forEach((both, n) => {
      const written = n < 3 ? text : surface;
      expect(contrast(both[theme], written), `step ${n}`).toBeGreaterThanOrEqual(4.5);
    });
  });
});

describe('marksOf', () => {
  it('gives a model the same mark in whatever company, CP of any variant that of CP', () => {
    const all = marksOf(['oracle', 'fvae', 'cp', 'mine', 'viewer mean']);
    expect(marksOf(['fvae']).fvae).toEqual(all.fvae);
    expect(marksOf(['cp-gls-nn-4'])['cp-gls-nn-4']).toEqual(all.cp);
    expect(marksOf(['zeta', 'alpha'])).toEqual(marksOf(['alpha', 'zeta']));
  });

  it('tells models apart by colour, by symbol and by dashes', () => {
    const names = [
      'oracle',
      'viewer mean',
      'viewer-mean',
      'fvae',
      'cp',
      'pca',
      'plain-vae',
      'additive',
      'interpolation',
      'paper',
      'a',
      'b',
      'c',
    ];
    const marks = Object.values(marksOf(names));
    for (const key of ['symbol', 'dash'] as const) {
      expect(new Set(marks.map((mark) => mark[key])).size, key).toBe(names.length);
    }
    expect(new Set(marks.filter(({ color }) => !/ink|grey/.test(color)).map(({ color }) => color)).size).toBe(
      names.length - 3,
    );
  });
});
