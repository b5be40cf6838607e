const ARRIVED = 0;
const ROUND = 1;
const BROKEN = 2;

/** The shared memory of a barrier. */
export function barrierMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(12));
}

/** Blocks this thread until `count` threads have come here. False when one of them never will. */
export function meet(memory: Int32Array, count: number): boolean {
  const round = Atomics.load(memory, ROUND);
  if (Atomics.add(memory, ARRIVED, 1) + 1 === count) {
    Atomics.store(memory, ARRIVED, 0);
    Atomics.add(memory, ROUND, 1);
    Atomics.notify(memory, ROUND);
  } else {
    while (Atomics.load(memory, ROUND) === round && Atomics.load(memory, BROKEN) === 0)
      Atomics.wait(memory, ROUND, round);
  }
  return Atomics.load(memory, BROKEN) === 0;
}

/** Tells all threads that wait at the barrier, or ever will, that one does not come. */
export function breakBarrier(memory: Int32Array): void {
  Atomics.store(memory, BROKEN, 1);
  Atomics.add(memory, ROUND, 1);
  Atomics.notify(memory, ROUND);
}
