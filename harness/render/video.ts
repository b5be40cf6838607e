import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
  private ended = false;

  /** Pictures are grey, width x height (both even), `rate` a second. */
  constructor(path: string, width: number, height: number, rate: number) {
    this.path = path;
    this.temp = join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);
    const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', String(rate), '-i', '-'];
    const output = ['-c:v', 'libx264', '-crf', '20', '-pix_fmt', 'yuv420p', '-threads', '1', '-f', 'mp4', this.temp];
    this.child = spawn('ffmpeg', ['-y', '-loglevel', 'error', ...input, ...output], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.child.stdin?.on('error', () => {});
    this.child.once('exit', () => {
      this.ended = true;
    });
  }

  async write(grey: Uint8Array): Promise<void> {
    if (this.ended) throw this.fault();
    if (this.child.stdin?.write(grey) === false)
      await Promise.race([once(this.child.stdin, 'drain'), once(this.child, 'exit')]);
  }

  /** Ends the film and gives it its name. */
  async finish(): Promise<void> {
    this.child.stdin?.end();
    if (!this.ended) await once(this.child, 'exit');
    if (this.child.exitCode !== 0) throw this.fault();
    try {
      renameSync(this.temp, this.path);
    } catch (error) {
      throw writeFault(error, this.path, 0);
    }
  }

  /** Ends an unfinished film and takes it away. */
  abandon(): void {
    this.child.kill('SIGKILL');
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
