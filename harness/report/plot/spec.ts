import type { Cell } from '../records.ts';

/** What may stand in the options of a plot: data alone, so that the page draws what Node draws. */
export type Json = Cell | boolean | readonly Json[] | { readonly [key: string]: Json };
export type Options = { readonly [key: string]: Json };

/**
 * One mark of Observable Plot. Its rows are those of a table that have the values of `where` and, in columns that bear a
 * control's name, what is chosen there; or `values`, or none (frames, axes).
 */
export type MarkSpec = {
  readonly mark: string;
  readonly table?: string;
  readonly where?: Readonly<Record<string, Cell | readonly Cell[]>>;
  readonly values?: readonly Cell[];
  readonly options?: Options;
  /** Only where the pointer is: nearest by x, by y or by both. */
  readonly pointer?: 'pointerX' | 'pointerY' | 'pointer';
  /** Drawn where the plot is at least so wide, px. */
  readonly from?: number;
};

/** A choice that the reader makes: of one value, or of those that are shown. The first (or all) stand without JavaScript. */
export type Control = {
  readonly field: string;
  readonly label: string;
  readonly kind: 'one' | 'many';
  /** Whether the legend shows what is chosen, and leaves out what could have been. */
  readonly legend?: true;
  readonly values: readonly { readonly value: string; readonly label: string }[];
};

/**
 * A plot as data. In texts, `{field}` is what is chosen there; `@clock` (seconds as m:ss) and `@percent` are formats; `{ choose: field, of: {...} }` is what
 * stands under the value chosen there. Where
 * the plot is narrower than `fold` says its columns of panels (fx) are put one below the other, each `height` high, and the
 * fold's options take the place of the plot's.
 */
export type PlotSpec = {
  readonly options: Options;
  readonly marks: readonly MarkSpec[];
  readonly controls?: readonly Control[];
  readonly fold?: {
    readonly below: number;
    readonly panels: number;
    readonly options?: Options;
    /** The field that panels follow then. @defaultValue that of fx */
    readonly by?: string;
  };
};

/** What is chosen, by field. */
export type Choice = Readonly<Record<string, string | readonly string[]>>;

/** What a plot shows at first: of each control the first, or all. */
export function firstChoice(spec: PlotSpec): Choice {
  return Object.fromEntries(
    (spec.controls ?? []).map(({ field, kind, values }) => [
      field,
      kind === 'one' ? (values[0]?.value ?? '') : values.map(({ value }) => value),
    ]),
  );
}
