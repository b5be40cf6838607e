import type { CommandGroup } from '../options.ts';

/** `matinee report ...`: reports of their own, beside those that `--html` asks of other commands. */
export const reportGroup: CommandGroup = {
  name: 'report',
  commands: {
    scenes: async () => (await import('./report-scenes.ts')).reportScenesCommand,
  },
};
