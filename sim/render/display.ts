import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** An X server to draw with: its name (`:0`), and how to let go of it. */
export type Display = { readonly name: string; readonly own: boolean; close(): void };

/** The X server that DISPLAY names, if it takes us; otherwise a virtual one of our own; null where there is no Xvfb. */
export async function openDisplay(environment: Readonly<Record<string, string | undefined>>): Promise<Display | null> {
  const given = environment.DISPLAY;
  if (given !== undefined && given !== '' && (await answers(given, hasCookies(environment)))) {
    return { name: given, own: false, close: () => {} };
  }
  return startXvfb();
}

/** Whether there is a file of cookies, by which a server may take a client that it refuses without. */
function hasCookies({ XAUTHORITY, HOME }: Readonly<Record<string, string | undefined>>): boolean {
  return existsSync(XAUTHORITY ?? join(HOME ?? '/', '.Xauthority'));
}

/** Whether an X server listens on the display and takes us: GL would print its own complaint about one that does not. */
async function answers(display: string, cookies: boolean): Promise<boolean> {
  const found = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(display);
  // A display on another machine is taken at its word.
  if (found === null) return true;
  const reply = await greet(found[1]);
  reply?.socket.destroy();
  return reply !== null && (reply.taken || cookies);
}

/** A virtual X server: it ends with its last client, so with us however we end. */
export function startXvfb(): Promise<Display | null> {
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
    // A server that dies is heard of here first: nothing else keeps this process waiting for it.
    numbers.once('end', fail);
    numbers.once('error', fail);
    // The number and the end of its line may come apart; a server that cannot write both ends.
    numbers.on('data', async (text: Buffer) => {
      number += String(text);
      if (!number.endsWith('\n')) return;
      number = number.trim();
      numbers.destroy();
      const client = await greet(number);
      if (client === null || !client.taken) {
        server.kill();
        fail();
        return;
      }
      // Never killed from here: GL keeps its connection, and an X client whose server goes is ended by its library.
      done({ name: `:${number}`, own: true, close: () => client.socket.destroy() });
    });
  });
}

/** How long a server may take to answer, ms. */
const PATIENCE = 5000;

/** X11's opening words of a client: little-endian, version 11, no authorization. */
const HELLO = Uint8Array.of(0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/**
 * A client of display `number` of our own, and whether the server takes it; null where none listens. One that is taken keeps
 * a server of ours from ending between GL's first look at it and its second.
 */
function greet(number: string): Promise<{ socket: Socket; taken: boolean } | null> {
  return new Promise((done) => {
    const socket = connect(`/tmp/.X11-unix/X${number}`);
    const fail = (): void => {
      socket.destroy();
      done(null);
    };
    socket.on('error', fail);
    // A server that dies before it answers says no more than this.
    socket.once('close', fail);
    socket.setTimeout(PATIENCE, fail);
    socket.once('connect', () => socket.write(HELLO));
    socket.once('data', (words: Buffer) => {
      socket.setTimeout(0);
      socket.pause();
      socket.unref();
      done({ socket, taken: words[0] === 1 });
    });
  });
}
