import { availableParallelism } from 'node:os';
import { commandText } from '../command-text.ts';
import { STATUS } from '../fault.ts';
import {
  type Command,
  type CommandGroup,
  fileOption,
  type Io,
  type Option,
  type Outcome,
  type Parsed,
  wholeNumber,
} from '../options.ts';
import type { NamedFile } from '../put.ts';
import { type ReportFiles, reportOption, withReport } from '../report/files.ts';
import { duration } from '../terminal.ts';
import { faultsOf } from '../written.ts';

const MOST_WORKERS = 64;

const OPTIONS: Readonly<Record<string, Option>> = {
  baseline: { value: 'FILE', help: 'the baseline (default: beside the suite, SUITE.baseline.json)' },
  workers: { value: 'N', help: 'fits at a time (default: one a core); the numbers are the same' },
  cache: { value: 'DIR', help: 'a folder for datasets and results, used again (default: a temporary one)' },
};

const LAST: Readonly<Record<string, Option>> = {
  json: { help: 'print one JSON object' },
  help: { short: 'h', help: 'show this' },
};

/** `matinee regress check SUITE`: the verdict on a change of a model. */
export const checkCommand: Command = {
  name: 'regress check',
  summary: 'says what a change of a model made better or worse',
  positionals: ['SUITE'],
  options: {
    ...OPTIONS,
    junit: { value: 'FILE', help: 'write the verdicts as JUnit XML, too' },
    markdown: { value: 'FILE', help: 'write a summary for a pull request, too' },
    html: { value: 'FILE', help: 'write a report of it: FILE, and the same numbers beside it as .json and .csv' },
    ...LAST,
  },
  run: check,
};

/** `matinee regress update SUITE`: the baseline that checks compare with. */
export const updateCommand: Command = {
  name: 'regress update',
  summary: 'measures the baseline that checks compare with',
  positionals: ['SUITE'],
  options: { ...OPTIONS, ...LAST },
  run: update,
};

/** The commands under `matinee regress`. */
export const regressCommands: CommandGroup = {
  name: 'regress',
  commands: { check: async () => checkCommand, update: async () => updateCommand },
};

async function check(args: Parsed, io: Io): Promise<Outcome> {
  return withReport(reportOption(args), (page) => checked(args, io, page));
}

async function checked(args: Parsed, io: Io, page: ReportFiles | null): Promise<Outcome> {
  const { suite, file } = await given(args);
  const junit = fileOption(args, 'junit');
  const markdown = fileOption(args, 'markdown');
  const { probeFile, putFile, refuseShared } = await import('../put.ts');
  const texts = [...named('--junit', junit), ...named('--markdown', markdown)];
  const pages = (page?.paths ?? []).flatMap((path) => named('--html', path));
  refuseShared([...named('SUITE', suite.file), ...named('--baseline', file), ...texts, ...pages]);
  const { readBaseline } = await import('../regress/baseline.ts');
  const baseline = readBaseline(file);
  const { compare } = await import('../regress/compare.ts');
  const { concludeFrom, statusOf } = await import('../regress/conclusion.ts');
  const { measureSuite } = await import('../regress/measure.ts');
  const { conclusionJunit } = await import('../regress/text/junit.ts');
  const { conclusionMarkdown } = await import('../regress/text/markdown.ts');
  const { conclusionText } = await import('../regress/text/table.ts');
  // Nothing is fitted for files that cannot be written.
  for (const one of texts) probeFile(one.file);
  const { measured, failures, leaks } = await measureSuite(suite, suite.seeds.check, howOf(args), io);
  const rows = compare(suite, baseline, measured, failures);
  const conclusion = concludeFrom(suite, rows, failures, baseline, measured, leaks);
  for (const line of conclusionText(conclusion)) io.say(line);
  const writes: (() => void | Promise<void>)[] = [];
  if (junit !== null) writes.push(() => putFile(junit, conclusionJunit(conclusion)));
  if (markdown !== null) writes.push(() => putFile(markdown, conclusionMarkdown(conclusion)));
  if (page !== null) {
    const { regressReport } = await import('../report/regress/report.ts');
    const made = commandText('regress', ['check', ...args.positionals], args.values);
    writes.push(() => page.finish(regressReport(conclusion, made), conclusion));
  }
  const lost = await faultsOf(writes, io);
  page?.abandon();
  return { status: Math.max(statusOf(conclusion), ...lost), json: conclusion };
}

function named(label: string, file: string | null): readonly NamedFile[] {
  return file === null ? [] : [{ label, file }];
}

async function update(args: Parsed, io: Io): Promise<Outcome> {
  const { suite, file } = await given(args);
  const { baselineText } = await import('../regress/baseline.ts');
  const { measureSuite } = await import('../regress/measure.ts');
  const { probeFile, putFile, refuseShared } = await import('../put.ts');
  const { baselineLines } = await import('../regress/text/update.ts');
  refuseShared([...named('SUITE', suite.file), ...named('--baseline', file)]);
  probeFile(file);
  const begun = io.clock();
  const { measured, failures, leaks } = await measureSuite(suite, suite.seeds.baseline, howOf(args), io);
  for (const line of baselineLines(suite, measured)) io.say(line);
  for (const { scenario, dataset, model, seed, line } of failures) {
    io.warn(`${scenario}, dataset ${dataset}, ${model}, seed ${seed}: ${line}`);
  }
  const { suiteLeakText } = await import('../regress/leaking.ts');
  for (const leak of leaks) io.warn(`nearer to the truth than the oracle: ${suiteLeakText(leak)}`);
  const seconds = io.clock() - begun;
  const json = { fits: measured.fits, failures, leaks, seconds };
  if (failures.length > 0) {
    const models = [...new Set(failures.map(({ model }) => model))].join(', ');
    io.warn(`${file}: left as it was: found models that failed (${models}), expected a value of every fit`);
    return { status: STATUS.input, json: { baseline: null, ...json } };
  }
  putFile(file, baselineText(measured));
  io.say(`wrote ${file} in ${duration(seconds)}`);
  return { status: leaks.length > 0 ? STATUS.verdict : STATUS.done, json: { baseline: file, ...json } };
}

/** The suite that is asked for, and where its baseline is. */
async function given(args: Parsed) {
  const { baselineFile, loadSuite, suiteFile } = await import('../regress/suite/load.ts');
  const path = suiteFile(args.positionals[0]);
  return { suite: loadSuite(path), file: fileOption(args, 'baseline') ?? baselineFile(path) };
}

function howOf(args: Parsed): { readonly workers: number; readonly cache: string | null } {
  const workers = wholeNumber(args, 'workers', 1, MOST_WORKERS) ?? Math.min(MOST_WORKERS, availableParallelism());
  return { workers, cache: fileOption(args, 'cache') };
}
