import { base, de, en, es, Faker, fr, it, ja } from '@faker-js/faker';
import type { Viewer } from './cast.ts';

/** Who a viewer is, for the metadata: nothing here enters the simulation but age and sex. */
export type Person = { readonly name: string; readonly region: string };

const HOMES = [
  { weight: 0.5, locale: en },
  { weight: 0.14, locale: es },
  { weight: 0.12, locale: fr },
  { weight: 0.12, locale: de },
  { weight: 0.06, locale: it },
  { weight: 0.06, locale: ja },
];

// One generator a locale, made once: building a Faker costs far more than a name.
const fakers = HOMES.map(({ locale }) => new Faker({ locale: [locale, en, base] }));

/** The name and the home region of a viewer. Apart from the cast, because only the metadata need it. */
export function drawPerson({ person: { seed, home }, sex }: Pick<Viewer, 'person' | 'sex'>): Person {
  let at = 0;
  let rest = home;
  while (at < HOMES.length - 1 && rest >= HOMES[at].weight) {
    rest -= HOMES[at].weight;
    at += 1;
  }
  const faker = fakers[at];
  faker.seed(seed);
  const kind = sex === 1 ? 'male' : 'female';
  return { name: `${faker.person.firstName(kind)} ${faker.person.lastName(kind)}`, region: faker.location.state() };
}
