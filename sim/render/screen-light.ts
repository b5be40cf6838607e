import { stream, uniform } from '../random/stream.ts';

/** Seconds between cuts of the film, on average, and the share of a full lamp's light that passes the filter (assumed). */
const SHOT_TIME = 2.7;
const LEAK = 0.028;

/**
 * Irradiance from the screen through the cameras' band-pass filter at a time in s: it jumps with the film's cuts, drifts
 * within a shot, and flares up with surprises.
 */
export function flicker(seed: number, time: number, surprise: number): number {
  const source = stream(seed, 'screen light');
  const shot = Math.floor(time / SHOT_TIME);
  const at = time / SHOT_TIME - shot;
  const level = (n: number): number => 0.15 + 0.85 * uniform(source, 0, n) ** 2;
  const drift = level(shot) + 0.25 * at * (level(shot + 1) - level(shot));
  return LEAK * (drift + 0.6 * surprise);
}
