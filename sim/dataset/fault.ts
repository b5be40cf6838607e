/**
 * Whose fault it is: `usage` the caller's (exit status 2), `environment` the machine's (3), `damage` a dataset that is
 * not what was written (1 in `verify`, 2 where a dataset is an input).
 */
export type FaultKind = 'usage' | 'environment' | 'damage';

/** An error with a one-line message for the user; everything else that is thrown is a bug. */
export class DatasetFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string) {
    super(message.replace(/\s*\n\s*/g, ' '));
    this.name = 'DatasetFault';
    this.kind = kind;
  }
}

/** The system's code of an error (`ENOSPC`), or an empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A size for people: `512 B`, `4.5 MB`, `3.7 GB` (powers of 1000). */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/**
 * What to throw for an error met while writing `path`: a DatasetFault where the cause is known, otherwise the error
 * itself. `needed` is the number of bytes still to be written, for the message about a full disk; 0 where not known.
 */
export function writeFault(error: unknown, path: string, needed: number): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DatasetFault(
        'environment',
        `disk full while writing ${path}${needed > 0 ? `: needs about ${sizeText(needed)} more` : ''}`,
      );
    case 'EFBIG':
      return new DatasetFault('environment', `cannot write ${path}: larger than the file size limit (ulimit -f)`);
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new DatasetFault('environment', `cannot write ${path}: read-only`);
    case 'EIO':
      return new DatasetFault('environment', `cannot write ${path}: the disk reports an error`);
    case 'EMFILE':
    case 'ENFILE':
      return new DatasetFault('environment', `cannot write ${path}: too many open files`);
    case 'ENOENT':
      return new DatasetFault('environment', `cannot write ${path}: its folder cannot be made or has gone`);
    case 'ENOTDIR':
      return new DatasetFault('usage', `cannot write ${path}: a part of this path is a file, not a folder`);
    case 'EISDIR':
    case 'ERR_FS_EISDIR':
      return new DatasetFault('usage', `cannot write ${path}: a folder stands in its place`);
    case 'ENAMETOOLONG':
      return new DatasetFault('usage', `cannot write ${path}: the name is too long`);
    case 'ELOOP':
      return new DatasetFault('usage', `cannot write ${path}: its links lead in a circle`);
    default:
      return error;
  }
}

/** What to throw for an error met while reading a file of a dataset: a DatasetFault, or the error itself. */
export function readFault(error: unknown, path: string): unknown {
  switch (errorCode(error)) {
    case 'ENOENT':
      return new DatasetFault('damage', `${path}: missing`);
    case 'ENOTDIR':
    case 'EISDIR':
      return new DatasetFault('damage', `${path}: not a file where one is expected`);
    case 'ENAMETOOLONG':
      return new DatasetFault('usage', `${path}: the name is too long`);
    case 'ELOOP':
      return new DatasetFault('usage', `${path}: its links lead in a circle`);
    case 'EACCES':
    case 'EPERM':
      return new DatasetFault('environment', `${path}: cannot be read (permission denied)`);
    case 'EIO':
      return new DatasetFault('environment', `${path}: cannot be read (the disk reports an error)`);
    case 'EMFILE':
    case 'ENFILE':
      return new DatasetFault('environment', `${path}: cannot be read (too many open files)`);
    default:
      return error;
  }
}
