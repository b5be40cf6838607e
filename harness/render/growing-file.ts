import { renameSync, rmSync } from 'node:fs';
import { writeFault } from '../../sim/dataset/fault.ts';
import { openTextFile, type TextFile } from '../export/text-file.ts';
import { temporary } from './files.ts';

/** A text file that is written piece by piece and has its name once it is whole. Throws DatasetFault for the disk's faults. */
export class GrowingFile implements TextFile {
  private readonly path: string;
  private readonly temp: string;
  private file: ReturnType<typeof openTextFile> | null = null;

  constructor(path: string) {
    this.path = path;
    this.temp = temporary(path);
    this.file = this.sure(() => openTextFile(this.temp));
  }

  write(text: string): void {
    this.sure(() => this.file?.write(text));
  }

  writeBytes(bytes: Uint8Array, count: number): void {
    this.sure(() => this.file?.writeBytes(bytes, count));
  }

  /** Gives the file its name. */
  finish(): void {
    this.sure(() => {
      this.file?.close();
      renameSync(this.temp, this.path);
      this.file = null;
    });
  }

  /** Takes an unfinished file away. */
  abandon(): void {
    const { file } = this;
    this.file = null;
    try {
      file?.close();
    } catch {
      // What could not be written is not wanted any more.
    }
    if (file !== null) rmSync(this.temp, { force: true });
  }

  private sure<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      this.abandon();
      throw writeFault(error, this.path, 0);
    }
  }
}
