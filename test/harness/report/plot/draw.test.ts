import { describe, expect, it } from 'vitest';
import { drawPlot, type PlotLibrary } from '../../../../harness/report/plot/draw.ts';
import { clockTicks } from '../../../../harness/report/plot/series.ts';
import { firstChoice, type PlotSpec } from '../../../../harness/report/plot/spec.ts';
import { stillPlot } from '../../../../harness/report/plot/still.ts';
import type { Row } from '../../../../harness/report/records.ts';

/** A library that gives back what it was asked for. */
const echo = new Proxy(
  {},
  {
    get:
      (_, name) =>
      (...args: unknown[]) => ({ name, args }),
  },
) as PlotLibrary;
type Asked = { readonly name: string; readonly args: readonly unknown[] };

const rows: readonly Row[] = ['a', 'b'].flatMap((model) => ['x', 'y'].map((set, n) => ({ model, set, value: n })));
const spec: PlotSpec = {
  options: { height: 100, x: { label: 'of {set}', tickFormat: '@clock' }, fx: { label: null } },
  marks: [
    { mark: 'dot', table: 'rows', where: { model: 'a' }, options: { x: 'value', fx: 'set' } },
    { mark: 'dot', table: 'rows', where: { model: ['a', 'b'] }, options: { x: 'value', fx: 'set' } },
    { mark: 'tip', table: 'rows', pointer: 'pointerX', options: { x: 'value' } },
    { mark: 'frame' },
    { mark: 'ruleY', values: [0], from: 600 },
  ],
  controls: [
    {
      field: 'set',
      label: 'Set',
      kind: 'one',
      values: [
        { value: 'y', label: 'the Y' },
        { value: 'x', label: 'the X' },
      ],
    },
    {
      field: 'model',
      label: 'Shown',
      kind: 'many',
      values: [
        { value: 'a', label: 'a' },
        { value: 'b', label: 'b' },
      ],
    },
  ],
  fold: { below: 500, panels: 3 },
};
const drawn = (choice: Record<string, string | string[]>, width: number) => {
  const { args } = drawPlot(echo, spec, () => rows, choice, { width }) as Asked;
  const [options] = args as [
    Record<string, unknown> & { marks: Asked[]; x: { label: string; tickFormat: (s: number) => string } },
  ];
  return options;
};

describe('drawPlot', () => {
  it('gives each mark the rows that are chosen and that it asks for', () => {
    const { marks } = drawn({ set: 'x', model: ['b'] }, 800);
    expect(marks.map(({ name }) => name)).toEqual(['dot', 'dot', 'tip', 'frame', 'ruleY']);
    expect(marks[0].args[0]).toEqual([]);
    expect(marks[1].args[0]).toEqual([{ model: 'b', set: 'x', value: 0 }]);
    expect(marks[2].args[1]).toEqual({ name: 'pointerX', args: [{ x: 'value' }] });
    expect(marks[4].args[0]).toEqual([0]);
  });

  it('says what is chosen, and times as minutes and seconds', () => {
    const { x } = drawn({ set: 'x', model: [] }, 800);
    expect(x.label).toBe('of the X');
    expect([0, 59.6, 3599].map(x.tickFormat)).toEqual(['0:00', '1:00', '59:59']);
  });

  it('puts panels one below the other where there is little room', () => {
    const { marks, height, fx, fy } = drawn(firstChoice(spec) as Record<string, string>, 400) as never as Record<
      string,
      unknown
    > & { marks: Asked[] };
    expect([height, fx, fy]).toEqual([300, undefined, { label: null }]);
    expect(marks[0].args[1]).toEqual({ x: 'value', fy: 'set' });
    expect(marks).toHaveLength(4);
  });
});

describe('stillPlot', () => {
  it('is the plot of what is chosen first, without what follows a pointer: the same text every time', () => {
    const still = stillPlot({ ...spec, fold: { below: 0, panels: 1 } }, () => rows);
    expect(still).toBe(stillPlot({ ...spec, fold: { below: 0, panels: 1 } }, () => rows));
    expect(still).toMatch(/^<svg /);
    expect(still.match(/<circle/g)).toHaveLength(3);
    expect(still).not.toMatch(/NaN|undefined|<style/);
  });
});

describe('clockTicks', () => {
  it('are whole steps within the range, at most seven', () => {
    expect(clockTicks(0, 300)).toEqual([0, 60, 120, 180, 240, 300]);
    expect(clockTicks(0, 5040)).toEqual([0, 900, 1800, 2700, 3600, 4500]);
    expect(clockTicks(600, 1200)).toEqual([600, 720, 840, 960, 1080, 1200]);
    expect(clockTicks(0, 10)).toEqual([0, 5, 10]);
  });
});
