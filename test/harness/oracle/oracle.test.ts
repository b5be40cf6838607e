import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { movementOf } from '../../../harness/evaluation/meaning.ts';
import { blinkMoments, createOracle } from '../../../harness/oracle/oracle.ts';
import { quietStage, stageOf, truthOf } from '../../../harness/oracle/stage.ts';
import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { ACTION_UNIT_COUNT, AU45 } from '../../../sim/face/action-units.ts';
import { headPose } from '../../../sim/nuisance/head-motion.ts';
import { sequence, stream } from '../../../sim/random/stream.ts';
import { contraction } from '../../../sim/reaction/action-units.ts';
import { buildHouse } from '../../../sim/screening/house.ts';
import { express } from '../../../sim/screening/play.ts';
import { createSensor, senseClean } from '../../../sim/screening/sense.ts';
import { generated, IDEAL } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const SIZE = { rows: 2, seats: 3, samples: 120 };
const EVERY = Uint32Array.from({ length: SIZE.samples }, (_, t) => t);

let folder = '';
let usual: Dataset;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  usual = await generated(folder, tinyScenario(SIZE), 'usual');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function predicted(dataset: Dataset, viewer: number): Float32Array {
  const out = new Float32Array(SIZE.samples * 136);
  createOracle(dataset).predict(viewer, EVERY, out);
  return out;
}

function rms(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < a.length; n += 1) sum += (a[n] - b[n]) ** 2;
  return Math.sqrt(sum / a.length);
}

describe('the rebuilt stage', () => {
  it('has the dataset’s U* and V*', () => {
    const stage = stageOf(usual);
    const truth = truthOf(usual);
    stage.viewers.forEach(({ sensitivity }, i) => {
      expect([...sensitivity]).toEqual([...truth.viewer.subarray(4 * i, 4 * i + 4)]);
    });
    expect(stage.reaction.courses.factors).toEqual(truth.time);
  });

  it('is refused where the scenario gives others', () => {
    const scenario = { ...(usual.attributes.scenario as object), seed: 8 };
    const altered = { ...usual, attributes: { ...usual.attributes, scenario } };
    expect(() => stageOf(altered)).toThrow(/factors\/viewer is not what its scenario gives/);
  });

  it('is quiet but for the reactions', () => {
    const stage = stageOf(usual);
    const quiet = quietStage(stage);
    expect(quiet.viewers).toBe(stage.viewers);
    expect(quiet.scenario.reaction.idiosyncrasy.sd).toBe(0);
    expect(quiet.scenario.nuisance.head.reaction).toBe(1);
    expect(quiet.schedules.every(({ acts }) => acts.length === 0)).toBe(true);
  });
});

describe('the oracle', () => {
  it.each([
    ['the usual face', []],
    ['a saturated face', ['reaction.saturation=4']],
    ['the linear face', ['reaction.linear=true']],
    ['laughing heads', ['nuisance.head.reaction=1.5', 'nuisance.laughRhythm=0.3']],
  ])('gives clean landmarks where nothing but the factors moves %s', async (name, sets) => {
    // One camera, so that none other is used at times.
    const dataset = await generated(folder, oneCamera([...IDEAL, ...sets]), name);
    for (const viewer of [0, 4]) {
      const clean = readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] });
      const still = clean.map((_, n) => clean[n % 136]);
      expect(rms(predicted(dataset, viewer), clean)).toBeLessThan(0.02 * rms(still, clean));
      expect(rms(predicted(dataset, viewer), clean)).toBeLessThan(2e-4);
    }
  });

  it('gives the mean over noise and blinks of what sensing gives', async () => {
    const dataset = await generated(folder, oneCamera(['reaction.idiosyncrasy.sd=0.2']), 'noisy');
    const oracle = createOracle(dataset);
    const real = stageOf(dataset);
    const stage = quietStage(real);
    const sensor = createSensor(stage, buildHouse(stage));
    const viewer = 1;
    const out = new Float32Array(SIZE.samples * 136);
    const reacting = peak(oracle.latent.subarray(viewer * SIZE.samples * 4, (viewer + 1) * SIZE.samples * 4));
    oracle.predict(viewer, [reacting], out);
    const draws = sequence(stream(9, 'noise'), 0);
    const sum = new Float64Array(136);
    const count = 1500;
    const one = new Float32Array(136);
    const z = new Float32Array(4);
    const play = { actionUnits: new Float32Array(ACTION_UNIT_COUNT), pose: new Float32Array(6) };
    const [first] = blinkMoments(real.viewers[viewer].habits.blinkRate);
    for (let n = 0; n < count; n += 1) {
      for (let sign = -1; sign <= 1; sign += 2) {
        for (let k = 0; k < 4; k += 1) {
          const at = (viewer * SIZE.samples + reacting) * 4 + k;
          z[k] = oracle.latent[at] + sign * 0.2 * draws.normal();
        }
        const q = (k: number): number => contraction(z[k], stage.scenario.reaction.saturation);
        express(stage, viewer, z, 0, q(1), reacting / stage.rate, play.actionUnits, 0);
        play.actionUnits[AU45] = draws.uniform() < first ? 1 : 0;
        const head = {
          motion: stream(0, ''),
          posture: stream(0, ''),
          nuisance: stage.scenario.nuisance,
          rate: stage.rate,
          viewer: stage.viewers[viewer],
          rest: stage.postures[viewer],
          fidgets: new Float64Array(0),
          acts: [],
        };
        const [laughter, surprise] = [Float64Array.of(q(1)), Float64Array.of(q(2))];
        headPose(head, reacting, 1, laughter, surprise, new Float64Array(12), play.pose, 0);
        senseClean(sensor, play, viewer, 0, 0, one, 0);
        for (let d = 0; d < 136; d += 1) sum[d] += one[d] / (2 * count);
      }
    }
    expect(rms(out.subarray(reacting * 136, reacting * 136 + 136), sum)).toBeLessThan(6e-4);
  });

  it('gives the same whichever entries are asked for, and leaves the others alone', () => {
    const whole = predicted(usual, 2);
    const some = new Float32Array(whole.length).fill(7);
    createOracle(usual).predict(2, [3, 90], some);
    for (const t of [3, 90]) {
      expect(some.subarray(t * 136, t * 136 + 136)).toEqual(whole.subarray(t * 136, t * 136 + 136));
    }
    expect(some[4 * 136]).toBe(7);
  });

  it('moves the parts of the face that a factor’s action units are in, and nothing at rest', () => {
    const oracle = createOracle(usual);
    const viewer = 3;
    const moved = (k: number) => movementOf(oracle.alone(viewer, k, 1.5));
    const [amusement, laughter, surprise, fatigue] = [0, 1, 2, 3].map(moved);
    expect(amusement.mouth).toBeGreaterThan(5 * amusement.brows);
    expect(laughter.mouth).toBeGreaterThan(3 * laughter.brows);
    expect(surprise.brows).toBeGreaterThan(3 * amusement.brows);
    expect(fatigue.eyes).toBeGreaterThan(fatigue.mouth);
    expect(movementOf(oracle.alone(viewer, 1, 0))).toEqual({ brows: 0, eyes: 0, nose: 0, mouth: 0, jaw: 0 });
  });

  it('has a blink closed for the share of the time that blinks last', () => {
    expect(blinkMoments(0)).toEqual([0, 0]);
    // A course of 0.23 s closed, 60 times a minute.
    expect(blinkMoments(60)[0]).toBeCloseTo(0.23, 3);
    expect(blinkMoments(60)[1]).toBeLessThan(blinkMoments(60)[0]);
  });
});

/** The tiny scenario with the first of its cameras only. */
function oneCamera(sets: readonly string[]): ReturnType<typeof tinyScenario> {
  const scenario = tinyScenario(SIZE, sets);
  return { ...scenario, cameras: scenario.cameras.slice(0, 1) };
}

/** The sample of the largest reaction of all. */
function peak(latent: Float32Array): number {
  let best = 0;
  for (let n = 0; n < latent.length; n += 1) if (latent[n] > latent[best]) best = n;
  return Math.floor(best / 4);
}
