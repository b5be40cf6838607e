import { readFile } from 'node:fs/promises';
import type { LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import stripper from '@swc/wasm-typescript';

/** Loads TypeScript with its types blanked out, as later versions of Node do by themselves. */
export const load: LoadHook = async (url, context, next) => {
  if (!/^file:[^?]*\.m?ts(\?|$)/.test(url)) return next(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  return { format: 'module', shortCircuit: true, source: stripped(source) };
};

function stripped(source: string): string {
  try {
    return stripper.transformSync(source, { mode: 'strip-only', module: true }).code;
  } catch (error) {
    const { message, startLine } = error as { readonly message?: string; readonly startLine?: number };
    throw new SyntaxError(`${message ?? error}${startLine === undefined ? '' : ` (line ${startLine})`}`);
  }
}
