import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../../harness/options.ts';
import { countsOf, namesOf, sharesOf } from '../../../harness/stress/lists.ts';

const args = (text?: string): Parsed => ({ positionals: [], values: text === undefined ? {} : { list: text } });

describe('lists of an option', () => {
  it('are left open where the option is not given', () => {
    expect([namesOf(args(), 'list', []), sharesOf(args(), 'list', 0, 1), countsOf(args(), 'list', 0, 9, true)]).toEqual(
      [undefined, undefined, undefined],
    );
  });

  it('have names in the order given, or all', () => {
    expect(namesOf(args('b, a'), 'list', ['a', 'b', 'c'])).toEqual(['b', 'a']);
    expect(namesOf(args('all'), 'list', ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it('have numbers in ascending order, all of them last', () => {
    expect(sharesOf(args('0.5,.1,0'), 'list', 0, 0.9)).toEqual([0, 0.1, 0.5]);
    expect(countsOf(args('all,16,8'), 'list', 1, 99, true)).toEqual([8, 16, null]);
  });

  it.each([
    [() => namesOf(args('a,d'), 'list', ['a', 'b']), '--list: found "d", expected all or some of a, b'],
    [() => namesOf(args('a,a'), 'list', ['a', 'b']), '--list: found "a" twice, expected it once'],
    [() => sharesOf(args('0.95'), 'list', 0, 0.9), '--list: found "0.95", expected numbers from 0 to 0.9'],
    [() => sharesOf(args('1e-3'), 'list', 0, 0.9), '--list: found "1e-3", expected numbers from 0 to 0.9'],
    [() => sharesOf(args(''), 'list', 0, 0.9), '--list: found "", expected numbers from 0 to 0.9'],
    [() => sharesOf(args('0.1,.1'), 'list', 0, 0.9), '--list: found 0.1 twice, expected it once'],
    [() => countsOf(args('0'), 'list', 1, 99, true), '--list: found "0", expected whole numbers from 1 to 99, or all'],
    [() => countsOf(args('all'), 'list', 0, 99, false), '--list: found "all", expected whole numbers from 0 to 99'],
  ])('refuse what they cannot take', (read, line) => {
    expect(read).toThrow(line);
  });
});
