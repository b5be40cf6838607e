import { ScenarioError } from '../../../scenarios/schema/error.ts';
import { DatasetFault, type FaultKind } from '../../../sim/dataset/fault.ts';
import { UsageError } from '../../fault.ts';
import type { TrialResult } from '../result.ts';
import type { Origin } from '../world.ts';
import type { TrialOrder } from './order.ts';

/** What a thread is started with; `contenders` is a module with a `contenderOf` of its own. */
export type CrewStart = {
  readonly cache: string;
  readonly origin: Origin;
  readonly contenders?: string;
  /** As in WorldOptions. */
  readonly fresh?: boolean;
};

/** What a thread is told. */
export type CrewMessage = { readonly kind: 'trial'; readonly order: TrialOrder } | { readonly kind: 'stop' };

/** What a thread answers to a trial. A bug is no answer: it ends the thread. */
export type CrewAnswer =
  | { readonly kind: 'result'; readonly result: TrialResult }
  | { readonly kind: 'fault'; readonly fault: FaultKind | null; readonly message: string };

/** An error for people as an answer; null for a bug. */
export function faultAnswer(error: unknown): CrewAnswer | null {
  if (error instanceof DatasetFault) return { kind: 'fault', fault: error.kind, message: error.message };
  if (error instanceof UsageError || error instanceof ScenarioError) {
    return { kind: 'fault', fault: null, message: error.message };
  }
  return null;
}

/** The error that an answer tells of. */
export function revived({ fault, message }: Extract<CrewAnswer, { kind: 'fault' }>): Error {
  return fault === null ? new UsageError(message) : new DatasetFault(fault, message);
}
