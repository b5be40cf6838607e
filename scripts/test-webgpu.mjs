// `npm run test:webgpu`: compares what WebGPU computes with what the processor does. Needs packages that nothing installs by
// itself and a driver; on Linux without a GPU, Debian's Chromium has one that computes on the processor.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

setUp({ tests: true, webgpu: true });
const { resolve } = createRequire(join(root, 'package.json'));
const missing = ['webgpu@0.6.2', '@tensorflow/tfjs-backend-webgpu@4.22.0'].filter((wanted) => {
  try {
    return resolve(`${wanted.slice(0, wanted.lastIndexOf('@'))}/package.json`) === '';
  } catch (error) {
    return error.code === 'MODULE_NOT_FOUND';
  }
});
if (missing.length > 0) {
  console.error(
    `test:webgpu: packages are not installed; expected after: npm install --no-save --save-dev ${missing.join(' ')}`,
  );
  process.exit(3);
}
const software = process.platform === 'linux' && !existsSync('/dev/dri') && !existsSync('/dev/nvidiactl');
const driver = software && existsSync(SWIFTSHADER) ? { VK_ICD_FILENAMES: SWIFTSHADER } : {};
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const env = { ...driver, ...process.env, MATINEE_TEST: 'webgpu' };
const { status } = spawnSync(process.execPath, [vitest, 'run'], { cwd: root, stdio: 'inherit', env });
process.exit(status ?? 1);
