import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { watch } from '../../laws/command.ts';

const dist = resolve(import.meta.dirname, '..', '..', '..', 'dist');

it('a thread that comes to a broken barrier goes on, and hears of it', async () => {
  const barrier = pathToFileURL(join(dist, 'fvae', 'train', 'barrier.js')).href;
  const code = `const { barrierMemory, breakBarrier, meet } = await import(${JSON.stringify(barrier)});
    const memory = barrierMemory();
    const whole = meet(memory, 1);
    breakBarrier(memory);
    console.log(whole, meet(memory, 2), meet(memory, 3));`;
  const limit = ['timeout', '10'];
  const { status, stdout } = await watch(dist, [...limit, process.execPath, '--input-type=module', '-e', code]).ended;
  expect([status, stdout.trim()]).toEqual([0, 'true false false']);
});
