// Run by `npm run test:webgpu`.
import { batchLaws } from './batch-laws.ts';

batchLaws('webgpu');
