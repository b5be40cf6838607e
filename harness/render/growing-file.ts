import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { writeFault } from '../../sim/dataset/fault.ts';
import { temporary } from './files.ts';

/** Characters that are gathered before they go to the disk. */
const GATHERED = 1 << 20;

/** A text file that is written piece by piece and has its name once it is whole. Throws DatasetFault for the disk's faults. */
export class GrowingFile {
  private readonly path: string;
  private readonly temp: string;
  private handle: number | null;
  private gathered: string[] = [];
  private size = 0;

  constructor(path: string) {
    this.path = path;
    this.temp = temporary(path);
    this.handle = this.sure(() => openSync(this.temp, 'w'));
  }

  write(text: string): void {
    this.gathered.push(text);
    this.size += text.length;
    if (this.size >= GATHERED) this.flush();
  }

  /** Gives the file its name. */
  finish(): void {
    this.flush();
    this.sure(() => {
      if (this.handle !== null) closeSync(this.handle);
      this.handle = null;
      renameSync(this.temp, this.path);
    });
  }

  /** Takes an unfinished file away. */
  abandon(): void {
    if (this.handle === null) return;
    closeSync(this.handle);
    this.handle = null;
    rmSync(this.temp, { force: true });
  }

  private flush(): void {
    const piece = Buffer.from(this.gathered.join(''));
    this.gathered = [];
    this.sure(() => {
      for (let from = 0; from < piece.length; ) from += writeSync(this.handle as number, piece, from);
    });
    this.size = 0;
  }

  private sure<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      this.abandon();
      throw writeFault(error, this.path, this.size);
    }
  }
}
