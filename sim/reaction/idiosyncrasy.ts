import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import type { Stream } from '../random/stream.ts';
import { fillNormals } from '../random/stream.ts';

/** Idiosyncratic AR(1) noise of every viewer and factor, asked for at any samples in any order. */
export type Autoregression = {
  /** Adds the noise of a viewer at samples from..from+count-1 to `out`, count x K. */
  add(viewer: number, from: number, count: number, out: Float64Array): void;
};

/** Samples between two remembered states: asking again for a part costs at most this many extra steps. */
const STRIDE = 128;

/**
 * Stationary AR(1) noise with a standard deviation and a time constant in samples.
 *
 * The innovations are counter-based, so the value at a sample follows from its number alone; states met on the way are
 * remembered every 128 samples, so that parts can be asked for in any order at a cost linear in their length.
 */
export function autoregression(source: Stream, viewers: number, sd: number, timeConstant: number): Autoregression {
  const keep = Math.exp(-1 / timeConstant);
  const innovation = Math.sqrt(1 - keep * keep);
  // states[m] holds the state after sample m STRIDE - 1 of those viewers whose `known` reaches m.
  const states: Float64Array[] = [new Float64Array(viewers * FACTOR_COUNT)];
  const known = new Uint32Array(viewers);
  const draws = new Float64Array(FACTOR_COUNT);
  const state = new Float64Array(FACTOR_COUNT);

  function remember(viewer: number, m: number): void {
    if (known[viewer] >= m) return;
    while (states.length <= m) states.push(new Float64Array(viewers * FACTOR_COUNT));
    states[m].set(state, viewer * FACTOR_COUNT);
    known[viewer] = m;
  }

  function advance(viewer: number, t: number): void {
    if (t > 0 && t % STRIDE === 0) remember(viewer, t / STRIDE);
    fillNormals(source, viewer, t, draws, 0, FACTOR_COUNT);
    for (let k = 0; k < FACTOR_COUNT; k += 1) {
      state[k] = t === 0 ? draws[k] : keep * state[k] + innovation * draws[k];
    }
  }

  return {
    add(viewer, from, count, out) {
      const m = Math.min(known[viewer], Math.floor(from / STRIDE));
      const at = viewer * FACTOR_COUNT;
      state.set(states[m].subarray(at, at + FACTOR_COUNT));
      for (let t = m * STRIDE; t < from; t += 1) advance(viewer, t);
      for (let s = 0; s < count; s += 1) {
        advance(viewer, from + s);
        for (let k = 0; k < FACTOR_COUNT; k += 1) out[s * FACTOR_COUNT + k] += sd * state[k];
      }
    },
  };
}
