import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

/** Characters kept of a stream, lines and characters quoted of them, and milliseconds that its end is waited for. */
const KEPT = 8192;
const LINES = 3;
const QUOTED = 300;
const PATIENCE = 200;

/** The end of what a stream says; read on to nowhere, so that the writer is never held up. */
export function tailOf(stream: Readable): () => Promise<string> {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    tail = (tail + text).slice(-KEPT);
  });
  const closed = new Promise<void>((resolve) => {
    stream.once('close', resolve);
  });
  return async () => {
    // A process that left its group may hold the stream open for ever.
    await Promise.race([closed, setTimeout(PATIENCE)]);
    stream.destroy();
    return tail;
  };
}

/** The last lines of a text on one line, without control characters; empty for a text without any. */
export function lastLines(text: string): string {
  const plain = (line: string): string =>
    [...line].map((letter) => (/[\p{C}\u2028\u2029]/u.test(letter) ? ' ' : letter)).join('');
  const lines = text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => plain(line).replace(/ +/g, ' ').trim())
    .filter((line) => line !== '');
  const joined = lines.slice(-LINES).join(' | ');
  return joined.length > QUOTED ? `…${joined.slice(-QUOTED)}` : joined;
}
