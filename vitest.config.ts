import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files of a minute and more, begun first, so that no core waits for another's at the end. */
const LONG = ['test/readme.test.ts', 'test/scenarios/goldens.test.ts', 'test/harness/commands/render.test.ts'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // `npm run test:webgpu` runs what needs a GPU's driver and packages that nothing else needs.
    include: [process.env['MATINEE_TEST'] === 'webgpu' ? 'test/**/*.webgpu.ts' : 'test/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    // Files share a process and its modules, compiled once; test/laws/put-back.ts sees to it that they leave it as it was.
    isolate: false,
    // Node imports the files itself: Vite's getters around every import take half of the time of hot loops.
    execArgv: ['--import', new URL('test/laws/types.mjs', import.meta.url).href],
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongFirst },
    setupFiles: ['test/laws/seed.ts', 'test/laws/put-back.ts'],
  },
});
