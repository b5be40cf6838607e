/** Thrown when a signal stopped the work: nothing is left behind. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
