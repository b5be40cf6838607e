/** A Markdown table as lines: columns of numbers to the right, others to the left. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const rules = heads.map((_, c) => (rows.some((row) => !isNumber(row[c] ?? '')) ? '---' : '---:'));
  return [line(heads), line(rules), ...rows.map(line)];
}

/** Whether a cell is a number, a pair of numbers, or the dash for none. */
function isNumber(cell: string): boolean {
  return /^(-|-?[\d,.]+( (\(-?[\d.]*\)|(to|of|±) -?[\d.]+|%))?)$/.test(cell);
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** A number with so many decimals; a dash for none. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  const text = value.toFixed(digits);
  // No sign on a zero.
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** A share as a percentage with one decimal. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : fixed(100 * value, 1);
}

export function yesNo(value: boolean | null): string {
  return value === null ? 'not run' : value ? 'yes' : '**no**';
}
