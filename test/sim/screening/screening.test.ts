import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../scenarios/schema/schema.ts';
import { viewerCount } from '../../../sim/audience/cast.ts';
import { sampleCount } from '../../../sim/screening/stage.ts';
import { CAUSES } from '../../../sim/sensing/cause.ts';
import { scenarioArbitrary } from '../../laws/scenario-arbitrary.ts';
import { screen } from '../../laws/screening.ts';

const scenarios = scenarioArbitrary({ maxViewers: 6, maxSamples: 24 });
const RUNS = { numRuns: 60 };

function allFinite(values: Float32Array): boolean {
  for (let n = 0; n < values.length; n += 1) if (!Number.isFinite(values[n])) return false;
  return true;
}

function within(values: ArrayLike<number>, low: number, high: number): boolean {
  for (let n = 0; n < values.length; n += 1) if (!(values[n] >= low && values[n] <= high)) return false;
  return true;
}

/** Bits of `a` that are not set in `b`. */
function extraBits(a: Uint8Array, b: Uint8Array): number {
  let extra = 0;
  for (let n = 0; n < a.length; n += 1) if ((a[n] & ~b[n]) !== 0) extra += 1;
  return extra;
}

describe('any valid scenario', () => {
  it('plays: sizes, ranges and finiteness of everything', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { stage, played, out, count } = screen(scenario);
        expect(stage.viewers).toHaveLength(viewerCount(scenario));
        expect(count).toBe(sampleCount(scenario));
        for (const values of [played.latent, played.actionUnits, played.pose, out.truth, out.clean]) {
          expect(allFinite(values)).toBe(true);
        }
        expect(allFinite(stage.stimulus)).toBe(true);
        expect(within(stage.stimulus, 0, 1)).toBe(true);
        expect(within(stage.reaction.courses.factors, 0, Number.MAX_VALUE)).toBe(true);
        for (const viewer of stage.viewers) expect(within(viewer.sensitivity, 0, 1e6)).toBe(true);
        if (!scenario.reaction.linear) expect(within(played.actionUnits, 0, 1)).toBe(true);
        expect(allFinite(out.position as Float32Array)).toBe(true);
        expect(within(out.seen, 0, 1)).toBe(true);
        expect(within(out.camera, -1, stage.cameras.length - 1)).toBe(true);
        expect(within(out.cause, 0, Object.keys(CAUSES).length - 1)).toBe(true);
      }),
      RUNS,
    );
  });

  it('has NaN exactly where not observed, a cause exactly where missing, and a camera that sees enough', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const { stage, out, count } = screen(scenario);
        const C = stage.cameras.length;
        for (let e = 0; e < stage.viewers.length * count; e += 1) {
          const seen = out.seen[e] === 1;
          for (let n = 0; n < 136; n += 1) {
            if (Number.isFinite(out.observed[e * 136 + n]) !== seen) expect.fail(`entry ${e} column ${n}`);
          }
          expect(out.cause[e] === CAUSES.observed).toBe(seen);
          expect(out.camera[e] >= 0).toBe(seen);
          if (!seen) continue;
          let visible = 0;
          for (let b = 0; b < 9; b += 1) {
            for (let bits = out.visible[(e * C + out.camera[e]) * 9 + b]; bits !== 0; bits &= bits - 1) visible += 1;
          }
          expect(visible).toBeGreaterThanOrEqual(scenario.sensing.enoughLandmarks);
        }
        // The four bits above landmark 67 are never set.
        for (let n = 8; n < out.visible.length; n += 9) expect(out.visible[n] & 0xf0).toBe(0);
      }),
      RUNS,
    );
  });

  it('never reveals a landmark when an obstacle is added', () => {
    const pillars = fc.record({
      name: fc.constant('added'),
      x: fc.double({ min: -4, max: 4, noNaN: true }),
      z: fc.double({ min: 0.5, max: 8, noNaN: true }),
      width: fc.double({ min: 0.05, max: 2, noNaN: true }),
      depth: fc.double({ min: 0.05, max: 1, noNaN: true }),
      height: fc.double({ min: 0.5, max: 6, noNaN: true }),
    });
    let hidden = 0;
    fc.assert(
      fc.property(scenarios, pillars, (scenario, pillar) => {
        const open: Scenario = { ...scenario, occlusion: { ...scenario.occlusion, obstacles: true } };
        const shut: Scenario = {
          ...open,
          theater: { ...open.theater, obstacles: [...open.theater.obstacles, pillar] },
        };
        const before = screen(open).out.visible;
        const after = screen(shut).out.visible;
        expect(extraBits(after, before)).toBe(0);
        hidden += extraBits(before, after);
      }),
      RUNS,
    );
    expect(hidden).toBeGreaterThan(0);
  });

  it('never reveals a landmark when people and seats come to count as occluders', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const none = { people: false, seats: false, hands: false, obstacles: false };
        const all = { people: true, seats: true, hands: true, obstacles: true };
        const before = screen({ ...scenario, occlusion: none }).out.visible;
        expect(extraBits(screen({ ...scenario, occlusion: all }).out.visible, before)).toBe(0);
      }),
      RUNS,
    );
  });

  it('never observes more with a camera less', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(7), (scenario, which) => {
        fc.pre(scenario.cameras.length > 1);
        const removed = which % scenario.cameras.length;
        const fewer = { ...scenario, cameras: scenario.cameras.filter((_camera, c) => c !== removed) };
        const before = screen(scenario).out;
        const after = screen(fewer).out;
        for (let e = 0; e < before.seen.length; e += 1) expect(after.seen[e]).toBeLessThanOrEqual(before.seen[e]);
        // The truth does not know how many cameras there are.
        expect(after.truth).toEqual(before.truth);
      }),
      RUNS,
    );
  });

  it('gives any part as the whole has it', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(), fc.nat(), (scenario, a, b) => {
        const whole = screen(scenario);
        const from = a % whole.count;
        const count = 1 + (b % (whole.count - from));
        const part = screen(scenario, from, count);
        const N = whole.stage.viewers.length;
        const same = (p: ArrayLike<number>, w: ArrayLike<number>): void => {
          const width = w.length / (N * whole.count);
          for (let i = 0; i < N; i += 1) {
            for (let n = 0; n < count * width; n += 1) {
              const x = p[i * count * width + n];
              const y = w[(i * whole.count + from) * width + n];
              if (!Object.is(x, y)) expect.fail(`viewer ${i}: ${x} in the part, ${y} in the whole`);
            }
          }
        };
        same(part.played.latent, whole.played.latent);
        same(part.played.actionUnits, whole.played.actionUnits);
        same(part.played.pose, whole.played.pose);
        for (const name of ['truth', 'clean', 'observed', 'seen', 'camera', 'visible', 'cause'] as const) {
          same(part.out[name], whole.out[name]);
        }
        same(part.out.position as Float32Array, whole.out.position as Float32Array);
        same(part.out.projected as Float32Array, whole.out.projected as Float32Array);
      }),
      RUNS,
    );
  });

  it('is the same when set up again and another with another seed', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const one = screen(scenario);
        const two = screen(scenario);
        expect(two.out).toEqual(one.out);
        expect(two.played).toEqual(one.played);
        const other = screen({ ...scenario, seed: (scenario.seed + 1) % 4294967296 });
        expect(other.stage.viewers.map((v) => v.identity)).not.toEqual(one.stage.viewers.map((v) => v.identity));
      }),
      { numRuns: 20 },
    );
  });
});
