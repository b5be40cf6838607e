import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatasetFault, writeFault } from '../../sim/dataset/fault.ts';

/** Throws DatasetFault (`environment`) where there is no ffmpeg. */
export function requireFfmpeg(): void {
  if (spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0) return;
  throw new DatasetFault(
    'environment',
    '--format mp4 needs ffmpeg, which was not found; install with: sudo apt-get install ffmpeg',
  );
}

/** One camera's film, encoded by ffmpeg (H.264) while it is drawn; it has its own name only when whole. */
export class Video {
  private readonly path: string;
  private readonly temp: string;
  private readonly child: ChildProcess;
  /** Resolves once, when ffmpeg has gone: however many pictures wait for it, it is asked once. */
  private readonly gone: Promise<void>;
  private broken = false;
  /** Goes on with the picture that waits for room. */
  private wake = (): void => {};

  /** Pictures are grey, width x height (both even), `rate` a second. */
  constructor(path: string, width: number, height: number, rate: number) {
    this.path = path;
    this.temp = join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);
    const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', String(rate), '-i', '-'];
    const output = ['-c:v', 'libx264', '-crf', '20', '-pix_fmt', 'yuv420p', '-threads', '1', '-f', 'mp4', this.temp];
    this.child = spawn('ffmpeg', ['-y', '-loglevel', 'error', ...input, ...output], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const fail = (): void => {
      this.broken = true;
      this.wake();
    };
    this.child.stdin?.on('drain', () => this.wake());
    this.child.stdin?.on('error', fail);
    this.gone = new Promise((done) => {
      for (const event of ['exit', 'error'])
        this.child.once(event, () => {
          fail();
          done();
        });
    });
  }

  /** Adds a picture; resolves when there is room for the next. Throws DatasetFault (`environment`) where ffmpeg stopped. */
  async write(grey: Uint8Array): Promise<void> {
    if (!this.broken && this.child.stdin?.write(grey) === false) {
      await new Promise<void>((done) => {
        this.wake = done;
      });
    }
    if (this.broken) throw this.fault();
  }

  /** Ends the film and gives it its name. */
  async finish(): Promise<void> {
    this.child.stdin?.end();
    await this.gone;
    if (this.child.exitCode !== 0) throw this.fault();
    try {
      renameSync(this.temp, this.path);
    } catch (error) {
      throw writeFault(error, this.path, 0);
    }
  }

  /** Ends an unfinished film and takes it away. */
  async abandon(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone;
    rmSync(this.temp, { force: true });
  }

  private fault(): DatasetFault {
    rmSync(this.temp, { force: true });
    return new DatasetFault(
      'environment',
      `cannot write ${this.path}: ffmpeg stopped (a full disk, or no H.264 encoder)`,
    );
  }
}
