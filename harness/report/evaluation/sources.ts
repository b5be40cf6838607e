import type { Dataset } from '../../../sim/dataset/reader.ts';
import { datasetDigest, type ModelAttributes } from '../../checkpoint/format.ts';
import { commandText } from '../../command-text.ts';
import type { EvaluationResult } from '../../evaluation/result.ts';
import type { Parsed } from '../../options.ts';
import { duration } from '../../terminal.ts';
import { type Source, versionText } from '../provenance.ts';

/** What an evaluation rests on: commands, seeds, versions and digests of dataset and model. */
export function evaluationSources(
  dataset: Dataset,
  result: EvaluationResult,
  model: ModelAttributes | null,
  args: Parsed,
): Source[] {
  const { versions, dataset: from } = result.provenance;
  const trained =
    model === null
      ? []
      : [
          { what: 'model made by', value: model.provenance.command },
          { what: 'model made with', value: versionText(model.provenance.versions) },
          { what: 'model, SHA-256', value: model.attributes_sha256 },
        ];
  return [
    { what: 'this report made by', value: commandText('evaluate', args.positionals, args.values) },
    { what: 'with', value: versionText(versions) },
    { what: 'dataset made by', value: from.command },
    { what: 'dataset made with', value: versionText(dataset.attributes.versions as Readonly<Record<string, string>>) },
    { what: 'dataset, seed', value: String(from.seed) },
    { what: 'dataset, SHA-256 of its arrays', value: datasetDigest(dataset.attributes) },
    ...trained,
    ...result.models.map(({ name, seed }) => ({ what: `${name}, seed`, value: String(seed ?? '-') })),
    ...result.models.flatMap(({ name, cost }) =>
      cost === undefined ? [] : [{ what: `${name} ran`, value: duration(cost.seconds) }],
    ),
    { what: 'held-out viewers, seed', value: String(result.split.seed) },
    { what: 'held-out viewers', value: result.split.heldOut.join(', ') },
    {
      what: 'RMS that the oracle’s responses miss of sensing',
      value: `${result.oracleRest.toPrecision(2)} eye distances`,
    },
  ];
}
