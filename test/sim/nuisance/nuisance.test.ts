import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../scenarios/schema/parse.ts';
import { blinkClosure, blinkCourse } from '../../../sim/nuisance/blink.ts';
import { stream } from '../../../sim/random/stream.ts';
import { play } from '../../../sim/screening/play.ts';
import { setStage } from '../../../sim/screening/stage.ts';

describe('blinks', () => {
  it('close and open the lids within half a second, smoothly', () => {
    expect(blinkCourse(0)).toBe(0);
    expect(blinkCourse(0.13)).toBe(1);
    expect(blinkCourse(0.45)).toBe(0);
    for (let t = 0; t < 0.5; t += 0.001) expect(Math.abs(blinkCourse(t + 0.001) - blinkCourse(t))).toBeLessThan(0.02);
  });

  it('come at the rate asked for', () => {
    const source = stream(1, 'blink');
    let starts = 0;
    let before = 0;
    const seconds = 20_000;
    for (let n = 0; n < seconds * 20; n += 1) {
      const now = blinkClosure(source, 3, 17, 0, 17, n / 20);
      if (now > 0 && before === 0) starts += 1;
      before = now;
    }
    // Two blinks that run into each other count once: a few per cent.
    expect(Math.abs(starts / (seconds / 60) / 17 - 1)).toBeLessThan(0.08);
  });

  it('fall together in the share asked for, and not at all without', () => {
    const together = (synchrony: number): number => {
      const source = stream(2, 'blink');
      let one = 0;
      let both = 0;
      for (let n = 0; n < 60_000; n += 1) {
        const a = blinkClosure(source, 0, 17, synchrony, 17, n * 0.7) > 0;
        const b = blinkClosure(source, 1, 17, synchrony, 17, n * 0.7) > 0;
        if (a) one += 1;
        if (a && b) both += 1;
      }
      return both / one;
    };
    const chance = together(0);
    expect(chance).toBeLessThan(0.16);
    expect(together(0.6)).toBeGreaterThan(chance + 0.15);
  });
});

describe('headPose', () => {
  const base = [
    'film.duration=2000',
    'film.generators=[]',
    'theater.rows=3',
    'theater.seatsPerRow=3',
    'audience.occupancy=1',
  ];

  it('stays at rest with every nuisance off', () => {
    const stage = setStage(loadScenario('ideal-v1', base));
    const { pose } = play(stage, 0, 50);
    for (let i = 0; i < 9; i += 1) {
      for (let s = 1; s < 50; s += 1) {
        for (let d = 0; d < 6; d += 1) expect(pose[(i * 50 + s) * 6 + d]).toBe(pose[i * 300 + d]);
      }
    }
  });

  it('moves with the SDs asked for', () => {
    const stage = setStage(
      loadScenario('ideal-v1', [...base, 'nuisance.head.yaw=8', 'nuisance.head.pitch=4', 'nuisance.fidget.rate=200']),
    );
    const { pose } = play(stage, 0, 2000);
    const sd = (d: number): number => {
      let sum = 0;
      for (let i = 0; i < 9; i += 1) {
        const rest = stage.postures[i];
        const middle = d === 3 ? rest.yaw : rest.pitch;
        for (let s = 0; s < 2000; s += 1) sum += (pose[(i * 2000 + s) * 6 + d] - middle) ** 2;
      }
      return (Math.sqrt(sum / 18_000) * 180) / Math.PI;
    };
    expect(Math.abs(sd(3) / 8 - 1)).toBeLessThan(0.15);
    expect(Math.abs(sd(4) / 4 - 1)).toBeLessThan(0.15);
  });

  it('tips back and shakes with laughter, and looks down at a phone', () => {
    const laugh = setStage(
      loadScenario('ideal-v1', [
        ...base,
        'film.events=[{at: 20, type: humor, intensity: 1, duration: 5}]',
        'nuisance.head.reaction=1',
      ]),
    );
    const { pose } = play(laugh, 0, 40);
    for (let i = 0; i < 9; i += 1) expect(pose[(i * 40 + 24) * 6 + 4]).toBeLessThan(pose[i * 240 + 4]);
    const phone = setStage(
      loadScenario('ideal-v1', [...base, 'behavior.phone.rate=100', 'behavior.phone.duration=60']),
    );
    const down = play(phone, 0, 1000);
    let most = -9;
    for (let n = 4; n < down.pose.length; n += 6) most = Math.max(most, down.pose[n]);
    expect(most).toBeGreaterThan(0.35);
  });
});
