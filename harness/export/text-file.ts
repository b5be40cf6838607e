import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFERED = 1 << 20;
/** Bytes that one UTF-16 unit of a text can come to. */
const MOST_BYTES = 3;

/** A text file that is written piece by piece through a buffer of about a megabyte. */
export type TextFile = {
  readonly write: (text: string) => void;
  /** The first `count` of some bytes, which are text already. */
  readonly writeBytes: (bytes: Uint8Array, count: number) => void;
};

/** The file at `path`, emptied. Errors of the system pass through. */
export function openTextFile(path: string): TextFile & { readonly close: () => void } {
  const file = openSync(path, 'w');
  const buffer = Buffer.allocUnsafe(BUFFERED);
  let length = 0;
  const save = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  const flush = (): void => {
    save(buffer.subarray(0, length));
    length = 0;
  };
  return {
    write: (text) => {
      const most = MOST_BYTES * text.length;
      if (length + most > BUFFERED) flush();
      if (most > BUFFERED) save(Buffer.from(text));
      else length += buffer.write(text, length);
    },
    writeBytes: (bytes, count) => {
      const part = bytes.subarray(0, count);
      if (length + count > BUFFERED) flush();
      if (count > BUFFERED) save(part);
      else {
        buffer.set(part, length);
        length += count;
      }
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
