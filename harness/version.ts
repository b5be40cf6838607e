import { readFileSync } from 'node:fs';

/** The package's version. */
export function packageVersion(): string {
  // The package's own file is one step up from harness/ and two from dist/harness/.
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // Not at this depth.
    }
  }
  throw new Error('package.json not found');
}
