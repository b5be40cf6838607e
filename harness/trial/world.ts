import { arch } from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadAddon } from '../../fvae/backend/addon.ts';
import { codeDigest } from '../cache/digest.ts';
import { openStore, type Store } from '../cache/store.ts';
import { packageVersion } from '../version.ts';
import { createHall, type Hall } from './hall.ts';

/** What a result follows from besides its plan. */
export type Origin = {
  readonly version: string;
  /** SHA-256 of the code. */
  readonly code: string;
  /** Node, processor, and what multiplies matrices: they round differently. */
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
  /** The folder of datasets and results; made when something is put there. */
  readonly cache: string;
  /** @defaultValue originHere() */
  readonly origin?: Origin;
};

/** A world whose datasets and results stay in the cache folder. */
export function openWorld({ cache, origin = originHere(), ...rest }: WorldOptions): World {
  return { ...rest, origin, store: openStore(cache), hall: createHall(cache, { ...rest, origin }) };
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

/** This code, here. */
export function originHere(): Origin {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const addon = loadAddon();
  const products = typeof addon === 'object' && addon !== null ? addon.config : 'wasm';
  return {
    version: packageVersion(),
    code: codeDigest(root, SOURCES),
    engine: `node ${process.versions.node} ${arch} ${products}`,
  };
}
