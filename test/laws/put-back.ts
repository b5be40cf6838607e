import { afterAll, expect } from 'vitest';

// Files share a process: what one changes of it and does not put back, others would fail by.
const [env, folder] = [{ ...process.env }, process.cwd()];
afterAll(() => {
  const names = Object.keys({ ...env, ...process.env });
  expect(names.filter((name) => process.env[name] !== env[name])).toEqual([]);
  expect(process.cwd()).toBe(folder);
});
