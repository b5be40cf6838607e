import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded before a program (`node --import`): writes the process's peak resident memory, in bytes, to the file that
// MATINEE_PEAK names when the process ends.

const file = process.env['MATINEE_PEAK'];
if (isMainThread && file !== undefined) {
  process.on('exit', () => writeFileSync(file, `${1024 * process.resourceUsage().maxRSS}`));
}
