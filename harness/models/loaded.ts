/** Users' modules that run in this thread: what is thrown late, out of nowhere, is theirs. */
export const loadedModules = new Set<string>();

/** A late error in words, by which its model is told; null where none but the program's own code runs here. */
export function lateFault(error: unknown): string | null {
  if (loadedModules.size === 0) return null;
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  return `${[...loadedModules].join(', ')}: threw outside of an answer: ${line}; expected models to throw where they are asked`;
}
