import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFERED = 1 << 20;

/** A text file that is written piece by piece through a buffer of about a megabyte. */
export type TextFile = { write: (text: string) => void; close: () => void };

/** The file at `path`, emptied. Errors of the system pass through. */
export function openTextFile(path: string): TextFile {
  const file = openSync(path, 'w');
  let parts: string[] = [];
  let length = 0;
  const flush = (): void => {
    const bytes = Buffer.from(parts.join(''));
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    parts = [];
    length = 0;
  };
  return {
    write: (text) => {
      parts.push(text);
      length += text.length;
      if (length >= BUFFERED) flush();
    },
    close: () => {
      try {
        flush();
      } finally {
        closeSync(file);
      }
    },
  };
}
