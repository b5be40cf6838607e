import { afterAll, expect } from 'vitest';

/** What the first drawing and the first opening of a backend set for as long as the process lives. */
const LASTING = ['DISPLAY', 'TF_CPP_MIN_LOG_LEVEL'];

// Files share a process: what one changes of it and does not put back, others would fail by.
const [env, folder] = [{ ...process.env }, process.cwd()];
afterAll(() => {
  const changed = Object.keys({ ...env, ...process.env }).filter((name) => process.env[name] !== env[name]);
  expect(changed.filter((name) => !LASTING.includes(name))).toEqual([]);
  expect(process.cwd()).toBe(folder);
});
