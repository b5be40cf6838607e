import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // `npm run test:webgpu` runs what needs a GPU's driver and packages that nothing else needs.
    include: [process.env['MATINEE_TEST'] === 'webgpu' ? 'test/**/*.webgpu.ts' : 'test/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    setupFiles: ['test/laws/seed.ts'],
  },
});
