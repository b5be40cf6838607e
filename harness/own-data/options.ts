import { UsageError } from '../fault.ts';
import { type Option, oneOf, type Parsed, share, wholeNumber } from '../options.ts';
import { SCALES, type Showing, usualShowing } from './show.ts';

/** Options for tensors of a user's own, for commands that take one in place of a dataset. */
export const SHOWING_OPTIONS: Readonly<Record<string, Option>> = {
  hide: { value: 'SHARE', help: 'of FILE.npz: share of the training rows hidden for scoring (default 0.1)' },
  block: { value: 'SAMPLES', help: 'of FILE.npz: length of the hidden blocks (default: a fiftieth of all)' },
  scale: { value: 'NAME', help: 'of FILE.npz: columns (default: each by its standard deviation), or none' },
};

/** Those that were given. */
function givenIn(args: Parsed): readonly string[] {
  return Object.keys(SHOWING_OPTIONS).filter((name) => args.values[name] !== undefined);
}

/** How a tensor of so many samples is to be shown. Throws UsageError for what cannot be. */
export function showingOf(args: Parsed, samples: number): Showing {
  const { hidden, scale } = usualShowing(samples);
  const part = share(args, 'hide') ?? hidden.share;
  // A longer block alone would be more than is to be hidden.
  const longest = Math.max(1, Math.round(part * samples));
  return {
    hidden: {
      share: part,
      samples: wholeNumber(args, 'block', 1, part > 0 ? longest : samples) ?? Math.min(hidden.samples, longest),
    },
    scale: oneOf(args, 'scale', SCALES) ?? scale,
  };
}

/** Refuses any of the options: `where` says where none is expected. Throws UsageError. */
export function refuseShowing(args: Parsed, where: string): void {
  const [name] = givenIn(args);
  if (name !== undefined)
    throw new UsageError(`--${name}: found it ${where}, expected it with a new model on a .npz alone`);
}

/** How a kept model was shown its tensor. Throws UsageError where an option given says otherwise. */
export function keptShowing(args: Parsed, kept: Showing, samples: number, as: string): Showing {
  const asked = showingOf(args, samples);
  const values = (showing: Showing): Readonly<Record<string, unknown>> => ({
    hide: showing.hidden.share,
    block: showing.hidden.samples,
    scale: showing.scale,
  });
  for (const name of givenIn(args)) {
    const [found, expected] = [values(asked)[name], values(kept)[name]];
    if (found !== expected) throw new UsageError(`--${name}: found ${found}, expected ${expected} ${as}`);
  }
  return kept;
}
