import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAddon } from '../../../fvae/backend/addon.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';

describe('loadAddon', () => {
  it('is null where no addon is built', () => {
    expect(loadAddon(['/nowhere/sgemm.node'])).toBeNull();
  });

  it('says in one line why a built addon does not load', () =>
    withFolder(async (folder) => {
      const place = join(folder, 'sgemm.node');
      writeFileSync(place, 'not a library');
      expect(loadAddon([place])).toMatch(
        /^the native addon does not load \(.+\); expected after: npm run build:native$/,
      );
    }));
});
