import fc from 'fast-check';
import { expect, it } from 'vitest';
import { besideHoles, distancesToSeen, foldOf, laterThan, without } from '../../fvae/hidden.ts';

const film = fc.uint8Array({ minLength: 1, maxLength: 60, max: 1 });

it('what is hidden was seen, and no two folds share a sample', () => {
  fc.assert(
    fc.property(film, fc.double({ min: 0, max: 1, noNaN: true }), (seen, share) => {
      const folds = [0, 1, 2, 3].map((fold) => foldOf(seen, fold));
      for (const hidden of [besideHoles(seen), laterThan(seen, share), ...folds]) {
        expect(hidden.every((one, t) => one <= seen[t]!)).toBe(true);
        expect(without(seen, hidden)).toEqual(seen.map((one, t) => one - hidden[t]!));
      }
      expect(seen.map((_, t) => folds.reduce((sum, fold) => sum + fold[t]!, 0))).toEqual(seen);
      expect(laterThan(seen, share)).toEqual(seen.map((one, t) => (t >= share * seen.length ? one : 0)));
    }),
  );
});

it('as much is hidden beside a hole as it is long, two seen samples away, behind it and before it in turn', () => {
  const text = (mask: Uint8Array): string => [...mask].map((one) => (one === 1 ? '1' : '.')).join('');
  const mask = (drawn: string): Uint8Array => Uint8Array.from(drawn, (one) => (one === '1' ? 1 : 0));
  expect(text(besideHoles(mask('11111...11111111111111..1111')))).toBe('..........111.....11........');
  expect(text(besideHoles(mask('1111')))).toBe('....');
  expect(text(besideHoles(mask('....')))).toBe('....');
  // What lies outside the film, or is missing itself, is not hidden.
  expect(text(besideHoles(mask('11....11.111')))).toBe('.........111');
});

it('the distance to the nearest seen sample, by looking at every one', () => {
  fc.assert(
    fc.property(film, (seen) => {
      const naive = Array.from(seen, (_, t) =>
        seen.reduce(
          (least, one, s) => (one === 1 ? Math.min(least, Math.abs(t - s)) : least),
          Number.POSITIVE_INFINITY,
        ),
      );
      expect([...distancesToSeen(seen)]).toEqual(naive);
    }),
  );
});
