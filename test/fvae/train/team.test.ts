import { describe, expect, it } from 'vitest';
import { ModelFault } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import { adamStep } from '../../../fvae/train/adam.ts';
import { createTeam, type RunOptions, type Team, type TeamOptions } from '../../../fvae/train/team.ts';

const P = 5;
const module = new URL('./regression.mjs', import.meta.url);
const random = createRandom(0, 'regression');
const truth = Float32Array.from({ length: P }, () => random.normal());
const rows = Array.from({ length: 24 }, () => Array.from({ length: P }, () => random.normal()));
const targets = rows.map((row) => row.reduce((sum, value, at) => sum + value * truth[at], 0));
type Failure = { rank: number; step: number; name?: string; fatal?: boolean };

const start = (workers: number, failure?: Failure, more: Partial<TeamOptions<unknown>> = {}): Promise<Team> =>
  createTeam({
    module,
    init: { rows, targets, failure },
    parameters: new Float32Array(P),
    workers,
    backend: 'wasm',
    ...more,
  });

const run: RunOptions = { from: 0, count: 30, rate: 0.05 };

/** Starts a team, does something with it, closes it. */
async function withTeam<T>(team: Promise<Team>, use: (team: Team) => Promise<T>): Promise<T> {
  const made = await team;
  try {
    return await use(made);
  } finally {
    await made.close();
  }
}

describe('a team', () => {
  it.each([0, 1, 2, 3])('with %d workers does what one loop over the data does', (workers) =>
    withTeam(start(workers), async (team) => {
      const losses = await team.run(run);
      const parameters = new Float32Array(P);
      const moments = { first: new Float32Array(P), second: new Float32Array(P) };
      losses.forEach((loss, step) => {
        const gradient = new Float32Array(P);
        let expected = 0;
        rows.forEach((row, n) => {
          const error = row.reduce((sum, value, at) => sum + value * parameters[at], -targets[n]);
          expected += error ** 2 / rows.length;
          row.forEach((value, at) => {
            gradient[at] += (2 * error * value) / rows.length;
          });
        });
        expect(Math.abs(loss - expected)).toBeLessThan(1e-4);
        adamStep(parameters, gradient, moments, step + 1, 0.05);
      });
      team.parameters.forEach((value, at) => {
        expect(Math.abs(value - parameters[at])).toBeLessThan(1e-4);
      });
    }),
  );

  it('with a dozen workers warns of nothing', async () => {
    const warnings: string[] = [];
    const hear = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', hear);
    try {
      await withTeam(start(12), (team) => team.run({ ...run, count: 2 }));
      await new Promise(setImmediate);
    } finally {
      process.off('warning', hear);
    }
    expect(warnings).toEqual([]);
  });

  it('gives the same bytes twice, and when it goes on from where another stopped', async () => {
    const whole = await withTeam(start(2), async (team) => {
      const losses = await team.run(run);
      return { losses, parameters: team.parameters.slice() };
    });
    const first = await withTeam(start(2), async (team) => {
      await team.run({ ...run, count: 12 });
      return {
        parameters: team.parameters.slice(),
        moments: { first: team.moments.first.slice(), second: team.moments.second.slice() },
      };
    });
    await withTeam(start(2, undefined, first), async (team) => {
      const losses = await team.run({ ...run, from: 12, count: 18 });
      expect([...losses]).toEqual([...whole.losses.slice(12)]);
      expect([...team.parameters]).toEqual([...whole.parameters]);
    });
  });

  it.each([0, 2])('with %d workers hands settings on, asks the rate of each step and tells its loss', (workers) =>
    withTeam(start(workers), async (team) => {
      const heard: [number, number][] = [];
      const losses = await team.run({
        from: 3,
        count: 4,
        rate: (step) => (step < 5 ? 0 : 1),
        settings: { times: 10 },
        onStep: (step, loss) => heard.push([step, loss]),
      });
      expect(heard).toEqual([...losses].map((loss, n) => [3 + n, loss]));
      const still = targets.reduce((sum, target) => sum + (10 * target ** 2) / targets.length, 0);
      for (const loss of losses.slice(0, 3)) expect(loss).toBeCloseTo(still, 2);
      expect(Math.abs(losses[3] - still)).toBeGreaterThan(1);
    }),
  );

  it('keeps parameters set between runs', () =>
    withTeam(start(2), async (team) => {
      team.parameters.set(truth);
      expect((await team.run({ ...run, count: 1 }))[0]).toBeLessThan(1e-9);
    }));
});

describe("a replica's failure is the call's, and closes the team:", () => {
  it.each([0, 2])('while it is made, %d workers', async (workers) => {
    await expect(start(workers, { rank: workers === 0 ? 0 : 1, step: -1 })).rejects.toThrow(/^no replica today$/);
  });

  it.each([
    [0, 0],
    [2, 0],
    [2, 1],
  ])('in a step, %d workers, rank %d', (workers, rank) =>
    withTeam(start(workers, { rank, step: 7 }), async (team) => {
      await expect(team.run(run)).rejects.toThrow(/^step 7 fails$/);
      if (workers > 0) await expect(team.run(run)).rejects.toThrow('the team is closed');
    }),
  );

  it('a ModelFault stays one', () =>
    withTeam(start(2, { rank: 1, step: 0, name: 'ModelFault' }), async (team) => {
      await expect(team.run(run)).rejects.toThrow(ModelFault);
    }));

  it('a thread that ends', () =>
    withTeam(start(2, { rank: 1, step: 4, fatal: true }), async (team) => {
      await expect(team.run(run)).rejects.toThrow('a training thread ended with status 3');
    }));

  it('an unknown backend or module', async () => {
    await expect(start(2, undefined, { backend: 'abacus' })).rejects.toThrow(ModelFault);
    await expect(start(1, undefined, { module: new URL('./none.mjs', import.meta.url) })).rejects.toThrow('none.mjs');
    await expect(start(1, undefined, { module: new URL('./none.ts', import.meta.url) })).rejects.toThrow('build first');
  });
});

describe('a signal ends a run', () => {
  it.each([0, 2])('between steps, with its reason, %d workers', (workers) =>
    withTeam(start(workers), async (team) => {
      const stop = new AbortController();
      const running = team.run({
        ...run,
        count: 1_000_000,
        signal: stop.signal,
        onStep: (step) => {
          if (step === 3) stop.abort(new Error('enough'));
        },
      });
      await expect(running).rejects.toThrow(/^enough$/);
    }),
  );

  it.each([0, 2])('before it begins, %d workers', (workers) =>
    withTeam(start(workers), async (team) => {
      await expect(team.run({ ...run, signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow(/^never$/);
    }),
  );
});
