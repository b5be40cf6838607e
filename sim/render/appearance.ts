import type { Viewer } from '../audience/cast.ts';
import { type Sequence, sequence, stream } from '../random/stream.ts';

/** How a viewer's hair is cut. */
export const HAIR_STYLES = ['short', 'receding', 'bald', 'bob', 'long', 'bun'] as const;
export type HairStyle = (typeof HAIR_STYLES)[number];

/**
 * What a viewer looks like besides the face's shape: albedos at 850 nm, 0..1, and what is worn. None of it enters the
 * tensors: glasses have clear lenses and thin rims, beards and caps lie on skin that no landmark needs to be seen through.
 */
export type Appearance = {
  readonly skin: number;
  readonly hair: number;
  readonly brows: number;
  readonly iris: number;
  /** Upper lip against skin. */
  readonly lips: number;
  readonly style: HairStyle;
  /** Where the hair parts, -1 (right) to 1 (left), and how ragged the hairline is, mm. */
  readonly parting: number;
  readonly browDensity: number;
  /** Half the brow's thickness at its inner part, mm. */
  readonly browThickness: number;
  /** 0 smooth to 1 furrowed. */
  readonly age: number;
  /** 0 shaven, up to 0.5 stubble, 1 a full short beard. */
  readonly beard: number;
  readonly glasses: boolean;
  /** Height and width of the glasses' rims against an average pair. */
  readonly rim: number;
  readonly cap: boolean;
  readonly cloth: number;
  /** 0 plain; otherwise stripes across (1) or along (2). */
  readonly pattern: number;
  /** 0 crew neck, 1 open collar. */
  readonly collar: number;
  /** Return of light from the back of the eye: albedo of the pupil under a lamp beside the lens. */
  readonly pupil: number;
  /** Seeds the texture of skin and hair, 0..1. */
  readonly grain: number;
};

function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function drawStyle(draws: Sequence, sex: 0 | 1, age: number): HairStyle {
  const u = draws.uniform();
  if (sex === 1) {
    const loss = clamped((age - 28) / 60, 0, 0.6);
    if (u < 0.45 * loss) return 'bald';
    if (u < 1.1 * loss) return 'receding';
    return u > 0.96 ? 'long' : 'short';
  }
  if (u < 0.22) return 'short';
  if (u < 0.5) return 'bob';
  return u < 0.8 ? 'long' : 'bun';
}

/**
 * The looks of all viewers, from the stream `appearance` by seat. Albedos: skin 0.45-0.70 at 850 nm (assumed, see NIST
 * doi 10.18434/M38597), hair and cloth often bright, little contrast of lips; shares of glasses, beards, caps assumed.
 */
export function drawAppearances(seed: number, viewers: readonly Viewer[]): Appearance[] {
  const source = stream(seed, 'appearance');
  return viewers.map((viewer) => drawAppearance(sequence(source, viewer.seat.index), viewer));
}

function drawAppearance(draws: Sequence, { sex, age }: Viewer): Appearance {
  const adult = age >= 17;
  const style = drawStyle(draws, sex, age);
  const grey = clamped((age - 35) / 45, 0, 1);
  const hair = clamped(0.22 + 0.09 * draws.normal() + 0.2 * grey * draws.uniform(), 0.08, 0.55);
  const bearded = draws.uniform();
  const beard = !(adult && sex === 1) ? 0 : bearded < 0.22 ? 0.2 + 0.3 * draws.uniform() : bearded < 0.38 ? 1 : 0;
  return {
    skin: clamped(0.58 + 0.05 * draws.normal(), 0.45, 0.7),
    hair,
    brows: clamped(hair * (0.32 + 0.1 * draws.uniform()), 0.04, 0.2),
    iris: clamped(0.3 + 0.06 * draws.normal(), 0.16, 0.42),
    lips: clamped((sex === 1 ? 0.82 : 0.76) + 0.06 * draws.normal(), 0.6, 0.94),
    style,
    parting: 2 * draws.uniform() - 1,
    browDensity: clamped(0.86 + 0.09 * draws.normal(), 0.6, 1),
    browThickness: clamped((sex === 1 ? 5.0 : 3.5) + 0.7 * draws.normal(), 2.6, 6.8),
    age: clamped((age - 18) / 55, 0, 1),
    beard,
    glasses: draws.uniform() < (age > 45 ? 0.38 : 0.2),
    rim: 0.9 + 0.25 * draws.uniform(),
    cap: draws.uniform() < 0.05,
    cloth: clamped(0.4 + 0.19 * draws.normal(), 0.1, 0.85),
    pattern: draws.uniform() < 0.22 ? 1 + Math.floor(2 * draws.uniform()) : 0,
    collar: draws.uniform() < 0.4 ? 1 : 0,
    // Log-normal across people: few eyes shine, some hardly at all (assumed).
    pupil: clamped(0.1 * Math.exp(0.9 * draws.normal()), 0.03, 0.7),
    grain: draws.uniform(),
  };
}
