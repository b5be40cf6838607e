import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Display, openDisplay } from '../../../sim/render/display.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-display-'));
const cookies = join(folder, 'cookies');
let server: ChildProcess;
let name = '';

/** A file of one cookie, as servers and clients read it: big-endian counts before each part. */
function cookieFile(cookie: string): Buffer {
  const parts = ['', '0', 'MIT-MAGIC-COOKIE-1', cookie].map((part) =>
    Buffer.from([0, part.length, ...Buffer.from(part)]),
  );
  return Buffer.concat([Buffer.from([0xff, 0xff]), ...parts]);
}

beforeAll(async () => {
  writeFileSync(cookies, cookieFile('A'.repeat(16)));
  const options = ['-screen', '0', '64x64x24', '-nolisten', 'tcp', '-auth', cookies];
  server = spawn('Xvfb', ['-displayfd', '3', ...options], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  name = await new Promise((done) => {
    server.stdio[3]?.once('data', (text: Buffer) => done(`:${String(text).trim()}`));
  });
});
afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

async function opened(environment: Record<string, string>): Promise<Omit<Display, 'close'> | null> {
  const display = await openDisplay({ HOME: folder, PATH: process.env.PATH, ...environment });
  display?.close();
  return display === null ? null : { name: display.name, own: display.own };
}

describe('the display to draw on', () => {
  it('is one of its own where the server that DISPLAY names refuses us, or none is there', async () => {
    for (const refused of [name, ':9999', '']) {
      const display = await opened({ DISPLAY: refused });
      expect(display?.own).toBe(true);
      expect(display?.name).not.toBe(refused);
    }
  });

  it('is the one that DISPLAY names where there are cookies for it to go by', async () => {
    expect(await opened({ DISPLAY: name, XAUTHORITY: cookies })).toEqual({ name, own: false });
  });
});
