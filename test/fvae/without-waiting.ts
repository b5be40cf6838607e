import { Tensor } from '@tensorflow/tfjs-core';
import { vi } from 'vitest';

/** What `f` resolves to while tensors refuse to be read at once, as those on a GPU do in Node. */
export async function withoutWaiting<T>(f: () => Promise<T>): Promise<T> {
  const refuse = (): never => {
    throw new Error('read at once');
  };
  const spies = (['dataSync', 'arraySync'] as const).map((name) =>
    vi.spyOn(Tensor.prototype, name).mockImplementation(refuse),
  );
  try {
    return await f();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
