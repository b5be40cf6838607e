import { expect, it } from 'vitest';
import { lateFault } from '../../../harness/models/loaded.ts';

/** An error whose first frame lies there. */
function thrownIn(file: string): Error {
  const error = new Error('late\nand more');
  error.stack = `Error: late\n    at listOnTimeout (node:internal/timers:5:1)\n    at tick (${file}:3:1)`;
  return error;
}

it('a late error is a model’s where one is loaded and the program’s own code did not throw it', () => {
  const ours = new URL('../../../harness/main.ts', import.meta.url).href;
  const loaded = new Set(['./model.mjs']);
  expect(lateFault(thrownIn('file:///elsewhere/model.mjs'), new Set())).toBeNull();
  expect(lateFault(thrownIn('file:///elsewhere/model.mjs'), loaded)).toBe(
    './model.mjs: threw outside of an answer: late; expected models to throw where they are asked',
  );
  expect(lateFault('no error', loaded)).toContain('threw outside of an answer: no error;');
  expect(lateFault(thrownIn(ours), loaded)).toBeNull();
  const home = new URL('file:///my%20films/matinee/');
  for (const file of ['file:///my%20films/matinee/dist/a.js', '/my films/matinee/dist/a.js']) {
    expect(lateFault(thrownIn(file), loaded, home)).toBeNull();
  }
  expect(lateFault(thrownIn('file:///my%20films/model.mjs'), loaded, home)).not.toBeNull();
});
