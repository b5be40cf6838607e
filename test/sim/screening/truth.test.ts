import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../scenarios/schema/parse.ts';
import { FACTOR_COUNT } from '../../../sim/audience/sensitivity.ts';
import { ACTION_UNITS } from '../../../sim/face/action-units.ts';
import { poseLandmarks } from '../../../sim/face/rig.ts';
import { buildHouse } from '../../../sim/screening/house.ts';
import { play } from '../../../sim/screening/play.ts';
import { createSensor, emptySensed, sense } from '../../../sim/screening/sense.ts';
import { setStage } from '../../../sim/screening/stage.ts';

const small = [
  'film.duration=120',
  'film.generators=[]',
  'film.events=[{at: 10, type: humor, intensity: 0.9}, {at: 35, type: surprise, intensity: 0.9}, {at: 60, type: humor, intensity: 0.5}, {at: 80, type: surprise, intensity: 0.4}, {at: 90, type: humor, intensity: 1}]',
  'theater.rows=4',
  'theater.seatsPerRow=4',
  'audience.occupancy=1',
];

function senseAll(id: string, sets: readonly string[] = []) {
  const stage = setStage(loadScenario(id, [...small, ...sets]));
  const played = play(stage, 0, stage.samples);
  const sensor = createSensor(stage, buildHouse(stage));
  const out = emptySensed(stage.viewers.length * stage.samples, stage.cameras.length);
  for (let i = 0; i < stage.viewers.length; i += 1) {
    for (let s = 0; s < stage.samples; s += 1) sense(sensor, played, i, s, out, i * stage.samples + s);
  }
  return { stage, played, out };
}

describe('the truth', () => {
  it('is z* = U* V* to the last bit with all deviations off', () => {
    for (const id of ['ideal-v1', 'linear-v1', 'strong-face-v1']) {
      const stage = setStage(loadScenario(id, small));
      const { latent } = play(stage, 0, stage.samples);
      stage.viewers.forEach((viewer, i) => {
        for (let t = 0; t < stage.samples; t += 1) {
          for (let k = 0; k < FACTOR_COUNT; k += 1) {
            const product = viewer.sensitivity[k] * stage.reaction.courses.factors[t * FACTOR_COUNT + k];
            expect(latent[(i * stage.samples + t) * FACTOR_COUNT + k]).toBe(Math.fround(product));
          }
        }
      });
    }
  });

  it('stops being U* V* with any one of the knobs on', () => {
    const deviations = [
      'reaction.idiosyncrasy.sd=0.1',
      'reaction.latency.spread=1',
      'reaction.contagion=0.5',
      'reaction.habituation=1',
    ];
    for (const knob of deviations) {
      const stage = setStage(loadScenario('ideal-v1', [...small, knob]));
      const { latent } = play(stage, 0, stage.samples);
      let most = 0;
      stage.viewers.forEach((viewer, i) => {
        for (let n = 0; n < stage.samples * FACTOR_COUNT; n += 1) {
          const product = viewer.sensitivity[n % FACTOR_COUNT] * stage.reaction.courses.factors[n];
          most = Math.max(most, Math.abs(latent[i * stage.samples * FACTOR_COUNT + n] - product));
        }
      });
      expect(most, knob).toBeGreaterThan(0.01);
    }
  });

  it('of linear-v1 is linear in z* to 1e-5', () => {
    const { stage, played, out } = senseAll('linear-v1');
    const T = stage.samples;
    const K = FACTOR_COUNT;
    // For each viewer, least squares of every column on (1, z): what is left must be rounding.
    let worst = 0;
    let moved = 0;
    for (let i = 0; i < stage.viewers.length; i += 1) {
      const rows = Array.from({ length: T }, (_, t) => [
        1,
        ...Array.from({ length: K }, (_k, k) => played.latent[(i * T + t) * K + k]),
      ]);
      for (let column = 0; column < 136; column += 1) {
        const y = Array.from({ length: T }, (_, t) => out.truth[(i * T + t) * 136 + column]);
        const beta = leastSquares(rows, y);
        rows.forEach((row, t) => {
          const fitted = row.reduce((sum, value, k) => sum + value * beta[k], 0);
          worst = Math.max(worst, Math.abs(fitted - y[t]));
        });
        moved = Math.max(moved, Math.max(...y) - Math.min(...y));
      }
    }
    expect(moved).toBeGreaterThan(0.05);
    expect(worst).toBeLessThan(1e-5);
  });

  it('of the linear control moves with about the variance of the non-linear face', () => {
    const spread = (id: string): number => {
      const { stage, out } = senseAll(id);
      const T = stage.samples;
      let sum = 0;
      for (let i = 0; i < stage.viewers.length; i += 1) {
        for (let column = 0; column < 136; column += 1) {
          const y = Array.from({ length: T }, (_, t) => out.truth[(i * T + t) * 136 + column]);
          const mean = y.reduce((a, b) => a + b, 0) / T;
          sum += y.reduce((a, b) => a + (b - mean) ** 2, 0) / T;
        }
      }
      return sum;
    };
    const ratio = spread('linear-v1') / spread('ideal-v1');
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('does not move when only pose or seat changes, to 1e-4', () => {
    const still = senseAll('ideal-v1');
    const moving = senseAll('ideal-v1', [
      'nuisance.head.yaw=20',
      'nuisance.head.pitch=10',
      'nuisance.head.sway=0.05',
      'theater.rowPitch=1.6',
      'theater.riser=0.5',
    ]);
    let most = 0;
    for (let n = 0; n < still.out.truth.length; n += 1) {
      most = Math.max(most, Math.abs(still.out.truth[n] - moving.out.truth[n]));
    }
    expect(most).toBeLessThan(1e-4);
    // The poses did change, and what the cameras make of them did too.
    expect(moving.played.pose).not.toEqual(still.played.pose);
    expect(moving.out.clean).not.toEqual(still.out.clean);
  });

  it('is followed by clean within the stated residue of the pose fit', () => {
    const { out } = senseAll('ideal-v1', ['nuisance.head.yaw=6', 'nuisance.head.pitch=4', 'nuisance.head.roll=3']);
    const rms = (first: number, last: number): number => {
      let sum = 0;
      let count = 0;
      for (let at = 0; at < out.truth.length; at += 136) {
        for (let l = first; l <= last; l += 1) {
          sum +=
            (out.clean[at + 2 * l] - out.truth[at + 2 * l]) ** 2 +
            (out.clean[at + 2 * l + 1] - out.truth[at + 2 * l + 1]) ** 2;
          count += 1;
        }
      }
      return Math.sqrt(sum / count);
    };
    console.log(`residue of the pose fit (RMS): jaw ${rms(0, 16).toFixed(4)}, inner ${rms(17, 67).toFixed(4)}`);
    // docs/simulator.md states these.
    expect(rms(17, 67)).toBeLessThan(0.03);
    expect(rms(0, 16)).toBeLessThan(0.12);
  });

  it('differentiates smoothly in the action units: central differences at two steps agree', () => {
    const stage = setStage(loadScenario('ideal-v1', small));
    const { rigs } = buildHouse(stage);
    const level = fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), {
      minLength: ACTION_UNITS.length,
      maxLength: ACTION_UNITS.length,
    });
    fc.assert(
      fc.property(level, fc.nat(ACTION_UNITS.length - 1), fc.nat(rigs.length - 1), (au, unit, which) => {
        const at = (h: number): Float64Array => {
          const out = new Float64Array(204);
          poseLandmarks(
            rigs[which],
            au.map((value, a) => (a === unit ? value + h : value)),
            0,
            out,
            false,
          );
          return out;
        };
        const slope = (h: number): Float64Array => {
          const [plus, minus] = [at(h), at(-h)];
          return plus.map((value, n) => (value - minus[n]) / (2 * h));
        };
        const [coarse, fine] = [slope(1e-3), slope(1e-4)];
        // A smooth function's central differences differ by the third derivative times h^2 / 6.
        for (let n = 0; n < 204; n += 1) expect(Math.abs(coarse[n] - fine[n])).toBeLessThan(2e-3);
      }),
    );
  });
});

/** Least squares by the normal equations, for a handful of unknowns; columns that do not vary get a coefficient of 0. */
function leastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const n = rows[0].length;
  const a = Array.from({ length: n }, (_, p) =>
    Array.from({ length: n }, (_q, q) => rows.reduce((s, row) => s + row[p] * row[q], 0)),
  );
  const b = Array.from({ length: n }, (_, p) => rows.reduce((s, row, t) => s + row[p] * y[t], 0));
  for (let p = 0; p < n; p += 1) {
    if (Math.abs(a[p][p]) < 1e-12) continue;
    for (let i = p + 1; i < n; i += 1) {
      const factor = a[i][p] / a[p][p];
      for (let q = p; q < n; q += 1) a[i][q] -= factor * a[p][q];
      b[i] -= factor * b[p];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let p = n - 1; p >= 0; p -= 1) {
    let value = b[p];
    for (let q = p + 1; q < n; q += 1) value -= a[p][q] * x[q];
    x[p] = Math.abs(a[p][p]) < 1e-12 ? 0 : value / a[p][p];
  }
  return x;
}
