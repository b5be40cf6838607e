import { parentPort, workerData } from 'node:worker_threads';
import { isInterruption, UsageError } from '../../fault.ts';
import { lateFault } from '../../models/loaded.ts';
import { runTrial } from '../run.ts';
import { openWorld } from '../world.ts';
import { type CrewAnswer, type CrewMessage, type CrewStart, faultAnswer } from './message.ts';
import { contenderOf, planOf } from './order.ts';

const port = parentPort;
if (port !== null) {
  const { cache, origin, contenders, fresh = false } = workerData as CrewStart;
  const source =
    contenders === undefined ? { contenderOf } : (import(contenders) as Promise<typeof import('./order.ts')>);
  const abort = new AbortController();
  const world = openWorld({
    cache,
    origin,
    fresh,
    signal: abort.signal,
    progress: () => () => {},
    clock: () => performance.now() / 1000,
    workers: 1,
  });
  const answer = (message: CrewAnswer): void => port.postMessage(message);
  process.on('uncaughtException', (error) => {
    const late = lateFault(error);
    const fault = late === null ? null : faultAnswer(new UsageError(late));
    if (fault === null) throw error;
    answer(fault);
  });
  port.on('message', async (message: CrewMessage) => {
    if (message.kind === 'stop') {
      abort.abort();
      port.close();
      return;
    }
    try {
      const { order } = message;
      const contender = await (await source).contenderOf(order);
      answer({ kind: 'result', result: await runTrial(planOf(order, contender), world) });
    } catch (error) {
      if (abort.signal.aborted && isInterruption(error)) return;
      const fault = faultAnswer(error);
      if (fault === null) throw error;
      answer(fault);
    }
  });
}
