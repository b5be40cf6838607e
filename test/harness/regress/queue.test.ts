import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueue } from '../../../harness/regress/queue.ts';

const items = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 20 })
  .map((places) => places.map((place, number) => ({ place, number })));

describe('a queue of work at places', () => {
  it('hands out everything once, whoever asks', () => {
    fc.assert(
      fc.property(items, fc.array(fc.nat(2), { minLength: 25, maxLength: 25 }), (all, asking) => {
        const queue = createQueue(all, ({ place }) => place);
        const at: (string | null)[] = [null, null, null];
        const done: number[] = [];
        for (const hand of asking) {
          const item = queue(at[hand]);
          if (item === null) continue;
          at[hand] = item.place;
          done.push(item.number);
        }
        expect(done.sort((a, b) => a - b)).toEqual(all.map(({ number }) => number));
        expect(queue(null)).toBeNull();
      }),
    );
  });

  it('lets a hand stay where it is, sends others elsewhere, and at last where most is left', () => {
    const all = ['a', 'a', 'a', 'b', 'c', 'c'].map((place, number) => ({ place, number }));
    const queue = createQueue(all, ({ place }) => place);
    const places = [null, null, 'a', 'b', 'c', 'c'].map((from) => queue(from)?.place);
    expect(places).toEqual(['a', 'b', 'a', 'c', 'c', 'a']);
  });
});
