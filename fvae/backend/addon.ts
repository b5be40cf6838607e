import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * c [m, n] = op(a) [m, k] op(b) [k, n], row by row, where a, b and c are byte offsets in the heap; with the bias [n] at
 * `bias` added unless that is 0, and with negative results set to 0 where `relu` is 1.
 */
export type Sgemm = (
  heap: Uint8Array,
  a: number,
  b: number,
  c: number,
  m: number,
  n: number,
  k: number,
  transposeA: number,
  transposeB: number,
  bias: number,
  relu: number,
) => void;

/** What `npm run build:native` builds from native/sgemm.c. */
export type Addon = {
  readonly sgemm: Sgemm;
  /** out [columns], the sums of the columns of x [rows, columns], in double precision; x and out are byte offsets. */
  sumColumns(heap: Uint8Array, x: number, out: number, rows: number, columns: number): void;
  /** How many threads a product may use, in the whole process. */
  setThreads(threads: number): void;
  readonly config: string;
  readonly version: number;
};

const VERSION = 2;

// Beside the source of this file; the compiled one lies three folders below the same root.
const PLACES = ['./native/', '../../../fvae/backend/native/'].map((folder) =>
  fileURLToPath(new URL(`${folder}build/Release/sgemm.node`, import.meta.url)),
);

/** The native addon; null where it is not built; where it does not work, one line that says why. */
export function loadAddon(places: readonly string[] = PLACES): Addon | string | null {
  const place = places.find((file) => existsSync(file));
  if (place === undefined) return null;
  try {
    const addon = createRequire(import.meta.url)(place) as Addon;
    if (addon.version === VERSION) return addon;
    return 'the native addon is of another version; expected after: npm run build:native';
  } catch (error) {
    return `the native addon does not load (${(error as Error).message.split('\n')[0]}); expected after: npm run build:native`;
  }
}

let inUse: Addon | null = null;

/** From now on the wasm kernels use this addon; none where it is null. */
export function useAddon(addon: Addon | null): void {
  inUse = addon;
}

/** The addon that the wasm kernels use. */
export function addonInUse(): Addon | null {
  return inUse;
}
