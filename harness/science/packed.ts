import type { ScienceRecord } from './record.ts';

/** Significant digits that numbers keep: more than any table shows. */
const DIGITS = 6;

/** The records as text to be kept beside the report that is made of them: JSON, a record a line. */
export function packedRecords(records: readonly ScienceRecord[]): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
  return `[\n${records.map((record) => JSON.stringify(record, short)).join(',\n')}\n]\n`;
}

/** The records that such a text holds. Throws SyntaxError for what is no JSON, RangeError for what is no list of records. */
export function unpackedRecords(text: string): readonly ScienceRecord[] {
  const found: unknown = JSON.parse(text);
  const records = Array.isArray(found) ? found : [null];
  const at = records.findIndex((one) => typeof one !== 'object' || one === null || !('task' in one && 'origin' in one));
  if (at >= 0) throw new RangeError(`record ${at + 1}: expected a list of records, each with task and origin`);
  return records as readonly ScienceRecord[];
}
