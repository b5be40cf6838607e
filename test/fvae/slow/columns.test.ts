import { expect, it } from 'vitest';
import { TREND, trend, withColumns } from '../../../fvae/slow/columns.ts';

it('a trend is powers of time of mean 0', () => {
  const found = trend(9);
  for (let c = 0; c < TREND; c += 1) {
    const column = found.filter((_, at) => at % TREND === c);
    expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    const time = column.map((_, b) => ((b - 4) / 4) ** (c + 1));
    column.forEach((value, b) => {
      expect(value - column[4]!).toBeCloseTo(time[b]!, 12);
    });
  }
});

it('columns of all viewers stand behind their own', () => {
  // Two viewers, three stretches, one column each.
  const found = withColumns(Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(10, 11, 20, 21, 30, 31), 3, 2);
  expect([...found]).toEqual([1, 10, 11, 2, 20, 21, 3, 30, 31, 4, 10, 11, 5, 20, 21, 6, 30, 31]);
  expect([...withColumns(new Float64Array(0), Float64Array.of(7, 8), 2, 2)]).toEqual([7, 8, 7, 8]);
});
