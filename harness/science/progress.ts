import { loadScenario } from '../../scenarios/schema/parse.ts';
import type { Task } from './task.ts';

/** Seconds that are guessed for a run of any size, and for a million entries of it (viewers times samples). */
const BASE = { model: 90, alone: 40, curve: 40, told: 5, unseen: 60 } as const;
const PER_MILLION = { model: 1300, alone: 350, curve: 600, told: 60, unseen: 300 } as const;

/** Seconds that a task is guessed to take, from the entries of its dataset; what is left is told in shares of these. */
export function guessedSeconds(task: Task, entries: number): number {
  const kind = task.kind === 'model' ? (task.baselines ? 'model' : 'alone') : task.kind;
  return BASE[kind] + PER_MILLION[kind] * (entries / 1e6);
}

/** Viewers times samples of a task's dataset, from its scenario's file. */
export function entriesOf({ dataset }: Task, file: string): number {
  const { film, theater, audience } = loadScenario(file, [...dataset.sets]);
  const viewers = Math.max(1, Math.round(theater.rows * theater.seatsPerRow * audience.occupancy));
  return viewers * film.duration * film.rate;
}

/** Seconds left: what is guessed of the rest, times how the guesses of what is done have turned out. */
export function secondsLeft(guessedLeft: number, guessedDone: number, passed: number): number {
  return guessedDone === 0 ? guessedLeft : (guessedLeft * passed) / guessedDone;
}
