import { describe, expect, it } from 'vitest';
import { heldOutBlocks } from '../../../fvae/baselines/held-out.ts';
import { createRandom } from '../../../fvae/random.ts';
import { synthetic } from './synthetic.ts';

describe('heldOutBlocks', () => {
  it('leaves out about the share, in runs, and half of every viewer at most', () => {
    const { tensor } = synthetic({ seed: 0, viewers: 50, samples: 400 });
    const keep = heldOutBlocks(tensor, 0.05, createRandom(0, 'blocks'));
    const out = keep.reduce((sum, kept) => sum + 1 - kept, 0);
    expect(out / keep.length).toBeGreaterThan(0.03);
    expect(out / keep.length).toBeLessThan(0.07);
    let edges = 0;
    for (let at = 1; at < keep.length; at++) edges += keep[at] !== keep[at - 1] ? 1 : 0;
    expect(edges / 2).toBeLessThan(out / 10);
    const most = heldOutBlocks(tensor, 1, createRandom(0, 'blocks'));
    for (let i = 0; i < 50; i++) {
      const seen = tensor.mask.subarray(i * 400, (i + 1) * 400);
      const left = seen.reduce((sum, value, t) => sum + value * most[i * 400 + t]!, 0);
      expect(2 * left).toBeGreaterThanOrEqual(seen.reduce((sum, value) => sum + value, 0));
    }
  });
});
