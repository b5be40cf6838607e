import fc from 'fast-check';
import { LIMITS, type Limit, type LimitName } from '../../scenarios/schema/limits.ts';

/** A part of a scenario as an author would write it, before defaults. */
export type Draft = Record<string, unknown>;

/** Any number from `min` to `max`, never minus zero, which JSON does not keep. */
export function finite(min: number, max: number, minExcluded = false): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true, minExcluded }).map((value) => (value === 0 ? 0 : value));
}

/** Any number within the limit of that name, its ends more often than chance would have it. */
export function within(name: LimitName, narrower: { min?: number; max?: number } = {}): fc.Arbitrary<number> {
  const limit: Limit = LIMITS[name];
  const min = Math.max(limit.min, narrower.min ?? limit.min);
  const max = Math.min(limit.max, narrower.max ?? limit.max);
  if (limit.integer) return fc.integer({ min, max });
  const inside = finite(min, max, limit.open === true && min === limit.min);
  const ends = limit.open && min === limit.min ? [max] : [min, max];
  return fc.oneof({ weight: 8, arbitrary: inside }, ...ends.map((end) => fc.constant(end)));
}

/** A map of which every key may be missing, and which may be missing as a whole. */
export function partly(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Draft> {
  return fc.record(shape, { requiredKeys: [] });
}

/** Kept short, because every name is used in tables and file names. */
export const shortName = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);

export const archetype = fc
  .tuple(
    // A weight of at least a little keeps the sum above 0.
    within('audience.archetypes.*.weight', { min: 0.01 }),
    partly({
      amusement: within('audience.archetypes.*.amusement', { max: 3 }),
      laughter: within('audience.archetypes.*.laughter', { max: 3 }),
      surprise: within('audience.archetypes.*.surprise', { max: 3 }),
      fatigue: within('audience.archetypes.*.fatigue', { max: 3 }),
      spread: within('audience.archetypes.*.spread'),
      blink: within('audience.archetypes.*.blink'),
      fidget: within('audience.archetypes.*.fidget'),
      eating: within('audience.archetypes.*.eating'),
    }),
  )
  .map(([weight, rest]) => ({ weight, ...rest }));

const kernel = partly({
  delay: within('reaction.kernels.*.delay', { max: 10 }),
  onset: within('reaction.kernels.*.onset', { max: 10 }),
  apex: within('reaction.kernels.*.apex', { max: 10 }),
  offset: within('reaction.kernels.*.offset', { max: 10 }),
  exponent: within('reaction.kernels.*.exponent'),
});

export const reaction = partly({
  linear: fc.boolean(),
  saturation: within('reaction.saturation'),
  idiosyncrasy: partly({ sd: within('reaction.idiosyncrasy.sd'), time: within('reaction.idiosyncrasy.time') }),
  latency: partly({ spread: within('reaction.latency.spread') }),
  contagion: within('reaction.contagion'),
  habituation: within('reaction.habituation'),
  correlation: within('reaction.correlation'),
  kernels: partly({ amusement: kernel, laughter: kernel, surprise: kernel }),
  fatigue: partly({
    level: within('reaction.fatigue.level'),
    build: within('reaction.fatigue.build'),
    relief: within('reaction.fatigue.relief'),
  }),
});

export const nuisance = partly({
  blink: partly({
    rate: within('nuisance.blink.rate'),
    spread: within('nuisance.blink.spread'),
    synchrony: within('nuisance.blink.synchrony'),
  }),
  head: partly({
    yaw: within('nuisance.head.yaw'),
    pitch: within('nuisance.head.pitch'),
    roll: within('nuisance.head.roll'),
    sway: within('nuisance.head.sway'),
    time: within('nuisance.head.time'),
    reaction: within('nuisance.head.reaction'),
  }),
  fidget: partly({ rate: within('nuisance.fidget.rate') }),
  laughRhythm: within('nuisance.laughRhythm'),
});

export const behavior = partly({
  handToFace: partly({ rate: within('behavior.handToFace.rate'), duration: within('behavior.handToFace.duration') }),
  eating: partly({
    share: within('behavior.eating.share'),
    rate: within('behavior.eating.rate'),
    duration: within('behavior.eating.duration'),
  }),
  drinking: partly({
    share: within('behavior.drinking.share'),
    rate: within('behavior.drinking.rate'),
    duration: within('behavior.drinking.duration'),
  }),
  phone: partly({ rate: within('behavior.phone.rate'), duration: within('behavior.phone.duration') }),
  leaving: partly({ rate: within('behavior.leaving.rate'), duration: within('behavior.leaving.duration') }),
  lateArrival: partly({ share: within('behavior.lateArrival.share'), mean: within('behavior.lateArrival.mean') }),
  reactionHiding: within('behavior.reactionHiding'),
});

export const occlusion = partly({
  people: fc.boolean(),
  seats: fc.boolean(),
  hands: fc.boolean(),
  obstacles: fc.boolean(),
});

export const sensing = partly({
  noise: within('sensing.noise'),
  relativeNoise: within('sensing.relativeNoise'),
  hiddenNoise: within('sensing.hiddenNoise'),
  smallestFace: within('sensing.smallestFace', { max: 60 }),
  largestYaw: within('sensing.largestYaw'),
  largestPitch: within('sensing.largestPitch'),
  enoughLandmarks: within('sensing.enoughLandmarks'),
  detector: partly({
    failure: within('sensing.detector.failure'),
    size: within('sensing.detector.size', { max: 100 }),
    pose: within('sensing.detector.pose'),
  }),
});
