/** Thrown when a signal stopped the work: nothing is left behind, or `kept`, which says what and where. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly kept: string | undefined;

  constructor(message: string, kept?: string) {
    super(message);
    this.kept = kept;
  }
}
