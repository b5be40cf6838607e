import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, extname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../fault.ts';
import { besideDigest } from './beside.ts';
import { columnNames } from './columns.ts';
import type { Contender } from './contender.ts';
import { fileDigest, fileName } from './file.ts';
import { loadedModules } from './loaded.ts';
import { fitOwn, type OwnModel } from './own-model.ts';

const ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** Whether a text is the path of a module, by its ending. */
export function isModulePath(text: string): boolean {
  return ENDINGS.includes(extname(text));
}

/** What is asked of modules. */
export type ModuleOptions = { readonly factors: number; readonly folder: string };

/**
 * The export `model` of a module as a contender, called by its file unless a name is given; a path is taken from `folder`. Its identity holds the SHA-256 of the module,
 * of the files that it imports by relative paths, and of the sources that lie beside them. Throws UsageError for a module that is not there, cannot be loaded or
 * exports no such model.
 */
export async function moduleContender(
  given: string | null,
  path: string,
  { factors, folder }: ModuleOptions,
): Promise<Contender> {
  const file = resolve(folder, path);
  if (!existsSync(file)) throw new UsageError(`${path}: found no such file, expected a module that exports a model`);
  const { model, module, beside } = await loadedOnce(file, path);
  const name = given ?? fileName(file);
  return {
    name,
    identity: { module, beside, factors },
    fit: (tensor, _, { seed, workers, rate = null, columns = columnNames(tensor.features), signal, onProgress }) =>
      fitOwn(name, model, tensor, {
        seed,
        factors,
        threads: workers,
        rate,
        columns,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      }),
  };
}

/** A module's model and what it was loaded from. */
type Loaded = {
  readonly model: OwnModel;
  readonly module: readonly (readonly [string, string])[];
  readonly beside: string | null;
};

/** By file: a process runs what it loaded first, whatever becomes of the file, so that it is known by that, too. */
const known = new Map<string, Promise<Loaded>>();

function loadedOnce(file: string, path: string): Promise<Loaded> {
  const before = known.get(file);
  if (before !== undefined) return before;
  const load = async (): Promise<Loaded> => {
    const files = filesOf(file, new Set());
    const module = files.map((one) => [relative(dirname(file), one), fileDigest(one)] as const);
    const beside = besideDigest(files);
    return { model: await loadModel(file, path), module, beside };
  };
  const loading = load();
  known.set(file, loading);
  loading.catch(() => known.delete(file));
  return loading;
}

async function loadModel(file: string, path: string): Promise<OwnModel> {
  stripTypes();
  let loaded: { readonly model?: Partial<OwnModel> };
  try {
    loadedModules.add(path);
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    const line = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new UsageError(`${path}: cannot be loaded: ${line}`);
  }
  const { model } = loaded;
  if (typeof model?.fit !== 'function') {
    const found = model === undefined ? 'no export of the name model' : 'a model without fit';
    throw new UsageError(`${path}: found ${found}, expected: export const model = { fit(tensor, options) {...} }`);
  }
  return model as OwnModel;
}

let strips = false;

/** Lets this Node import TypeScript, where it does not by itself (before 22.18). */
function stripTypes(): void {
  const own = 'typescript' in process.features && Boolean(process.features.typescript);
  const here = import.meta.url;
  // As a source this runs under something that imports TypeScript already.
  if (strips || own || here.endsWith('.ts')) return;
  register(new URL('./strip-types.js', here));
  strips = true;
}

/** A module and all that it imports by relative paths, in the order in which they are met. */
function filesOf(file: string, known: Set<string>): readonly string[] {
  if (known.has(file) || !existsSync(file)) return [];
  known.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.\.?\/[^'"\n]+)\1/g);
  return [file, ...[...imports].flatMap(([, , target]) => filesOf(resolve(dirname(file), target), known))];
}
