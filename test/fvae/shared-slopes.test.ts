import { describe, expect, it } from 'vitest';
import { createRandom } from '../../fvae/random.ts';
import { ownSpread, PARTS, SHARED, sharedSpread, slopeSpread, spreadsApart } from '../../fvae/shared-slopes.ts';
import { type SlopeSpread, slopesBy } from '../../fvae/slope-posterior.ts';
import { isTried, type Trial } from '../../fvae/slope-trials.ts';
import { type SlopeSums, slopeSums } from '../../fvae/slopes.ts';

const [N, T, K, D] = [120, 60, 2, 12];
const identity = Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));
const coordinates = { to: identity, from: identity, correlationTime: new Float64Array(D).fill(1) };

type Viewer = { readonly slopes: Float64Array; readonly sums: SlopeSums; readonly trial: Trial };

/** Viewers whose slopes are `directions` [n, K D] times standard normal weights, residuals of variance 1; told by half the film. */
function audience(directions: readonly Float64Array[], seed: number): Viewer[] {
  const random = createRandom(seed, 'audience');
  return Array.from({ length: N }, () => {
    const slopes = new Float64Array(K * D);
    for (const direction of directions) {
      const weight = random.normal();
      direction.forEach((value, at) => {
        slopes[at] += weight * value;
      });
    }
    const courses = Float64Array.from({ length: T * K }, () => random.normal());
    const residual = new Float64Array(T * D);
    for (let t = 0; t < T; t += 1) {
      for (let d = 0; d < D; d += 1) {
        residual[t * D + d] = random.normal();
        for (let k = 0; k < K; k += 1) residual[t * D + d] += courses[t * K + k] * slopes[k * D + d];
      }
    }
    const part = (which: number): SlopeSums =>
      slopeSums(
        coordinates,
        courses,
        residual,
        new Uint8Array(T).map((_, t) => (t % 2 === which ? 1 : 0)),
      );
    const hidden = part(1);
    const trial = { seen: part(0), gram: hidden.gram, left: hidden.cross, square: T * D };
    return { slopes, sums: slopeSums(coordinates, courses, residual, new Uint8Array(T).fill(1)), trial };
  });
}

function directions(count: number, size: number, seed: number): Float64Array[] {
  const random = createRandom(seed, 'directions');
  return Array.from({ length: count }, () => Float64Array.from({ length: K * D }, () => size * random.normal()));
}

const pause = async (): Promise<void> => {};
const spreadFor = (viewers: readonly Viewer[]) =>
  slopeSpread(
    coordinates,
    viewers.map(({ sums }) => sums),
    viewers.filter((_, i) => isTried(i)).map(({ trial }) => trial),
    K,
    pause,
  );

/** Mean squared error of the slopes told by half the film. */
function errorOf(viewers: readonly Viewer[], spread: SlopeSpread): number {
  const tell = slopesBy(coordinates, spread, K);
  let sum = 0;
  for (const { slopes, trial } of viewers) {
    tell(trial.seen).own.forEach((slope, at) => {
      sum += (slope - slopes[at]) ** 2 / (viewers.length * K * D);
    });
  }
  return sum;
}

describe('what viewers’ slopes share', () => {
  it('is found where there is such, and tells slopes of other viewers twice as well as each for itself', async () => {
    const true2 = directions(2, 0.15, 0);
    const viewers = audience(true2, 1);
    const others = audience(true2, 2);
    const found = await spreadFor(viewers);
    expect(found.shared.some((value) => value !== 0)).toBe(true);
    const alone = ownSpread(
      coordinates,
      viewers.map(({ sums }) => sums),
      K,
    );
    expect(2 * errorOf(others, found)).toBeLessThan(errorOf(others, alone));
    // The covariance of slopes is that of the directions.
    const covariance = (rows: readonly Float64Array[], a: number, b: number): number =>
      rows.reduce((sum, row) => sum + row[a] * row[b], 0);
    const rows = Array.from({ length: SHARED }, (_, r) => found.shared.subarray(r * K * D, (r + 1) * K * D));
    let [difference, size] = [0, 0];
    for (let a = 0; a < K * D; a += 1) {
      for (let b = 0; b < K * D; b += 1) {
        difference += (covariance(rows, a, b) + (a === b ? found.rest[a] : 0) - covariance(true2, a, b)) ** 2;
        size += covariance(true2, a, b) ** 2;
      }
    }
    expect(difference / size).toBeLessThan(0.15);
  });

  it('is nothing where slopes do not differ', async () => {
    const found = await spreadFor(audience([], 3));
    const { own } = slopesBy(coordinates, found, K)(audience([], 4)[0].sums);
    for (const slope of own) expect(Math.abs(slope)).toBeLessThan(0.05);
  });

  it('is nothing where every slope differs for itself', async () => {
    const alone = Array.from({ length: K * D }, (_, at) => new Float64Array(K * D).fill(0.3, at, at + 1));
    const found = await spreadFor(audience(alone, 7));
    expect(new Set(found.shared)).toEqual(new Set([0]));
    const mean = found.rest.reduce((sum, value) => sum + value, 0) / (K * D);
    expect(mean).toBeGreaterThan(0.07);
    expect(mean).toBeLessThan(0.11);
  });

  it('leaves what a viewer has besides at its size, though few viewers are fitted by many directions', async () => {
    const alone = Array.from({ length: K * D }, (_, at) => new Float64Array(K * D).fill(0.5, at, at + 1));
    const few = audience(alone, 8).slice(0, 20);
    const { rest } = await sharedSpread(
      coordinates,
      few.map(({ sums }) => sums),
      K,
      pause,
    );
    expect(rest.reduce((sum, value) => sum + value, 0) / (K * D)).toBeGreaterThan(0.1);
  });

  it('of each part of the audience is told by the others alone, where anything is shared', async () => {
    const [[one], [other]] = [directions(1, 0.3, 9), directions(1, 0.3, 10)];
    const [ones, others] = [audience([one], 11), audience([other], 12)];
    const along = ({ shared }: SlopeSpread, direction: Float64Array): number => {
      let sum = 0;
      for (let r = 0; r < SHARED; r += 1) {
        sum += direction.reduce((dot, value, at) => dot + value * shared[r * K * D + at], 0) ** 2;
      }
      return sum / direction.reduce((square, value) => square + value ** 2, 0) ** 2;
    };
    for (const part of [0, 1, PARTS - 1]) {
      const sums = others.map(({ sums }, i) => (i % PARTS === part ? ones[i].sums : sums));
      const whole = await sharedSpread(coordinates, sums, K, pause);
      const apart = await spreadsApart(coordinates, sums, whole, K, pause);
      expect(apart.map(({ rest }) => rest)).toEqual(Array(PARTS).fill(whole.rest));
      expect(along(apart[part], other)).toBeGreaterThan(0.3);
      expect(along(apart[part], other)).toBeGreaterThan(5 * along(apart[part], one));
    }
    const sums = others.map((viewer) => viewer.sums);
    const none = ownSpread(coordinates, sums, K);
    expect(await spreadsApart(coordinates, sums, none, K, pause)).toEqual(Array(PARTS).fill(none));
  });

  it('has the same directions in whatever order the viewers are, and about the same besides', async () => {
    const viewers = audience(directions(2, 0.2, 5), 6);
    const sums = viewers.map(({ sums }) => sums);
    const order = createRandom(0, 'order').permutation(sums.length);
    const there = await sharedSpread(coordinates, sums, K, pause);
    const turned = await sharedSpread(
      coordinates,
      Array.from(order, (i) => sums[i]),
      K,
      pause,
    );
    turned.shared.forEach((value, at) => {
      expect(value).toBeCloseTo(there.shared[at], 6);
    });
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(total(turned.rest) / total(there.rest) - 1)).toBeLessThan(0.3);
  });
});
