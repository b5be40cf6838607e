import { join } from 'node:path';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { type Dataset, openDataset } from '../../sim/dataset/reader.ts';
import { generateDataset } from '../../sim/screening/generate.ts';

/** The dataset of a scenario, generated into `folder` and opened. */
export async function generated(folder: string, scenario: Scenario, name = 'dataset'): Promise<Dataset> {
  const out = join(folder, name);
  const provenance = { versions: { matinee: 'test' }, command: 'matinee generate' };
  await generateDataset({ scenario, out, extras: { position: false, projected: false }, workers: 0, provenance });
  return openDataset(out);
}

/** Sets that leave nothing but U*, V* and the face: no noise, nuisance, occlusion or miss. */
export const IDEAL: readonly string[] = [
  'reaction.idiosyncrasy.sd=0',
  'reaction.latency.spread=0',
  'reaction.contagion=0',
  'reaction.habituation=0',
  ...['yaw', 'pitch', 'roll', 'sway', 'reaction'].map((key) => `nuisance.head.${key}=0`),
  'nuisance.blink.rate=0',
  'nuisance.fidget.rate=0',
  'nuisance.laughRhythm=0',
  ...['handToFace', 'eating', 'drinking', 'phone', 'leaving'].map((key) => `behavior.${key}.rate=0`),
  'behavior.lateArrival.share=0',
  ...['people', 'seats', 'hands', 'obstacles'].map((key) => `occlusion.${key}=false`),
  'sensing.noise=0',
  'sensing.relativeNoise=0',
  'sensing.smallestFace=1',
  'sensing.largestYaw=90',
  'sensing.largestPitch=90',
  'sensing.enoughLandmarks=1',
  ...['failure', 'size', 'pose'].map((key) => `sensing.detector.${key}=0`),
];
