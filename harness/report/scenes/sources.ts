import { type Source, versionText } from '../provenance.ts';
import type { SceneResult } from './result.ts';

/** What a scene report rests on. */
export function sceneSources({ provenance }: SceneResult, command: string): Source[] {
  const { versions, dataset, model } = provenance;
  return [
    { what: 'this report made by', value: command },
    { what: 'with', value: versionText(versions) },
    { what: 'dataset made by', value: dataset.command },
    { what: 'dataset, seed', value: String(dataset.seed) },
    { what: 'dataset, SHA-256 of its arrays', value: dataset.sha256 },
    { what: 'model made by', value: model.command },
    { what: 'model, SHA-256', value: model.sha256 },
  ];
}
