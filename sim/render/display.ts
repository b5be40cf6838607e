import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** An X server to draw with: its name (`:0`), and how to let go of it. */
export type Display = { readonly name: string; readonly own: boolean; close(): void };

/** The X server that DISPLAY names, if it answers; otherwise a virtual one of our own; null where there is no Xvfb. */
export async function openDisplay(environment: Readonly<Record<string, string | undefined>>): Promise<Display | null> {
  const given = environment.DISPLAY;
  if (given !== undefined && given !== '' && (await answers(given))) {
    return { name: given, own: false, close: () => {} };
  }
  return startXvfb();
}

/** Whether an X server listens on the display: GL would print its own complaint about one that does not. */
function answers(display: string): Promise<boolean> {
  const found = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(display);
  // A display on another machine is taken at its word.
  if (found === null) return Promise.resolve(true);
  const path = `/tmp/.X11-unix/X${found[1]}`;
  if (!existsSync(path)) return Promise.resolve(false);
  return new Promise((done) => {
    const socket = connect(path);
    const end = (value: boolean): void => {
      socket.destroy();
      done(value);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** A virtual X server: it ends with its last client, so with us however we end. */
function startXvfb(): Promise<Display | null> {
  return new Promise((done) => {
    let server: ChildProcess;
    const fail = (): void => done(null);
    try {
      const screen = ['-screen', '0', '64x64x24', '-nolisten', 'tcp', '-terminate'];
      // Detached, so that Ctrl-C in the terminal does not take it away before the last frame is whole.
      server = spawn('Xvfb', ['-displayfd', '3', ...screen], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        detached: true,
      });
    } catch {
      fail();
      return;
    }
    server.once('error', fail);
    server.once('exit', fail);
    server.unref();
    const numbers = server.stdio[3] as Readable;
    let number = '';
    // The number and the end of its line may come apart; a server that cannot write both ends.
    numbers.on('data', async (text: Buffer) => {
      number += String(text);
      if (!number.endsWith('\n')) return;
      number = number.trim();
      numbers.destroy();
      const client = await join(number);
      if (client === null) {
        server.kill();
        fail();
        return;
      }
      // Never killed from here: GL keeps its connection, and an X client whose server goes is ended by its library.
      done({ name: `:${number}`, own: true, close: () => client.destroy() });
    });
  });
}

/** X11's opening words of a client: little-endian, version 11, no authorization. */
const HELLO = Uint8Array.of(0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/** A client of our own, which keeps the server from ending between GL's first look at it and its second. */
function join(number: string): Promise<Socket | null> {
  return new Promise((done) => {
    const socket = connect(`/tmp/.X11-unix/X${number}`);
    socket.once('error', () => done(null));
    socket.once('connect', () => socket.write(HELLO));
    socket.once('data', () => {
      socket.pause();
      socket.unref();
      socket.on('error', () => {});
      done(socket);
    });
  });
}
