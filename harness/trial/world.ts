import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { arch } from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadAddon } from '../../fvae/backend/addon.ts';
import { codeDigest } from '../cache/digest.ts';
import { installedVersions } from '../cache/installed.ts';
import { openStore, type Store } from '../cache/store.ts';
import { packageVersion } from '../version.ts';
import { createHall, type Hall } from './hall.ts';

/** What a result follows from besides its plan. */
export type Origin = {
  readonly version: string;
  /** SHA-256 of the code. */
  readonly code: string;
  /** Node, processor, the backend with what multiplies its matrices, and the packages that compute: they round differently. */
  readonly engine: string;
};

/** What trials need of the world. */
export type World = {
  readonly store: Store;
  readonly hall: Hall;
  readonly origin: Origin;
  readonly signal: AbortSignal;
  readonly progress: (label: string) => (done: number, total: number) => void;
  /** Seconds from an arbitrary start. */
  readonly clock: () => number;
  /** Threads that a trial may use. */
  readonly workers: number;
};

export type WorldOptions = Pick<World, 'signal' | 'progress' | 'clock' | 'workers'> & {
  /** Whether results that are there already are not read, and new ones take their place. @defaultValue false */
  readonly fresh?: boolean;
  /** The folder of datasets and results; made when something is put there. */
  readonly cache: string;
  /** @defaultValue originHere() */
  readonly origin?: Origin;
};

/** A world whose datasets and results stay in the cache folder. */
export function openWorld({ cache, fresh = false, origin = originHere(), ...rest }: WorldOptions): World {
  const store = openStore(cache);
  const kept = fresh ? { ...store, read: () => null } : store;
  return { ...rest, origin, store: kept, hall: createHall(cache, { ...rest, origin }) };
}

/** Progress of generating is shown; that of single fits would be in the way of the whole's. */
export function quiet(progress: World['progress']): World['progress'] {
  return (label) => (label.startsWith('generate') ? progress(label) : () => {});
}

/** Parts of the code that a trial's result follows from. */
const SOURCES = [
  'sim',
  'scenarios',
  'fvae',
  ...['evaluation', 'metrics', 'models', 'npy', 'oracle', 'patterns', 'trial'].map((part) => `harness/${part}`),
];

/** Packages in which numbers of a trial are computed. */
const COMPUTING = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-cpu',
  'delaunator',
  'ml-matrix',
];

/**
 * What trials compute with, whatever else is installed: fits are compared over machines and kept for later, and what `auto`
 * takes may be another backend tomorrow.
 */
export const TRIAL_BACKEND = 'wasm';

/** This code, here. */
export function originHere(): Origin {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  // Beside the sources; the built code has them a folder up.
  const native = ['fvae', '../fvae']
    .map((part) => `${part}/backend/native`)
    .find((part) => existsSync(join(root, part)));
  const addon = loadAddon();
  const products = typeof addon === 'object' && addon !== null ? addon.config : 'no addon';
  const packages = Object.entries(installedVersions(COMPUTING)).map(([name, version]) => `${name} ${version}`);
  return {
    version: packageVersion(),
    code: codeDigest(root, [...SOURCES, ...(native?.startsWith('..') === true ? [native] : [])]),
    engine: [`node ${process.versions.node} ${arch}`, `${TRIAL_BACKEND}, ${products}`, ...packages].join('; '),
  };
}
