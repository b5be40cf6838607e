import { parentPort, workerData } from 'node:worker_threads';
import { isInterruption } from '../../fault.ts';
import { runTrial } from '../run.ts';
import { openWorld } from '../world.ts';
import { type CrewAnswer, type CrewMessage, type CrewStart, faultAnswer } from './message.ts';
import { contenderOf, planOf } from './order.ts';

const port = parentPort;
if (port !== null) {
  const { cache, origin } = workerData as CrewStart;
  const abort = new AbortController();
  const world = openWorld({
    cache,
    origin,
    signal: abort.signal,
    progress: () => () => {},
    clock: () => performance.now() / 1000,
    workers: 1,
  });
  const answer = (message: CrewAnswer): void => port.postMessage(message);
  port.on('message', async (message: CrewMessage) => {
    if (message.kind === 'stop') {
      abort.abort();
      port.close();
      return;
    }
    try {
      const { order } = message;
      answer({ kind: 'result', result: await runTrial(planOf(order, await contenderOf(order)), world) });
    } catch (error) {
      if (isInterruption(error)) return;
      const fault = faultAnswer(error);
      if (fault === null) throw error;
      answer(fault);
    }
  });
}
