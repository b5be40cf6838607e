import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ModelFault, type Prediction } from '../../../fvae/model.ts';
import type { Tensor } from '../../../fvae/tensor.ts';
import type { AskedRow } from '../../evaluation/visible.ts';
import { temporaryFolder } from '../../temporary.ts';
import { besideDigest } from '../beside.ts';
import { columnNames } from '../columns.ts';
import type { Contender, ContenderOptions, Cost, FittedContender } from '../contender.ts';
import { fileDigest, fileName } from '../file.ts';
import { type Answered, checkNames, type FirstAnswer, largestAnswer, readForecast, readImputed } from './answer.ts';
import { type CommandLine, parseCommandLine, placed } from './command-line.ts';
import { writeInput } from './input.ts';
import { roundsOf } from './rounds.ts';
import { runProgram } from './run.ts';

/** What is asked of programs. */
export type ProgramOptions = {
  /** How many factors are wanted. */
  readonly factors: number;
  /** Seconds that one run may take. */
  readonly timeout: number;
  /** The folder that programs are started in. */
  readonly folder: string;
};

/**
 * A program in any language as a contender: `text` is its command line, with `{input}` and `{output}`. It is run once for each
 * round of what it is asked (docs/model-protocol.md), in folders that are gone when the fit ends, however it does. Throws
 * UsageError as `parseCommandLine` does.
 */
export function programContender(given: string | null, text: string, options: ProgramOptions): Contender {
  const line = parseCommandLine(text);
  const files = line.words.map((word) => resolve(options.folder, word)).filter(isFile);
  const name = given ?? programName(line, options.folder);
  return {
    name,
    answersOnce: true,
    identity: {
      program: line.words,
      files: files.map((path) => fileDigest(path)),
      beside: besideDigest(files),
      factors: options.factors,
    },
    async fit(tensor, asked, fitting) {
      const root = temporaryFolder('matinee-program-');
      try {
        return fittedOf(name, tensor, asked, await answers(line, root, tensor, asked, fitting, options));
      } catch (error) {
        throw error instanceof ModelFault ? new ModelFault(`${name}: ${error.message}`) : error;
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
  };
}

/** A program's name for tables: that of the first argument that is a file, or its own, without folder and ending. */
function programName({ words }: CommandLine, folder: string): string {
  const file = words.slice(1).find((word) => !word.startsWith('-') && isFile(resolve(folder, word)));
  return fileName(file ?? words[0]);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** What a program says of the training viewers, and of each row asked about. */
type Answers = FirstAnswer & { readonly rows: readonly Answered[] };

async function answers(
  line: CommandLine,
  root: string,
  tensor: Tensor,
  asked: readonly AskedRow[],
  { seed, workers, rate = null, columns, signal, onProgress, onCost }: ContenderOptions,
  { factors, timeout, folder }: ProgramOptions,
): Promise<Answers> {
  const { samples, features } = tensor;
  const rounds = asked.length === 0 ? [[]] : roundsOf(asked);
  const rows: Answered[] = [];
  const costs: Cost[] = [];
  let first: FirstAnswer | null = null;
  const state = join(root, 'state');
  mkdirSync(state);
  for (const [n, round] of rounds.entries()) {
    const [input, output] = [`input-${n + 1}`, `output-${n + 1}`].map((name) => join(root, name));
    mkdirSync(output);
    writeInput(
      input,
      tensor,
      round.map((at) => asked[at]),
      {
        seed,
        factors,
        threads: workers,
        rate,
        columns: columns ?? columnNames(features),
        round: n + 1,
        rounds: rounds.length,
      },
    );
    const sizes = { viewers: tensor.viewers, samples, features, rows: round.length };
    const limits = { folder, seconds: timeout, output, bytes: largestAnswer(sizes), signal };
    costs.push(await runProgram(placed(line, { input, output, state }), limits));
    const names = checkNames(output);
    first ??= readImputed(output, names, sizes);
    const { mean, deviation } = readForecast(output, names, sizes);
    const row = samples * features;
    round.forEach((at, place) => {
      const [from, to] = [place * row, (place + 1) * row];
      rows[at] = { mean: mean.subarray(from, to), deviation: deviation?.subarray(from, to) ?? null };
    });
    rmSync(input, { recursive: true, force: true });
    rmSync(output, { recursive: true, force: true });
    onProgress?.(n + 1, rounds.length);
  }
  onCost?.(together(costs));
  return { ...(first as FirstAnswer), rows };
}

function together(costs: readonly Cost[]): Cost {
  const peaks = costs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

/** The answers as a fitted model. Throws ModelFault where deviations are given for some and not for others. */
function fittedOf(
  name: string,
  { samples, features }: Tensor,
  asked: readonly AskedRow[],
  answers: Answers,
): FittedContender {
  const { imputed, rows, factors } = answers;
  const probabilistic = imputed.deviation !== null;
  if (rows.some(({ deviation }) => (deviation !== null) !== probabilistic)) {
    throw new ModelFault('output: found deviations of imputed or forecast alone, expected both or neither');
  }
  const size = samples * features;
  const none = new Float32Array(size);
  const places = new Map(asked.map((row, n) => [questionOf(row), n]));
  const unasked = (): ModelFault =>
    new ModelFault(`${name}: found a viewer that it was not asked about: a program answers once`);
  return {
    name,
    factors: () => factors,
    impute(viewer): Prediction {
      const [from, to] = [viewer * size, (viewer + 1) * size];
      return { mean: imputed.mean.subarray(from, to), deviation: imputed.deviation?.subarray(from, to) ?? none };
    },
    foldIn(): Prediction {
      throw unasked();
    },
    answered(row): Prediction {
      const at = places.get(questionOf(row));
      if (at === undefined) throw unasked();
      return { mean: rows[at].mean, deviation: rows[at].deviation ?? none };
    },
    ...(probabilistic ? {} : { probabilistic: false as const }),
  };
}

/** What tells a question from all others: what is seen of a viewer may be nothing at all. */
function questionOf({ viewer, length }: Pick<AskedRow, 'viewer' | 'length'>): string {
  return `${viewer} ${length}`;
}
