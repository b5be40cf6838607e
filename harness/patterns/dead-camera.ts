import { sequence, stream } from '../../sim/random/stream.ts';
import type { Pattern, PatternGround } from './pattern.ts';

/** Share of the film in which all cameras work: without it nothing would be known of the faces of a dead one. */
export const WORKING_SHARE = 0.05;

/**
 * Cameras that fail one after another, in an order that is drawn, and stay dead to the end of the film: all but the last to
 * fail after the first 5 % of the film, the last at the moment at which the share is lost. An entry is lost when its camera
 * is dead and none that works sees as many of the face's landmarks as the scenario asks for (sensing.enoughLandmarks);
 * where one does, the entry stays as it was sensed.
 */
export const deadCamera: Pattern = {
  name: 'dead_camera',
  needs: ['camera', 'sees'],
  lose(ground, rate, seed) {
    const { samples, observed } = ground;
    const cameras = ground.sees().length;
    const draws = sequence(stream(seed, 'dead_camera'), 0);
    const order = Array.from({ length: cameras }, (_, c) => ({ c, key: draws.uniform() }))
      .sort((a, b) => a.key - b.key)
      .map(({ c }) => c);
    const first = Math.ceil(WORKING_SHARE * samples);
    const wanted = rate * observed.reduce((sum, value) => sum + value, 0);
    const dies = new Float64Array(cameras).fill(Number.POSITIVE_INFINITY);
    for (const c of order) {
      if (!(wanted > 0)) break;
      // The later it dies, the less is lost: the moment at which as much is lost as wanted.
      const lossAt = (time: number): number => {
        dies[c] = time;
        return lostTo(ground, dies).reduce((sum, value) => sum + value, 0);
      };
      if (lossAt(first) < wanted) continue;
      let [early, late] = [first, samples];
      while (late - early > 1) {
        const middle = Math.floor((early + late) / 2);
        if (lossAt(middle) >= wanted) early = middle;
        else late = middle;
      }
      const nearer = lossAt(early) - wanted <= wanted - lossAt(late) ? early : late;
      dies[c] = nearer;
      break;
    }
    return lostTo(ground, dies);
  },
};

/** [N, T]: what is lost to cameras that die at these samples. */
function lostTo(ground: PatternGround, dies: Float64Array): Uint8Array {
  const { samples, observed } = ground;
  const camera = ground.camera();
  const sees = ground.sees();
  return observed.map((seen, at) => {
    if (seen === 0) return 0;
    const t = at % samples;
    if (t < dies[camera[at]]) return 0;
    return sees.some((view, c) => t < dies[c] && view[at] === 1) ? 0 : 1;
  });
}
