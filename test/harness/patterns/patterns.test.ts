import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_SEATS } from '../../../harness/patterns/block-missing.ts';
import type { Need, PatternGround } from '../../../harness/patterns/pattern.ts';
import { PATTERNS } from '../../../harness/patterns/patterns.ts';
import { generator } from '../../laws/tiny-dataset.ts';

const ROWS = 5;
const SEATS = 6;
const VIEWERS = ROWS * SEATS;
const SAMPLES = 200;
const ENTRIES = VIEWERS * SAMPLES;
/** Those that take any mask and any seed; occlusion has a screening for its test. */
const NAMES = Object.keys(PATTERNS).filter((name) => name !== 'occlusion');

/** A made-up screening; `missing` of its entries are not observed. Every part that is asked for is noted. */
function groundOf(seed: number, missing = 0, asked = new Set<Need>()): PatternGround {
  const random = generator(seed);
  const observed = Uint8Array.from({ length: ENTRIES }, () => (random() < missing ? 0 : 1));
  const expression = Float32Array.from(observed, (seen) => seen * random());
  const camera = Int8Array.from(observed, (seen, at) => (seen === 0 ? -1 : Math.floor(at / SAMPLES) % 3));
  // The third camera sees whom the first has, too; the second's own are seen by it alone.
  const sees = [0, 1, 2].map((c) => camera.map((used) => (used === c || (c === 2 && used === 0) ? 1 : 0)));
  const part = <T>(need: Need, value: T) => {
    return (): T => {
      asked.add(need);
      return value;
    };
  };
  return {
    viewers: VIEWERS,
    samples: SAMPLES,
    rate: 1,
    observed,
    seats: part(
      'seats',
      Array.from({ length: VIEWERS }, (_, i) => ({ row: Math.floor(i / SEATS), number: i % SEATS })),
    ),
    expression: part('expression', expression),
    training: part(
      'training',
      Array.from({ length: VIEWERS }, (_, i) => i).filter((i) => i % 5 !== 0),
    ),
    camera: part('camera', camera),
    sees: part(
      'sees',
      sees.map((view) => Uint8Array.from(view)),
    ),
    hidden: () => {
      throw new Error('not to be asked for');
    },
  };
}

const lose = (name: string, ground: PatternGround, rate: number, seed: number): Uint8Array =>
  PATTERNS[name].lose(ground, rate, seed);
const count = (mask: ArrayLike<number>): number => Array.from(mask).reduce((sum, value) => sum + value, 0);
const share = (lost: Uint8Array, { observed }: PatternGround): number => count(lost) / count(observed);
const rate = fc.double({ min: 0.02, max: 0.9, noNaN: true });
const seed = fc.integer({ min: 0, max: 4294967295 });

describe.each(NAMES)('%s', (name) => {
  it('loses the share asked for, of what is observed and of nothing else', () => {
    fc.assert(
      fc.property(rate, seed, fc.constantFrom(0, 0.1), (asked, drawn, missing) => {
        const ground = groundOf(drawn, missing);
        const lost = lose(name, ground, asked, drawn);
        expect(lost.every((value, at) => value <= ground.observed[at])).toBe(true);
        // Four standard deviations of what is drawn entry by entry; a second of a row or of a camera's viewers.
        const tolerance = /^(mcar|mnar_t|mar_logistic)$/.test(name) ? 4 * Math.sqrt(0.25 / ENTRIES) : 0.003;
        // Two holes of a tenth: a row or a camera cannot lose what is missing already.
        const most = name === 'rows' ? 0.89 : 0.9;
        expect(Math.abs(share(lost, ground) - Math.min(asked, most))).toBeLessThan(tolerance + 0.012);
      }),
      { numRuns: 25 },
    );
  });

  it('loses nothing at 0, and the same for the same seed', () => {
    const ground = groundOf(1, 0.05);
    expect(count(lose(name, ground, 0, 3))).toBe(0);
    expect(lose(name, ground, 0.4, 3)).toEqual(lose(name, groundOf(1, 0.05), 0.4, 3));
    const same = name === 'mnar_x';
    expect(Buffer.compare(lose(name, ground, 0.4, 3), lose(name, ground, 0.4, 4)) === 0).toBe(same);
  });

  it('looks at what it needs and at nothing else', () => {
    const asked = new Set<Need>();
    lose(name, groundOf(2, 0.05, asked), 0.5, 1);
    expect([...asked].sort()).toEqual([...PATTERNS[name].needs].sort());
  });
});

/** Shares lost of groups of entries, by a number of each entry. */
function sharesBy(lost: Uint8Array, group: (at: number) => number): number[] {
  const sums: number[] = [];
  const sizes: number[] = [];
  lost.forEach((value, at) => {
    const g = group(at);
    sums[g] = (sums[g] ?? 0) + value;
    sizes[g] = (sizes[g] ?? 0) + 1;
  });
  return sums.map((sum, g) => sum / sizes[g]);
}

describe('what loss depends on', () => {
  const ground = groundOf(5);
  const expressive = [...ground.expression()];
  const byExpression = (lost: Uint8Array): number[] =>
    sharesBy(lost, (at) => Math.min(3, Math.floor(4 * expressive[at])));

  it('mcar: neither face nor time nor viewer', () => {
    const lost = lose('mcar', ground, 0.5, 7);
    for (const shares of [byExpression(lost), sharesBy(lost, (at) => Math.floor((4 * (at % SAMPLES)) / SAMPLES))]) {
      for (const one of shares) expect(Math.abs(one - 0.5)).toBeLessThan(0.06);
    }
  });

  it('mnar_x: the face: of each viewer the strongest expressions, whoever it is', () => {
    const lost = lose('mnar_x', ground, 0.3, 7);
    const shares = byExpression(lost);
    expect(shares[0]).toBe(0);
    expect(shares[3]).toBe(1);
    const turned = { ...ground, expression: () => ground.expression().map((value) => 3 * value + 1) };
    expect(count(lose('mnar_x', turned, 0.3, 7).map((value, at) => value ^ lost[at]))).toBeLessThan(10);
  });

  it('mnar_t: the time alone: most where the intensity is low', () => {
    const lost = lose('mnar_t', ground, 0.5, 7);
    const low = (at: number): number => (Math.sin((20 * (at % SAMPLES)) / (SAMPLES - 1) + 10) < -0.5 ? 1 : 0);
    const [high, deep] = sharesBy(lost, low);
    expect(deep - high).toBeGreaterThan(0.4);
    for (const one of byExpression(lost)) expect(Math.abs(one - 0.5)).toBeLessThan(0.08);
  });

  it('mar_logistic: the witnesses, who lose nothing and are of those who train', () => {
    const lost = lose('mar_logistic', ground, 0.5, 7);
    const viewers = sharesBy(lost, (at) => Math.floor(at / SAMPLES));
    const whole = viewers.flatMap((one, i) => (one === 0 ? [i] : []));
    expect(whole).toHaveLength(1);
    expect(ground.training()).toContain(whole[0]);
    // A viewer's own face does not matter, the witness's does: with another witness others are lost.
    const own = ground.expression().map((value, at) => (Math.floor(at / SAMPLES) === whole[0] ? value : 1 - value));
    expect(lose('mar_logistic', { ...ground, expression: () => own }, 0.5, 7)).toEqual(lost);
    const still = ground.expression().map((value, at) => (Math.floor(at / SAMPLES) === whole[0] ? 1 - value : value));
    expect(lose('mar_logistic', { ...ground, expression: () => still }, 0.5, 7)).not.toEqual(lost);
    // The chance rises or falls with the witness's expression, viewer by viewer.
    const slopes = Array.from({ length: VIEWERS }, (_, i) => {
      const at = (t: number): number => whole[0] * SAMPLES + t;
      let slope = 0;
      for (let t = 0; t < SAMPLES; t += 1) slope += (lost[i * SAMPLES + t] - 0.5) * (ground.expression()[at(t)] - 0.5);
      return Math.abs(slope) / SAMPLES;
    });
    expect(count(slopes) / VIEWERS).toBeGreaterThan(0.03);
  });

  it('seq_missing: runs of each viewer; every viewer loses the same', () => {
    const lost = lose('seq_missing', ground, 0.3, 7);
    for (const one of sharesBy(lost, (at) => Math.floor(at / SAMPLES))) expect(one).toBeCloseTo(0.3, 9);
    const runs = runsOf(lost);
    expect(runs.filter((length) => length >= 20).length).toBeGreaterThan(0.5 * runs.length);
  });

  it('block_missing: neighbours of a row at once', () => {
    const lost = lose('block_missing', ground, 0.2, 7);
    let [together, single] = [0, 0];
    for (let i = 0; i + 1 < VIEWERS; i += 1) {
      if ((i + 1) % SEATS === 0) continue;
      for (let t = 0; t < SAMPLES; t += 1) {
        if (lost[i * SAMPLES + t] === 0) continue;
        if (lost[(i + 1) * SAMPLES + t] === 1) together += 1;
        else single += 1;
      }
    }
    expect(together).toBeGreaterThan((BLOCK_SEATS - 2) * single);
    expect(runsOf(lost).filter((length) => length >= 60).length).toBeGreaterThan(0);
  });

  it('rows: all of a row alike, and each keeps a tenth', () => {
    const lost = lose('rows', ground, 0.5, 7);
    for (let i = 0; i < VIEWERS; i += 1) {
      const row = Math.floor(i / SEATS) * SEATS;
      // The last row loses as much as is asked for, to the second.
      const own = count(lost.subarray(i * SAMPLES, (i + 1) * SAMPLES));
      expect(Math.abs(own - count(lost.subarray(row * SAMPLES, (row + 1) * SAMPLES)))).toBeLessThanOrEqual(1);
      expect(own).toBeLessThanOrEqual(0.9 * SAMPLES);
    }
    expect(runsOf(lost)).toHaveLength(18);
  });

  it('dead_camera: entries that no working camera sees, to the end of the film', () => {
    for (const drawn of [1, 2, 3, 4]) {
      const lost = lose('dead_camera', ground, 0.4, drawn);
      const dead = new Set<number>();
      lost.forEach((value, at) => {
        const t = at % SAMPLES;
        if (value === 1) dead.add(ground.camera()[at]);
        if (value === 1 && t + 1 < SAMPLES) expect(lost[at + 1]).toBe(1);
        expect(value === 1 && t < 10).toBe(false);
      });
      // Whom the first camera has is lost only once the third is dead, too.
      if (dead.has(0)) expect(dead.has(2)).toBe(true);
    }
  });
});

/** Lengths of the runs of lost samples. */
function runsOf(lost: Uint8Array): number[] {
  const runs: number[] = [];
  lost.forEach((value, at) => {
    if (value === 0) return;
    if (at % SAMPLES > 0 && lost[at - 1] === 1) runs[runs.length - 1] += 1;
    else runs.push(1);
  });
  return runs;
}
