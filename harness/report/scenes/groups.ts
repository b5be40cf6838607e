import type { Attributes } from '../evaluation/data.ts';

/** Viewers who have something in common. */
export type Group = { readonly kind: string; readonly name: string; readonly viewers: readonly number[] };

/** Kinds of group, in the order in which they are told. */
export const KINDS = ['age', 'archetype', 'seats'] as const;

/** Fewest viewers of whom something is said as a group. */
const FEWEST = 3;
/** Bounds of the age groups, years. */
const AGES = [16, 30, 50];

/** The audience by age, by archetype, and by where they sit: thirds of the rows and of the width. Groups of three or more. */
export function groupsOf({ viewers, seats }: Pick<Attributes, 'viewers' | 'seats'>): readonly Group[] {
  const thirds = (values: readonly number[]): ((value: number) => 0 | 1 | 2) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => Math.min(2, Math.floor((3 * (value - low)) / Math.max(high - low, 1e-9))) as 0 | 1 | 2;
  };
  const depth = thirds(seats.map(({ row }) => row));
  const side = thirds(seats.map(({ x }) => x));
  const names = {
    age: ({ age }: Attributes['viewers'][number]): string => ageGroup(age),
    archetype: ({ archetype }: Attributes['viewers'][number]): string => archetype,
    seats: ({ seat }: Attributes['viewers'][number]): string =>
      `${['front', 'middle', 'back'][depth(seats[seat].row)]} ${['left', 'centre', 'right'][side(seats[seat].x)]}`,
  };
  const order: Record<string, (a: string, b: string) => number> = {
    age: (a, b) => AGE_NAMES.indexOf(a) - AGE_NAMES.indexOf(b),
    archetype: (a, b) => (a < b ? -1 : 1),
    seats: (a, b) => ZONES.indexOf(a) - ZONES.indexOf(b),
  };
  return KINDS.flatMap((kind) => {
    const found = new Map<string, number[]>();
    viewers.forEach((viewer, i) => {
      const name = names[kind](viewer);
      found.set(name, [...(found.get(name) ?? []), i]);
    });
    return [...found]
      .filter(([, members]) => members.length >= FEWEST)
      .sort(([a], [b]) => order[kind](a, b))
      .map(([name, members]) => ({ kind, name, viewers: members }));
  });
}

const AGE_NAMES = AGES.map((to, n) => (n === 0 ? `under ${to}` : `${AGES[n - 1]} to ${to - 1}`)).concat(
  `${AGES[AGES.length - 1]} and older`,
);
const ZONES = ['front', 'middle', 'back'].flatMap((depth) =>
  ['left', 'centre', 'right'].map((side) => `${depth} ${side}`),
);

function ageGroup(age: number): string {
  const place = AGES.findIndex((to) => age < to);
  return AGE_NAMES[place < 0 ? AGES.length : place];
}
