import { ModelFault } from '../fvae/model.ts';
import { ScenarioError } from '../scenarios/schema/error.ts';
import { DatasetFault, errorCode, writeFault } from '../sim/dataset/fault.ts';
import { Interrupted } from '../sim/screening/interrupted.ts';

/** Exit statuses of every command. */
export const STATUS = {
  done: 0,
  verdict: 1,
  input: 2,
  environment: 3,
  bug: 70,
  hungUp: 129,
  interrupted: 130,
} as const;

/** A wrong use of the command line: one line saying what was found and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Faults of the machine that are no bug wherever they surface (a flush or a close may report them, too). */
const MACHINE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);

/** Whether the work was stopped by a signal. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError');
}

/** The exit status and the one line for an error, whatever it is. */
export function explain(error: unknown): { status: number; line: string } {
  if (isInterruption(error)) {
    const kept = error instanceof Interrupted ? error.kept : undefined;
    return { status: STATUS.interrupted, line: `interrupted; ${kept ?? 'nothing was written'}` };
  }
  if (error instanceof UsageError || error instanceof ScenarioError)
    return { status: STATUS.input, line: error.message };
  if (error instanceof DatasetFault || error instanceof ModelFault) {
    return { status: error.kind === 'environment' ? STATUS.environment : STATUS.input, line: error.message };
  }
  if (errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { status: STATUS.environment, line: 'a thread ran out of memory; expected more, or fewer --workers' };
  }
  if (MACHINE.has(errorCode(error)))
    return explain(writeFault(error, (error as { path?: string }).path ?? 'a file', 0));
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: STATUS.bug, line: `this is a bug in matinee, please report it: ${stack}` };
}
