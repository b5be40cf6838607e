import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFault } from '../../../fvae/model.ts';
import { fitOwn, type OwnFitted, type OwnModel } from '../../../harness/models/own-model.ts';
import { expectPlain } from '../../laws/command.ts';
import { smallTensor } from '../../laws/small-tensor.ts';

const tensor = smallTensor(3, 5, 2);
const options = { seed: 1, factors: 2, threads: 1, rate: null, columns: ['a', 'b'] };
const half = { mean: new Array(10).fill(0.5) };
const right: OwnFitted = { impute: () => half, foldIn: () => half };
const row = { values: new Float32Array(10).fill(3), mask: Uint8Array.of(1, 0, 1, 1, 0) };

const giving = (fitted: unknown): OwnModel => ({ fit: () => fitted as OwnFitted });

describe('a model of one’s own', () => {
  it('sees NaN behind every mask, in memory of its own', async () => {
    const behind: number[] = [];
    const look = (values: Float32Array, mask: Uint8Array): void => {
      values.forEach((value, at) => {
        if (mask[Math.floor(at / 2)] === 0) behind.push(value);
      });
      values.fill(0);
      mask.fill(0);
    };
    const before = [tensor.values.slice(), tensor.mask.slice()];
    const fitted = await fitOwn(
      'own',
      {
        fit: ({ values, mask }) => {
          look(values, mask);
          return {
            ...right,
            foldIn: (x, seen) => {
              look(x, seen);
              return half;
            },
          };
        },
      },
      tensor,
      options,
    );
    expect([...fitted.foldIn(row.values, row.mask).mean]).toEqual(half.mean);
    expect(new Set(behind)).toEqual(new Set([Number.NaN]));
    expect([tensor.values, tensor.mask]).toEqual(before);
    expect(row.mask).toEqual(Uint8Array.of(1, 0, 1, 1, 0));
  });

  it('answers as it says, with factors and deviations or without', async () => {
    const plain = await fitOwn('own', giving(right), tensor, options);
    expect([plain.factors(), plain.probabilistic, plain.impute(1).mean.length]).toEqual([null, false, 10]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 10, maxLength: 10 }),
        async (mean) => {
          const both = { mean, deviation: mean.map(Math.abs) };
          const factors = { count: 2, viewer: [1, 2, 3, 4, 5, 6], time: mean };
          const fitted = await fitOwn(
            'own',
            giving({ impute: () => both, foldIn: () => both, factors: () => factors }),
            tensor,
            options,
          );
          const said = fitted.foldIn(row.values, row.mask);
          expect([said.mean, said.deviation]).toEqual([Float32Array.from(mean), Float32Array.from(both.deviation)]);
          expect(fitted.probabilistic).toBeUndefined();
          expect(fitted.factors()?.time).toEqual(Float64Array.from(mean));
        },
      ),
    );
  });
});

describe('one that does wrong: one line, a ModelFault', () => {
  const bad = (answer: unknown): unknown => ({ impute: () => answer, foldIn: () => answer });
  const ask = { impute: 'impute', foldIn: 'foldIn' } as const;
  const cases: [what: string, model: OwnModel, asked: keyof typeof ask, line: RegExp][] = [
    ['nothing', giving(undefined), 'impute', /^own: fit: found no impute, expected a function$/],
    ['half of it', giving({ impute: () => half }), 'impute', /^own: fit: found no foldIn, expected a function$/],
    ['no mean', giving(bad({})), 'impute', /^own: impute: mean: found no numbers, expected 5 x 2$/],
    ['no answer', giving({ ...right, foldIn: () => undefined }), 'foldIn', /^own: foldIn: /],
    ['too short', giving(bad({ mean: [1] })), 'foldIn', /^own: foldIn: mean: found 1 numbers, expected 5 x 2$/],
    [
      'not finite',
      giving(bad({ mean: half.mean.with(3, Number.POSITIVE_INFINITY) })),
      'foldIn',
      /^own: foldIn: mean: found Infinity at \[1, 1\], expected finite float32 numbers$/,
    ],
    [
      'negative',
      giving(bad({ ...half, deviation: half.mean.with(0, -1) })),
      'impute',
      /^own: impute: deviation: found -1, expected 0 or more$/,
    ],
    [
      'sometimes sure',
      giving({ ...right, foldIn: () => ({ ...half, deviation: half.mean }) }),
      'foldIn',
      /^own: foldIn: found a deviation in some answers and none in others, expected always or never$/,
    ],
    [
      'no count',
      giving({ ...right, factors: () => ({ count: 0.5, viewer: [], time: [] }) }),
      'impute',
      /^own: factors: found count 0\.5, expected a whole number 1 to 64$/,
    ],
    [
      'short factors',
      giving({ ...right, factors: () => ({ count: 1, viewer: [1], time: half.mean }) }),
      'impute',
      /^own: factors: viewer: found 1 numbers, expected 3 x 1$/,
    ],
    [
      'throws',
      {
        fit: () => {
          throw new TypeError('what now\nand more');
        },
      },
      'impute',
      /^own: fit: what now \(own-model\.test\.ts, line \d+\)$/,
    ],
    [
      'is interrupted by itself',
      {
        fit: () => {
          throw new DOMException('it took too long', 'AbortError');
        },
      },
      'impute',
      /^own: fit: it took too long/,
    ],
    ['throws a text', { fit: () => Promise.reject('no') }, 'impute', /^own: fit: no$/],
  ];

  it.each(cases)('%s', async (_what, model, asked, line) => {
    const told = async (): Promise<unknown> => {
      const fitted = await fitOwn('own', model, tensor, options);
      return asked === 'impute' ? fitted.impute(1) : fitted.foldIn(row.values, row.mask);
    };
    const error: unknown = await told().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ModelFault);
    expect((error as Error).message).toMatch(line);
    if (_what !== 'no answer') expectPlain((error as Error).message);
  });

  it('but not when the work is stopped', async () => {
    const abort = new AbortController();
    const model: OwnModel = {
      fit: (_, { signal }) => {
        abort.abort();
        signal?.throwIfAborted();
        return right;
      },
    };
    await expect(fitOwn('own', model, tensor, { ...options, signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
