import { describe, expect, it } from 'vitest';
import { packedRecords, unpackedRecords } from '../../../harness/science/packed.ts';
import { planTasks } from '../../../harness/science/plan.ts';
import type { ScienceRecord } from '../../../harness/science/record.ts';
import { scienceReport } from '../../../harness/science/report.ts';
import { studyOf } from '../../../harness/science/study.ts';
import { everyRecord } from './synthetic.ts';

const tasks = planTasks({ seeds: [11, 12], only: null, sets: [], quick: false });

describe('packed records', () => {
  it('make the report that the records make, and are one a line', () => {
    const records = everyRecord(tasks, { match: 0.9612345678, rmse: { fvae: 0.0101234567 } });
    const text = packedRecords(records);
    expect(text.split('\n')).toHaveLength(records.length + 3);
    const report = (all: readonly ScienceRecord[]) => scienceReport(studyOf(tasks, all, []));
    expect(report(unpackedRecords(text))).toBe(report(records));
    expect(packedRecords(unpackedRecords(text))).toBe(text);
  });

  it('may be none', () => {
    expect(unpackedRecords(packedRecords([]))).toEqual([]);
  });

  it('are refused where they are something else', () => {
    expect(() => unpackedRecords('[{"task": {}, "origin": {}}, {"task": {}}]')).toThrow(/record 2/);
    expect(() => unpackedRecords('{}')).toThrow(RangeError);
    expect(() => unpackedRecords('[null]')).toThrow(/record 1/);
    expect(() => unpackedRecords('[')).toThrow(SyntaxError);
  });
});
