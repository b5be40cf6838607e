import { sizeText } from '../../sim/dataset/fault.ts';
import { duration } from '../terminal.ts';
import { LEAK_TITLE, leakText } from './leaks.ts';
import { type Movement, PARTS } from './meaning.ts';
import { type EvaluationResult, ORACLE, type Score, type Scores, VIEWER_MEAN } from './result.ts';

/** Text columns under their heads, aligned: the first to the left, numbers to the right. */
export function alignedTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows];
  const widths = heads.map((_, c) => Math.max(...all.map((row) => [...row[c]].length)));
  return all.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join('  ')
      .trimEnd(),
  );
}

/** A number with so many decimals; a dash for none. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined) return '-';
  const text = value.toFixed(digits);
  // No sign on a zero.
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** A share as a percentage with one decimal; a dash for none. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : (100 * value).toFixed(1);
}

const HEADS = ['', 'RMSE', 'MAE', 'MRE', 'NRMSE', 'explained'];
const CALIBRATED = ['CRPS', 'in 50 %', 'in 90 %'];

function scoreRow(name: string, score: Score, calibrated: boolean): string[] {
  const { rmse, mae, mre, nrmse, explained, calibration } = score;
  const row = [name, fixed(rmse, 5), fixed(mae, 5), fixed(mre, 5), fixed(nrmse, 3), fixed(explained, 3)];
  if (!calibrated) return row;
  return [...row, fixed(calibration?.crps, 5), percent(calibration?.coverage50), percent(calibration?.coverage90)];
}

/** One set of entries as lines: the title, then every entrant, the viewer mean first and the oracle last. */
function scoreLines(title: string, scores: Scores): string[] {
  if (scores === null) return [`${title}: none`, ''];
  const models = Object.keys(scores.scores).filter((name) => name !== VIEWER_MEAN && name !== ORACLE);
  const order = [VIEWER_MEAN, ...models, ORACLE];
  const calibrated = order.some((name) => scores.scores[name].calibration !== null);
  const rows = order.map((name) => scoreRow(name, scores.scores[name], calibrated));
  const heads = calibrated ? [...HEADS, ...CALIBRATED] : HEADS;
  const count = scores.entries.toLocaleString('en-US');
  return [`${title}: ${count} entries`, ...alignedTable(heads, rows).map((line) => `  ${line}`), ''];
}

/** A match from which on a factor is taken for found: which way another one runs is chance. */
export const FOUND = 0.5;

function recoveryLines(result: EvaluationResult): string[] {
  const { recovery, ceiling, scriptOfTruth } = result;
  const names = Object.keys(recovery);
  const with4 = names.flatMap((name) => {
    const one = recovery[name];
    return one === null ? [] : [{ name, one }];
  });
  const without = names.filter((name) => recovery[name] === null);
  const factors = with4[0]?.one.pairs.map(({ name }) => name) ?? [];
  const heads = ['', 'K', 'match', 'ranks', 'powers', 'FMS', 'MCC', 'degen.', ...factors, 'humor', 'surprise'];
  const rows = with4.map(({ name, one }) => [
    name,
    String(one.count),
    fixed(one.factorMatch, 3),
    fixed(one.rankMatch, 3),
    fixed(one.powerMatch, 3),
    fixed(one.fms, 3),
    fixed(one.mcc.pearson, 3),
    fixed(one.degeneracy, 2),
    ...one.pairs.map(({ score }) => fixed(score, 2)),
    fixed(one.humor.correlation, 3),
    fixed(one.surprise.correlation, 3),
  ]);
  const blank = (n: number): string[] => Array.from({ length: n }, () => '-');
  rows.push([
    'ceiling',
    '-',
    fixed(ceiling?.score, 3),
    ...blank(5),
    ...factors.map((_, k) => fixed(ceiling?.factors[k], 2)),
    fixed(scriptOfTruth.humor.correlation, 3),
    fixed(scriptOfTruth.surprise.correlation, 3),
  ]);
  const lines = ['Recovery of the factors', ...alignedTable(heads, rows).map((line) => `  ${line}`)];
  if (without.length > 0) lines.push(`  without factors: ${without.join(', ')}`);
  const flipped = with4.flatMap(({ name, one }) => {
    const found = one.pairs.filter(({ flipped, score }) => flipped && score >= FOUND).map((pair) => pair.name);
    return found.length === 0 ? [] : [`${name} (${found.join(', ')})`];
  });
  if (flipped.length > 0) lines.push(`  upside down, U (c - V): ${flipped.join(', ')}`);
  return [...lines, ''];
}

function meaningLines({ meaning }: EvaluationResult): string[] {
  const parts = Object.keys(PARTS) as (keyof typeof PARTS)[];
  const cells = (movement: Movement): string[] => parts.map((part) => fixed(1000 * movement[part], 1));
  const rows = meaning.truth.flatMap(({ name, ...movement }, k) => [
    [name, ...cells(movement), '-'],
    ...Object.entries(meaning.models).flatMap(([model, factors]) => {
      const own = factors?.[k];
      return own === null || own === undefined ? [] : [[`  ${model}`, ...cells(own), fixed(own.cosine, 3)]];
    }),
  ]);
  const lines = alignedTable(['', ...parts, 'cosine'], rows).map((line) => `  ${line}`);
  return ['What a factor alone at its peak moves, RMS of landmarks, 1/1000 eye distance', ...lines, ''];
}

/** What programs took, and which models failed. */
export function costLines({ models, failed = [] }: Pick<EvaluationResult, 'models' | 'failed'>): string[] {
  const ran = models.flatMap(({ name, cost }) => {
    if (cost === undefined) return [];
    const memory = cost.peakBytes === null ? '' : `, at most ${sizeText(cost.peakBytes)} of memory`;
    return [`${name} ran ${duration(cost.seconds)}${memory}`];
  });
  return failed.length === 0 ? ran : [...ran, `failed: ${failed.map(({ name }) => name).join(', ')}`];
}

function leakLines({ leaks = [] }: EvaluationResult): string[] {
  if (leaks.length === 0) return [];
  const lines = leaks.map(({ model, ...leak }) => `  ${model}: ${leakText(leak)}`);
  return [`${LEAK_TITLE}, 1/1000 eye distance`, ...lines, ''];
}

/** An evaluation for people: aligned plain text, a line an element. */
export function evaluationText(result: EvaluationResult): string[] {
  const { provenance, split, hidden, missing, unseen } = result;
  const { title, seed, viewers, samples } = provenance.dataset;
  const training = viewers - split.heldOut.length;
  const lines = [
    `${title}, seed ${seed}: ${viewers} viewers x ${samples} samples; ${training} train, ${split.heldOut.length} held out (seed ${split.seed})`,
    hidden === null
      ? `${percent(missing)} % of the training entries are missing`
      : `${percent(missing)} % of the training entries are hidden for scoring, in blocks of ${hidden.seconds} s`,
    ...costLines(result),
    ...(unseen === 0 ? [] : [`${unseen} training viewers of whom nothing is seen are not scored`]),
    'Errors are from landmarks/clean, in eye distances; explained: viewer mean 0, oracle 1',
    '',
    ...leakLines(result),
    ...recoveryLines(result),
    ...meaningLines(result),
    ...scoreLines('Reconstruction of what training viewers show', result.reconstruction),
    ...scoreLines('Imputation of what training viewers do not show', result.imputation),
    ...scoreLines('Imputation 15 s or more from anything seen, with the viewer’s offset', result.far),
  ];
  for (const { prefix, result: scores, empty } of result.forecast) {
    const unseen = empty === 0 ? '' : `, ${empty} of them unseen till then`;
    const count = scores?.viewers.length ?? 0;
    lines.push(...scoreLines(`Forecast of ${count} viewers after ${percent(prefix)} %${unseen}`, scores));
  }
  return lines.slice(0, -1);
}
