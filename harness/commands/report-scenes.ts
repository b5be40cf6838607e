import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../sim/dataset/reader.ts';
import { commandText } from '../command-text.ts';
import { STATUS, UsageError } from '../fault.ts';
import { type Command, type Io, type Outcome, type Parsed, text } from '../options.ts';
import { type ReportFiles, reportOption, withReport } from '../report/files.ts';
import { packageVersion } from '../version.ts';

/** `matinee report scenes MODEL DIR`: what each scene of a film drew from its audience, and from whom. */
export const reportScenesCommand: Command = {
  name: 'report scenes',
  summary: 'what each scene drew from the audience, from whom, and where it fell short',
  positionals: ['MODEL', 'DIR'],
  options: {
    output: { short: 'o', value: 'FILE', help: 'write a page, and the same numbers beside it as .json and .csv' },
    scenes: { value: 'FILE', help: 'the scenes, a YAML list of { at, title } (default: cut at the script’s pauses)' },
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  run: (args, io) => withReport(reportOption(args, 'output'), (page) => reported(args, io, page)),
};

async function reported(args: Parsed, io: Io, page: ReportFiles | null): Promise<Outcome> {
  const [model, dir] = args.positionals;
  if (!existsSync(join(model, 'zarr.json'))) {
    throw new UsageError(`MODEL: found ${JSON.stringify(model)}, expected the folder of a trained model`);
  }
  const dataset = openDataset(dir);
  const { filmOf } = await import('../report/scenes/film.ts');
  const film = filmOf(dataset);
  const { rate, events, stimulus } = film;
  const duration = dataset.sizes.samples / rate;
  const { readScenes } = await import('../report/scenes/scenes-file.ts');
  const { scenesOf } = await import('../report/scenes/scene.ts');
  const scenes =
    args.values.scenes === undefined ? scenesOf(events, duration) : readScenes(text(args, 'scenes'), duration);
  const { requireData } = await import('../checkpoint/open.ts');
  const { loadModel } = await import('../checkpoint/load.ts');
  const { datasetDigest } = await import('../checkpoint/format.ts');
  const { visibleOf, visibleTensor } = await import('../evaluation/visible.ts');
  const { restore } = await import('../../fvae/restore.ts');
  const { readingOf } = await import('../report/scenes/reaction.ts');
  const { readAudience } = await import('../report/scenes/read-audience.ts');
  const { analyse } = await import('../report/scenes/analyse.ts');
  const { checkScenes } = await import('../report/scenes/check.ts');
  const { sceneText } = await import('../report/scenes/table.ts');
  const { state, attributes } = loadModel(model);
  const sha256 = datasetDigest(dataset.attributes);
  requireData(attributes, { path: dataset.dir, sha256 });
  const { split } = attributes.provenance;
  const visible = visibleOf(dataset, split);
  const fitted = restore(state, visibleTensor(visible, split.training));
  const reading = readingOf(fitted, stimulus, rate);
  if (reading === null) {
    throw new UsageError(`MODEL: found ${fitted.name}, expected a model that says what its factors do to a face`);
  }
  const onProgress = io.progress(`read ${dir}`);
  const audience = await readAudience(
    dataset.sizes.viewers,
    { fitted, split, visible, reading },
    { signal: io.signal, onProgress },
  );
  const { courses, ...analysis } = analyse(film, audience, scenes);
  const { command } = attributes.provenance;
  const result = {
    format: 1 as const,
    provenance: {
      versions: { matinee: packageVersion(), node: process.versions.node, v8: process.versions.v8 },
      dataset: {
        title: dataset.attributes.title as string,
        seed: dataset.attributes.seed as number,
        command: dataset.attributes.command as string,
        sha256,
      },
      model: { name: fitted.name, command, sha256: attributes.attributes_sha256 },
    },
    answers: reading.answers,
    ...analysis,
    truth: checkScenes(dataset, { ...analysis, courses }),
  };
  for (const line of sceneText(result)) io.say(line);
  if (page !== null) {
    const { sceneReport } = await import('../report/scenes/report.ts');
    const { sceneSources } = await import('../report/scenes/sources.ts');
    const made = commandText('report', ['scenes', ...args.positionals], args.values);
    await page.finish(sceneReport(dataset, result, courses, sceneSources(result, made)), result);
    io.say(`wrote ${page.paths.join(', ')}`);
  }
  return { status: STATUS.done, json: result };
}
