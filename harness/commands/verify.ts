import { verifyDatasetAsync } from '../../sim/dataset/verify.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { STATUS } from '../fault.ts';
import type { Command } from '../options.ts';

/** `matinee verify DIR`: status 0 when everything is as it was written, 1 when anything is damaged. */
export const verifyCommand: Command = {
  name: 'verify',
  summary: 'checks a dataset: structure, checksums, consistency',
  positionals: ['DIR'],
  options: {
    json: { help: 'print one JSON object' },
    help: { short: 'h', help: 'show this' },
  },
  async run(args, io) {
    const [dir] = args.positionals;
    const progress = io.progress(`verify ${dir}`);
    const { problems, arrays, bytes } = await verifyDatasetAsync(dir, progress, () => io.signal.aborted);
    if (io.signal.aborted) throw new Interrupted('interrupted');
    for (const problem of problems) io.say(problem);
    if (problems.length === 0) io.say(`${dir}: whole (${arrays} arrays, ${(bytes / 1e6).toFixed(1)} MB)`);
    else io.say(`${dir}: damaged, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
    return {
      status: problems.length === 0 ? STATUS.done : STATUS.verdict,
      json: { whole: problems.length === 0, problems, arrays, bytes },
    };
  },
};
