import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { restore } from '../../../../fvae/restore.ts';
import { loadModel } from '../../../../harness/checkpoint/load.ts';
import { visibleOf, visibleTensor } from '../../../../harness/evaluation/visible.ts';
import { analyse } from '../../../../harness/report/scenes/analyse.ts';
import { filmOf } from '../../../../harness/report/scenes/film.ts';
import { readingOf } from '../../../../harness/report/scenes/reaction.ts';
import { readAudience } from '../../../../harness/report/scenes/read-audience.ts';
import { scenesOf } from '../../../../harness/report/scenes/scene.ts';
import { openDataset } from '../../../../sim/dataset/reader.ts';

/** Arrays that a real screening does not have. */
const TRUTH = ['landmarks/truth', 'landmarks/clean', 'factors', 'action_units', 'pose', 'cause', 'camera'];

/** What is told of a film's scenes once the truth is gone from the disk. The dataset is of no use afterwards. */
export async function blindScenes(model: string, dir: string) {
  const dataset = openDataset(dir);
  for (const name of TRUTH) rmSync(join(dir, name), { recursive: true });
  const { state, attributes } = loadModel(model);
  const { split } = attributes.provenance;
  const visible = visibleOf(dataset, split);
  const fitted = restore(state, visibleTensor(visible, split.training));
  const film = filmOf(dataset);
  const reading = readingOf(fitted, film.stimulus, film.rate)!;
  const audience = await readAudience(dataset.sizes.viewers, { fitted, split, visible, reading });
  const { scenes, byGroup, moments } = analyse(
    film,
    audience,
    scenesOf(film.events, dataset.sizes.samples / film.rate),
  );
  return { scenes, byGroup, moments };
}
