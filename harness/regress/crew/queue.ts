/** Items of work that need a place, handed out so that no two hands open a place at the same time. */
export type Queue<T> = {
  /** What to do next for a hand that comes from `place`, or null: nothing is left that it may begin now. */
  next(place: string | null): T | null;
  /** Says that an item is done, so that its place is open. */
  done(item: T): void;
  /** Whether everything has been handed out. */
  empty(): boolean;
};

/**
 * The queue of some items: a hand stays at its place as long as there is something to do, goes to one that nobody has been
 * at, and last helps where most is left.
 */
export function createQueue<T>(items: readonly T[], placeOf: (item: T) => string): Queue<T> {
  const left = new Map<string, T[]>();
  for (const item of items) left.set(placeOf(item), [...(left.get(placeOf(item)) ?? []), item]);
  const begun = new Set<string>();
  const open = new Set<string>();
  const take = (place: string): T | null => {
    const rest = left.get(place) as T[];
    begun.add(place);
    const item = rest.shift() as T;
    if (rest.length === 0) left.delete(place);
    return item;
  };
  return {
    next(place) {
      if (place !== null && left.has(place) && open.has(place)) return take(place);
      const fresh = [...left.keys()].find((one) => !begun.has(one));
      if (fresh !== undefined) return take(fresh);
      const shared = [...left.keys()].filter((one) => open.has(one));
      if (shared.length === 0) return null;
      return take(shared.reduce((a, b) => ((left.get(b) as T[]).length > (left.get(a) as T[]).length ? b : a)));
    },
    done(item) {
      open.add(placeOf(item));
    },
    empty: () => left.size === 0,
  };
}
