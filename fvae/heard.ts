import { setImmediate } from 'node:timers/promises';

/** Lets what the thread was told meanwhile be heard. Rejects with the signal's reason when aborted. */
export async function heard(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
