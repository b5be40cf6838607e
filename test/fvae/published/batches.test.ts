import { batchLaws } from './batch-laws.ts';

batchLaws('wasm');
