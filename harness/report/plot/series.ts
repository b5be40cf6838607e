import { marksOf } from '../palette.ts';
import type { Control, MarkSpec, Options } from './spec.ts';

/** How the series of a table are drawn. */
export type Series = {
  readonly table: string;
  /** Names of the series, in their field (`model`). */
  readonly names: readonly string[];
  readonly field?: string;
  /** All series that give the marks their order, where these are only some of them. */
  readonly among?: readonly string[];
  /** Channels: x, y, fx ... */
  readonly channels: Options;
  readonly line?: boolean;
  readonly dots?: boolean;
  readonly r?: number;
  readonly width?: number;
  /** Of the dots' insides. */
  readonly opacity?: number;
};

/** Each series' line and dots in its own colour, dashes and symbol. */
export function seriesMarks(series: Series): MarkSpec[] {
  const {
    table,
    names,
    field = 'model',
    channels,
    line = true,
    dots = true,
    r = 3.5,
    width = 1.8,
    opacity = 1,
  } = series;
  const marks = marksOf(series.among ?? names);
  const lines = names.map((name): MarkSpec => {
    const { color, dash } = marks[name];
    const stroke = { stroke: color, strokeWidth: width, ...(dash === '' ? {} : { strokeDasharray: dash }) };
    return { mark: 'lineY', table, where: { [field]: name }, options: { ...channels, ...stroke } };
  });
  const points = names.map((name): MarkSpec => {
    const { color, symbol } = marks[name];
    const { z: _, ...rest } = channels;
    return {
      mark: 'dot',
      table,
      where: { [field]: name },
      options: { ...rest, symbol, fill: color, fillOpacity: opacity, stroke: color, r },
    };
  });
  return [...(line ? lines : []), ...(dots ? points : [])];
}

/** A choice of the series that are shown, made in the legend. */
export function seriesControl(names: readonly string[], field = 'model', label = 'Shown'): Control {
  return { field, label, kind: 'many', values: names.map((name) => ({ value: name, label: name })) };
}

/** A choice of one of several. */
export function choiceControl(
  field: string,
  label: string,
  values: readonly { readonly value: string; readonly label: string }[],
): Control {
  return { field, label, kind: 'one', values: values.map(({ value, label: text }) => ({ value, label: text })) };
}

/** What stands beside the pointer: the nearest row's channels by name. */
export function tip(
  table: string,
  channels: Options,
  named: Options = {},
  pointer: MarkSpec['pointer'] = 'pointer',
): MarkSpec {
  return {
    mark: 'tip',
    table,
    ...(pointer === undefined ? {} : { pointer }),
    options: { ...channels, channels: named, format: { fx: false, fy: false } },
  };
}

/** Whole times for an axis of seconds: at most seven, on full quarters, minutes or their multiples. */
export function clockTicks(from: number, to: number): number[] {
  const steps = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400];
  const step = steps.find((one) => (to - from) / one <= 6.5) ?? 28800;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, n) => (first + n) * step);
}

/** Room for labels at the left of a plot, px. */
export function marginFor(labels: readonly string[]): number {
  return Math.round(18 + 6.1 * labels.reduce((most, label) => Math.max(most, label.length), 4));
}
