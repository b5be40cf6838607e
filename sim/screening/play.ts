import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import { ACTIVITIES, type Act, AWAY, HIDING } from '../behavior/schedule.ts';
import { ACTION_UNIT_COUNT, ACTION_UNITS } from '../face/action-units.ts';
import { blinkClosure } from '../nuisance/blink.ts';
import { headPose } from '../nuisance/head-motion.ts';
import { stream, uniform } from '../random/stream.ts';
import { contraction, driveActionUnits, driveLinearly } from '../reaction/action-units.ts';
import { ownReaction } from '../reaction/latent.ts';
import type { Stage } from './stage.ts';

/** What every viewer does in a range of samples; arrays are viewers x count x ..., C order. */
export type Play = {
  readonly from: number;
  readonly count: number;
  /** z*: N x count x K. */
  readonly latent: Float32Array;
  /** N x count x A. */
  readonly actionUnits: Float32Array;
  /** N x count x 6: m and rad. */
  readonly pose: Float32Array;
  /** N x count, indices into ACTIVITIES. */
  readonly activity: Uint8Array;
  /** N x count, indices into PLACEMENTS: where a hand is, if one is. */
  readonly placement: Uint8Array;
};

/** Seconds a viewer covers the face after a strong reaction, and the delay of contagion (assumed). */
const HIDING_TIME = 2.5;
const CONTAGION_DELAY = 1;

const BLINK = ACTION_UNITS.indexOf('AU45');
const JAW = ACTION_UNITS.indexOf('AU26');

/** Plays all viewers in samples from..from+count-1. Any range gives what the whole film has there. */
export function play(stage: Stage, from: number, count: number): Play {
  const { viewers, rate, scenario } = stage;
  const n = viewers.length;
  const lead = Math.min(from, Math.ceil(HIDING_TIME * rate) + Math.ceil(CONTAGION_DELAY * rate) + 1);
  const first = from - lead;
  const length = lead + count;
  const own = new Float64Array(n * length * FACTOR_COUNT);
  for (const viewer of viewers) {
    const at = viewer.index * length * FACTOR_COUNT;
    ownReaction(stage.reaction, viewer, first, length, own.subarray(at, at + length * FACTOR_COUNT));
  }
  const out: Play = {
    from,
    count,
    latent: new Float32Array(n * count * FACTOR_COUNT),
    actionUnits: new Float32Array(n * count * ACTION_UNIT_COUNT),
    pose: new Float32Array(n * count * 6),
    activity: new Uint8Array(n * count),
    placement: new Uint8Array(n * count),
  };
  const scratch = {
    z: new Float64Array(length * FACTOR_COUNT),
    laughter: new Float64Array(count),
    surprise: new Float64Array(count),
    noise: new Float64Array(12 * count),
    hiding: new Uint8Array(count),
    act: new Int32Array(count),
  };
  const sources = playSources(scenario.seed);
  for (let i = 0; i < n; i += 1) {
    spread(stage, own, i, first, length, scratch.z);
    reactViewer(stage, sources, out, i, lead, scratch);
    actViewer(stage, out, i, scratch);
    const acts = actsIn(stage.schedules[i].acts, from / rate - 1, (from + count) / rate + 1);
    headPose(
      {
        motion: sources.motion,
        posture: sources.posture,
        nuisance: scenario.nuisance,
        rate,
        viewer: viewers[i],
        rest: stage.postures[i],
        fidgets: stage.schedules[i].fidgets,
        acts,
      },
      from,
      count,
      scratch.laughter,
      scratch.surprise,
      scratch.noise,
      out.pose,
      i * count * 6,
    );
  }
  return out;
}

type Scratch = {
  readonly z: Float64Array;
  readonly laughter: Float64Array;
  readonly surprise: Float64Array;
  readonly noise: Float64Array;
  readonly hiding: Uint8Array;
  readonly act: Int32Array;
};

function playSources(seed: number) {
  return {
    blink: stream(seed, 'blink'),
    motion: stream(seed, 'motion'),
    posture: stream(seed, 'posture'),
    hiding: stream(seed, 'hiding'),
  };
}

/** z* of one viewer: its own reaction plus what spreads from its neighbours' own reactions a second before. */
function spread(stage: Stage, own: Float64Array, i: number, first: number, length: number, z: Float64Array): void {
  const K = FACTOR_COUNT;
  z.set(own.subarray(i * length * K, (i + 1) * length * K));
  const strength = stage.scenario.reaction.contagion;
  if (!(strength > 0)) return;
  const delay = Math.ceil(CONTAGION_DELAY * stage.rate);
  const { viewers, weights } = stage.neighbours[i];
  for (let s = delay; s < length; s += 1) {
    if (first + s - delay < 0) continue;
    for (let k = 0; k < 2; k += 1) {
      let sum = 0;
      for (let j = 0; j < viewers.length; j += 1) sum += weights[j] * own[(viewers[j] * length + s - delay) * K + k];
      z[s * K + k] += strength * Math.max(0, sum);
    }
  }
}

/** Action units, blinks and the hiding that a reaction brings about. */
function reactViewer(
  stage: Stage,
  sources: ReturnType<typeof playSources>,
  out: Play,
  i: number,
  lead: number,
  scratch: Scratch,
): void {
  const { scenario, rate } = stage;
  const { saturation } = scenario.reaction;
  const { blink } = scenario.nuisance;
  const { z, laughter, surprise, hiding } = scratch;
  const K = FACTOR_COUNT;
  const A = ACTION_UNIT_COUNT;
  const hidden = Math.ceil(HIDING_TIME * rate);
  const chance = scenario.behavior.reactionHiding;
  hiding.fill(0);
  if (chance > 0) {
    for (let s = Math.max(0, lead - hidden); s < lead + out.count; s += 1) {
      const strongest = Math.max(contraction(z[s * K + 1], saturation), contraction(z[s * K + 2], saturation));
      // Squared: people hide when they roar or jump, not at every smile.
      if (uniform(sources.hiding, i, out.from - lead + s) < 1 - (1 - chance * strongest * strongest) ** (1 / rate)) {
        hiding.fill(1, Math.max(0, s - lead), Math.min(out.count, s - lead + hidden));
      }
    }
  }
  const viewer = stage.viewers[i];
  for (let s = 0; s < out.count; s += 1) {
    const zAt = (lead + s) * K;
    const zOut = (i * out.count + s) * K;
    for (let k = 0; k < K; k += 1) out.latent[zOut + k] = z[zAt + k];
    laughter[s] = contraction(z[zAt + 1], saturation);
    surprise[s] = contraction(z[zAt + 2], saturation);
    const au = (i * out.count + s) * A;
    const time = (out.from + s) / rate;
    express(stage, i, out.latent, zOut, laughter[s], time, out.actionUnits, au);
    if (blink.rate > 0) {
      const closure = blinkClosure(sources.blink, i, viewer.habits.blinkRate, blink.synchrony, blink.rate, time);
      out.actionUnits[au + BLINK] = closure;
    }
  }
}

/** How far laughter's notes open the jaw at a time in s, 0..1: 4.8 Hz (Provine); the viewers' phases are their own. */
export function laughNote(viewer: number, time: number): number {
  return 0.5 - 0.5 * Math.cos(2 * Math.PI * 4.76 * time + 2.4 * viewer);
}

/**
 * Action units of a viewer's reaction z (K numbers from `zAt` on) at a time in s, blinks aside: A intensities written to
 * `out[offset..]`. `laughter` is its contraction.
 */
export function express(
  stage: Stage,
  viewer: number,
  z: Float32Array,
  zAt: number,
  laughter: number,
  time: number,
  out: Float32Array,
  offset: number,
): void {
  const { linearGains: gains, scenario } = stage;
  const { laughRhythm } = scenario.nuisance;
  if (gains === null) driveActionUnits(z, zAt, scenario.reaction.saturation, out, offset);
  else driveLinearly(z, zAt, gains, out, offset);
  if (laughRhythm > 0) out[offset + JAW] *= 1 - laughRhythm * laughter * laughNote(viewer, time);
}

/** What the viewer is doing at each sample: of acts that overlap, the one that comes first in ACTIVITIES. */
function actViewer(stage: Stage, out: Play, i: number, scratch: Scratch): void {
  const { rate } = stage;
  const row = i * out.count;
  const rank = ACTIVITIES.length;
  for (let s = 0; s < out.count; s += 1) {
    if (scratch.hiding[s] === 1) {
      out.activity[row + s] = HIDING;
      out.placement[row + s] = 1;
    }
  }
  for (const act of stage.schedules[i].acts) {
    if (act.start * rate >= out.from + out.count) break;
    const last = Math.min(out.from + out.count - 1, Math.ceil(act.end * rate) - 1);
    for (let t = Math.max(out.from, Math.ceil(act.start * rate)); t <= last; t += 1) {
      const at = row + t - out.from;
      const current = out.activity[at] === 0 ? rank : out.activity[at];
      if (act.activity < current) {
        out.activity[at] = act.activity;
        out.placement[at] = act.activity === AWAY ? 0 : act.placement;
      }
    }
  }
}

function actsIn(acts: readonly Act[], from: number, to: number): Act[] {
  return acts.filter((act) => act.end >= from && act.start <= to);
}
