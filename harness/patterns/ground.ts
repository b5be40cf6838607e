import type { Scenario } from '../../scenarios/schema/schema.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { type Hiding, hidingOf } from './hiding.ts';
import type { PatternGround } from './pattern.ts';

/**
 * What patterns may look at of a dataset, each part read when it is first asked for. `scenario` has the occlusion that
 * the dataset was perhaps generated without. Throws DatasetFault for a damaged dataset.
 */
export function groundOf(dataset: Dataset, training: readonly number[], scenario: Scenario): PatternGround {
  const { viewers, samples } = dataset.sizes;
  const places = dataset.attributes.viewers as readonly { readonly seat: number }[];
  const seats = dataset.attributes.seats as readonly { readonly row: number; readonly number: number }[];
  const observed = readArray(dataset, 'observed') as Uint8Array;
  let hiding: Hiding | null = null;
  return {
    viewers,
    samples,
    rate: dataset.attributes.rate as number,
    observed,
    seats: () => places.map(({ seat }) => seats[seat]),
    expression: once(() => expressionOf(dataset, observed)),
    training: () => training,
    camera: once(() => readArray(dataset, 'camera') as Int8Array),
    sees: once(() => seesOf(dataset, scenario.sensing.enoughLandmarks)),
    hidden(times, every) {
      hiding ??= hidingOf(scenario);
      return hiding(times, every);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function expressionOf(dataset: Dataset, observed: Uint8Array): Float32Array {
  const { viewers, samples } = dataset.sizes;
  const out = new Float32Array(viewers * samples);
  for (let i = 0; i < viewers; i += 1) {
    const values = readArray(dataset, 'landmarks/observed', { viewers: [i, i + 1] }) as Float32Array;
    const mean = new Float64Array(COLUMNS);
    let count = 0;
    for (let t = 0; t < samples; t += 1) {
      if (observed[i * samples + t] === 0) continue;
      count += 1;
      for (let d = 0; d < COLUMNS; d += 1) mean[d] += values[t * COLUMNS + d];
    }
    for (let t = 0; t < samples; t += 1) {
      if (observed[i * samples + t] === 0) continue;
      let square = 0;
      for (let d = 0; d < COLUMNS; d += 1) square += (values[t * COLUMNS + d] - mean[d] / count) ** 2;
      out[i * samples + t] = Math.sqrt(square / COLUMNS);
    }
  }
  return out;
}

/** [C] of [N, T]: 1 where a camera sees `enough` landmarks of a face. */
function seesOf(dataset: Dataset, enough: number): Uint8Array[] {
  const { viewers, samples, cameras } = dataset.sizes;
  const out = Array.from({ length: cameras }, () => new Uint8Array(viewers * samples));
  const bits = Uint8Array.from({ length: 256 }, (_, byte) => [...byte.toString(2)].filter((bit) => bit === '1').length);
  for (let i = 0; i < viewers; i += 1) {
    const packed = readArray(dataset, 'landmarks/visible', { viewers: [i, i + 1] }) as Uint8Array;
    for (let t = 0; t < samples; t += 1) {
      for (let c = 0; c < cameras; c += 1) {
        let count = 0;
        for (let b = 0; b < 9; b += 1) count += bits[packed[(t * cameras + c) * 9 + b]];
        if (count >= enough) out[c][i * samples + t] = 1;
      }
    }
  }
  return out;
}
