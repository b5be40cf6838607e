import { readArray } from '../../sim/dataset/reader.ts';
import { ACTION_UNIT_COUNT } from '../../sim/face/action-units.ts';
import { sequence, stream } from '../../sim/random/stream.ts';
import { EXPRESSION_NAMES, likeness } from '../../sim/render/expressions.ts';
import type { RenderSource } from '../../sim/render/source.ts';

/** One portrait to take: who, when, by which camera. */
export type Sitting = { readonly viewer: number; readonly sample: number; readonly camera: number };

/** Of the moments at which a viewer shows an expression most, one in this many is drawn from. */
const TOP = 12;

/**
 * `count` sittings spread over viewers, seconds and expressions, drawn from the stream `portraits`: the n-th sitting asks
 * the n-th viewer of a shuffled row for the n-th expression of five in turn. Only moments at which one of the cameras `takers`
 * observed the viewer; samples between `from` and `to`. Fewer where there are none.
 */
export function chooseSittings(
  source: RenderSource,
  count: number,
  from: number,
  to: number,
  takers: readonly number[],
): Sitting[] {
  const { dataset, stage } = source;
  const draws = sequence(stream(stage.scenario.seed, 'portraits'), 0);
  const order = stage.viewers.map(({ index }) => ({ index, key: draws.uniform() })).sort((a, b) => a.key - b.key);
  const sittings: Sitting[] = [];
  const taken = new Set<string>();
  const tries = 4 * count + order.length;
  for (let n = 0; n < tries && sittings.length < count; n++) {
    const viewer = order[n % order.length].index;
    const lap = Math.floor(n / order.length);
    const expression = EXPRESSION_NAMES[(n + lap) % EXPRESSION_NAMES.length];
    const selection = { viewers: [viewer, viewer + 1], samples: [from, to] } as const;
    const units = readArray(dataset, 'action_units', selection);
    const cameras = readArray(dataset, 'camera', selection);
    const scored: { sample: number; score: number }[] = [];
    for (let t = 0; t < to - from; t++) {
      if (!takers.includes(cameras[t]) || taken.has(`${viewer} ${from + t}`)) continue;
      scored.push({ sample: from + t, score: likeness(expression, units, t * ACTION_UNIT_COUNT) });
    }
    if (scored.length === 0) continue;
    scored.sort((a, b) => b.score - a.score || a.sample - b.sample);
    const { sample } = scored[Math.floor(draws.uniform() * Math.ceil(scored.length / TOP))];
    taken.add(`${viewer} ${sample}`);
    sittings.push({ viewer, sample, camera: cameras[sample - from] });
  }
  return sittings;
}
