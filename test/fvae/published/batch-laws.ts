import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, openBackend } from '../../../fvae/backend/open.ts';
import { elboShapes } from '../../../fvae/objective/elbo.ts';
import { batchDrawer, type ElboInit } from '../../../fvae/published/batches.ts';

const [VIEWERS, SAMPLES, FEATURES, FACTORS] = [5, 11, 3, 2];
const model = {
  encoder: { widths: [FEATURES, 2 * FACTORS], activation: 'relu' },
  decoder: { widths: [FACTORS, FEATURES], activation: 'relu' },
  viewers: VIEWERS,
  samples: SAMPLES,
  noise: 'isotropic',
} as const;

/** Every row tells whose it is; every third entry is not observed, and not to be read. */
const values = Float32Array.from({ length: VIEWERS * SAMPLES * FEATURES }, (_, at) => {
  const entry = Math.floor(at / FEATURES);
  return entry % 3 === 0 ? Number.NaN : 10 * entry + (at % FEATURES);
});
const entries = Uint32Array.from(
  Array.from({ length: VIEWERS * SAMPLES }, (_, entry) => entry).filter((entry) => entry % 3 !== 0),
);

type Read = { x: number[]; viewer: number[]; sample: number[]; epsilon: number[] };

/** What holds of batches wherever they are drawn. */
export function batchLaws(name: string): void {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });

  function drawer(more: Partial<ElboInit> = {}, rank = 0, size = 1): (step: number) => Promise<Read> {
    const shapes = elboShapes(model);
    const init = { seed: 1, samples: SAMPLES, model, shapes, batch: 9, values, entries, factorised: true, ...more };
    const none = new Float32Array(0);
    const { draw } = batchDrawer({ backend, init, rank, size, parameters: none, gradient: none });
    return async (step) => {
      const drawn = draw(step);
      const read = async (key: 'x' | 'viewer' | 'sample' | 'epsilon'): Promise<number[]> => [
        ...(await drawn[key].data()),
      ];
      return {
        x: await read('x'),
        viewer: await read('viewer'),
        sample: await read('sample'),
        epsilon: await read('epsilon'),
      };
    };
  }

  const entriesOf = ({ viewer, sample }: Read): number[] => viewer.map((i, b) => i * SAMPLES + sample[b]!);

  describe(`batches drawn by ${name}`, () => {
    it('leave nothing behind once they and what draws them are disposed of', () => {
      const { tf } = backend;
      const { numTensors } = tf.memory();
      const init = { seed: 1, samples: SAMPLES, model, shapes: elboShapes(model), batch: 9, values, entries };
      const none = new Float32Array(0);
      const context = {
        backend,
        init: { ...init, factorised: true },
        rank: 0,
        size: 1,
        parameters: none,
        gradient: none,
      };
      const { draw, held } = batchDrawer(context);
      for (const step of [0, 1]) tf.dispose(Object.values(draw(step)));
      for (const one of held) one.dispose();
      expect(tf.memory().numTensors).toBe(numTensors);
    });

    it('have the rows of their viewers and samples, observed ones alone', async () => {
      const draw = drawer();
      for (const step of [0, 3, 4, 11]) {
        const batch = await draw(step);
        const found = entriesOf(batch);
        expect(found).toHaveLength(9);
        for (const entry of found) expect(entries).toContain(entry);
        expect(batch.x).toEqual(found.flatMap((entry) => [10 * entry, 10 * entry + 1, 10 * entry + 2]));
        expect(batch.epsilon).toHaveLength(9 * FACTORS);
        expect(new Set(batch.epsilon).size).toBeGreaterThan(9);
      }
    });

    it('take no entry twice in an epoch, and another order in the next', async () => {
      const draw = drawer();
      const epoch = async (n: number): Promise<number[]> => {
        const found: number[] = [];
        for (let step = 4 * n; step < 4 * n + 4; step += 1) found.push(...entriesOf(await draw(step)));
        return found;
      };
      const [first, second] = [await epoch(0), await epoch(1)];
      expect(new Set(first).size).toBe(36);
      expect(new Set(second).size).toBe(36);
      expect(second).not.toEqual(first);
    });

    it('are the same again for a seed, in any order of steps, and others for another seed or step', async () => {
      const again = drawer();
      const five = await again(5);
      await again(2);
      expect(await again(5)).toEqual(five);
      expect(await drawer()(5)).toEqual(five);
      expect(await drawer({ seed: 2 })(5)).not.toEqual(five);
      expect((await drawer()(6)).epsilon).not.toEqual(five.epsilon);
    });

    it('are shared out among ranks', async () => {
      const whole = entriesOf(await drawer()(1));
      const shares = [await drawer({}, 0, 2)(1), await drawer({}, 1, 2)(1)];
      expect(shares.flatMap(entriesOf)).toEqual(whole);
      expect(shares[0]!.epsilon.slice(0, 8)).not.toEqual(shares[1]!.epsilon.slice(0, 8));
    });

    it('know one viewer and sample where nothing is factorised', async () => {
      const { viewer, sample, x } = await drawer({ factorised: false })(1);
      expect([viewer, sample]).toEqual([Array(9).fill(0), Array(9).fill(0)]);
      expect(x).toEqual((await drawer()(1)).x);
    });
  });
}
