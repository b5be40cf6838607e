import { fileURLToPath } from 'node:url';

/** Users' modules that run in this thread. */
export const loadedModules = new Set<string>();

/** Where the program's own code lies, as frames of modules name it and as those of others do. */
const root = new URL('../../', import.meta.url);

/** An error that came out of nowhere in words, by which its model is told; null where it is the program's own. */
export function lateFault(
  error: unknown,
  modules: ReadonlySet<string> = loadedModules,
  own: URL = root,
): string | null {
  if (modules.size === 0) return null;
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const first = frames.find((frame) => /^\s+at /.test(frame) && !frame.includes('node:'));
  if ([own.href, fileURLToPath(own)].some((place) => first?.includes(place) === true)) return null;
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  return `${[...modules].join(', ')}: threw outside of an answer: ${line}; expected models to throw where they are asked`;
}
