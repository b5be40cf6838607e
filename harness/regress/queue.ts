/**
 * Hands out items of work: a hand that comes from a place stays there as long as there is something to do, goes then where
 * nobody has been, and last helps where most is left; null where nothing is. The first time `place` is null.
 */
export type Queue<T> = (place: string | null) => T | null;

/** The queue of some items. */
export function createQueue<T>(items: readonly T[], placeOf: (item: T) => string): Queue<T> {
  const left = new Map<string, T[]>();
  for (const item of items) left.set(placeOf(item), [...(left.get(placeOf(item)) ?? []), item]);
  const begun = new Set<string>();
  return (from) => {
    const places = [...left.keys()];
    if (places.length === 0) return null;
    const fuller = (a: string, b: string): string =>
      (left.get(b) as T[]).length > (left.get(a) as T[]).length ? b : a;
    const place =
      from !== null && left.has(from) ? from : (places.find((one) => !begun.has(one)) ?? places.reduce(fuller));
    begun.add(place);
    const rest = left.get(place) as T[];
    const item = rest.shift() as T;
    if (rest.length === 0) left.delete(place);
    return item;
  };
}
