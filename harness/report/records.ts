/** A number, a text, or nothing. */
export type Cell = string | number | null;

/** One line of a table of data. */
export type Row = Readonly<Record<string, Cell>>;

/** Tables of data by name: what a report draws, and what is written beside it. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** A table as its columns: numbers as they are, texts as indices into their different values. */
export type PackedColumn =
  | { readonly values: readonly Cell[] }
  | { readonly levels: readonly string[]; readonly codes: readonly (number | null)[] };
export type Packed = Readonly<Record<string, PackedColumn>>;

/** Digits of the numbers in a page. */
const DIGITS = 5;

/** A table for a page: by column, numbers to five digits. */
export function packed(rows: readonly Row[]): Packed {
  return Object.fromEntries(columnsOf(rows).map((name) => [name, packedColumn(rows.map((row) => row[name] ?? null))]));
}

function packedColumn(cells: readonly Cell[]): PackedColumn {
  if (!cells.some((cell) => typeof cell === 'string')) return { values: cells.map(rounded) };
  const levels = [...new Set(cells.filter((cell) => cell !== null).map(String))];
  const places = new Map(levels.map((level, place) => [level, place]));
  return { levels, codes: cells.map((cell) => (cell === null ? null : (places.get(String(cell)) as number))) };
}

function rounded(cell: Cell): Cell {
  if (typeof cell !== 'number') return cell;
  return Number.isFinite(cell) ? Number(cell.toPrecision(DIGITS)) : null;
}

/** Names of all columns of a table in the order in which they appear. */
export function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/**
 * All tables as one CSV file (RFC 4180, with a head): the first column names the table, and a column that a table does not
 * have is empty in its lines.
 */
export function csvText(tables: Tables): string {
  const columns = columnsOf(Object.values(tables).flat());
  const lines = Object.entries(tables).flatMap(([table, rows]) =>
    rows.map((row) => [table, ...columns.map((column) => row[column] ?? null)]),
  );
  return `${[['table', ...columns], ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
