import type { Cell, Row } from '../records.ts';
import type { Choice, Json, MarkSpec, Options, PlotSpec } from './spec.ts';

/** Observable Plot, as far as it is asked here. */
export type PlotLibrary = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** Where a plot is drawn: its width in px, and the document (left out: the browser's). */
export type Frame = { readonly width: number; readonly document?: unknown };

/**
 * The element that Plot makes of a spec. It runs in Node and, as its own text, in pages: nothing outside of it may be named
 * but types.
 */
export function drawPlot(
  library: PlotLibrary,
  spec: PlotSpec,
  tables: (name: string) => readonly Row[],
  choice: Choice,
  frame: Frame,
): unknown {
  const FORMATS: Readonly<Record<string, (value: number) => string>> = {
    '@clock': (value) => {
      const seconds = Math.round(value);
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    },
    '@percent': (value) => `${+(100 * value).toFixed(1)} %`,
  };
  const labels: Record<string, string> = {};
  for (const control of spec.controls ?? []) {
    const chosen = choice[control.field];
    const found = control.values.find(({ value }) => value === chosen);
    if (found !== undefined) labels[control.field] = found.label;
  }
  const filled = (value: Json): unknown => {
    if (typeof value === 'string') {
      return FORMATS[value] ?? value.replace(/\{(\w+)\}/g, (whole, field: string) => labels[field] ?? whole);
    }
    if (Array.isArray(value)) return value.map(filled);
    if (value === null || typeof value !== 'object') return value;
    if ('choose' in value && 'of' in value)
      return filled((value.of as Options)[String(choice[String(value.choose)])] ?? null);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
  };
  const folded = spec.fold !== undefined && frame.width < spec.fold.below;
  const turned = (options: Options): Options => {
    if (!folded || !('fx' in options)) return options;
    const { fx, ...rest } = options;
    return { ...rest, fy: typeof fx === 'string' ? (spec.fold?.by ?? fx) : fx };
  };
  const holds = (wanted: Cell | string | readonly Cell[], cell: Cell): boolean =>
    Array.isArray(wanted) ? wanted.includes(cell) : wanted === cell;
  const rowsOf = ({ table, where = {} }: MarkSpec): readonly Row[] => {
    const wanted = [...Object.entries(choice), ...Object.entries(where)];
    return tables(table ?? '').filter((row) =>
      wanted.every(([field, value]) => !(field in row) || holds(value, row[field])),
    );
  };
  const marks = spec.marks
    .filter(({ from = 0, pointer }) => frame.width >= from && (pointer === undefined || frame.document === undefined))
    .map((one) => {
      const options = filled(turned(one.options ?? {}));
      const own = one.pointer === undefined ? options : library[one.pointer](options);
      if (one.table === undefined && one.values === undefined) return library[one.mark](own);
      return library[one.mark](one.values ?? rowsOf(one), own);
    });
  const whole = folded ? { ...turned(spec.options), ...spec.fold?.options } : spec.options;
  const options = filled(whole) as Readonly<Record<string, unknown>>;
  const height =
    folded && typeof options.height === 'number' ? options.height * (spec.fold?.panels ?? 1) : options.height;
  return library.plot({
    ...options,
    ...(height === undefined ? {} : { height }),
    ...(frame.document === undefined ? {} : { document: frame.document }),
    width: frame.width,
    marks,
  });
}
