import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkTree } from '../../../scenarios/schema/check.ts';
import { ScenarioError } from '../../../scenarios/schema/error.ts';
import { loadScenario } from '../../../scenarios/schema/load.ts';
import { nearest } from '../../../scenarios/schema/suggest.ts';
import { readTree } from '../../../scenarios/schema/yaml.ts';
import { readFault } from '../../../sim/dataset/fault.ts';
import { UsageError } from '../../fault.ts';
import { PATTERNS } from '../../patterns/patterns.ts';
import { rowsNeeded, tooFew } from '../relabel.ts';
import { suiteSchema } from './schema.ts';
import type { Suite, SuiteModel, SuiteScenario } from './suite.ts';

const ENDING = '.yaml';

/** Folder of the shipped suites: in the sources, or from the built package. */
function shippedFolder(): string {
  const candidates = ['../../suites/', '../../../../harness/suites/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((folder) => existsSync(join(folder, 'quick.yaml'))) ?? candidates[0];
}

/** Names of the suites that come with the package, in alphabetical order. */
export function suiteNames(): string[] {
  return readdirSync(shippedFolder())
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

/** The file that a path or the name of a shipped suite stands for. Throws UsageError where there is none. */
export function suiteFile(pathOrName: string): string {
  const shipped = suiteNames();
  if (!existsSync(pathOrName) && shipped.includes(pathOrName)) return join(shippedFolder(), `${pathOrName}${ENDING}`);
  const found = !existsSync(pathOrName) ? 'no such file' : statSync(pathOrName).isFile() ? null : 'no file';
  if (found === null) return pathOrName;
  const close = nearest(pathOrName, shipped);
  const hint = close === undefined ? '' : `; did you mean "${close}"?`;
  throw new UsageError(`${pathOrName}: found ${found}, expected a suite, or one of ${shipped.join(', ')}${hint}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Where the baseline of a suite stands unless told otherwise: beside it. */
export function baselineFile(suite: string): string {
  return join(dirname(suite), `${basename(suite, extname(suite))}.baseline.json`);
}

/** The suite in a file. Throws as parseSuite does, and DatasetFault where it cannot be read. */
export function loadSuite(file: string): Suite {
  let text: Uint8Array;
  try {
    text = readFileSync(file);
  } catch (error) {
    throw readFault(error, file);
  }
  return parseSuite(text, file);
}

/**
 * The suite of a YAML text; `file` is its name in messages, and its folder where paths start from. Throws ScenarioError about
 * the first mistake, in the suite or in a scenario that it shows, and UsageError for a suite that could never say `worse`.
 */
export function parseSuite(text: string | Uint8Array, file: string): Suite {
  const { title, scenarios, models, seeds, metrics } = checkTree(
    suiteSchema,
    readTree(text, { name: file, isFile: true }),
  );
  const folder = resolve(dirname(file));
  const shown = scenarios.map(({ name, scenario, ...rest }, n): SuiteScenario => {
    // A folder of that name, such as a dataset's, is no scenario.
    const path = isFile(join(folder, scenario)) ? join(folder, scenario) : scenario;
    within(`${file}: scenarios.${n}`, () => loadScenario(path, rest.sets));
    if (rest.loss !== null && !Object.hasOwn(PATTERNS, rest.loss.pattern)) {
      const expected = `one of ${Object.keys(PATTERNS).join(', ')}`;
      throw new UsageError(`${file}: scenarios.${n}.loss.pattern: found ${rest.loss.pattern}, expected ${expected}`);
    }
    return { ...rest, name: name ?? basename(scenario, extname(scenario)), scenario: path };
  });
  const tested = models.map(({ model, options }): SuiteModel => {
    const [, own] = /^([A-Za-z0-9][\w.-]{0,39})=/.exec(model) ?? [];
    return { name: own ?? model, text: model, options: defined(options) };
  });
  refuseTwice(file, 'scenarios', shown);
  refuseTwice(file, 'models', tested);
  const suite = {
    file,
    name: basename(file, extname(file)),
    title,
    folder,
    scenarios: shown,
    models: tested,
    seeds,
    metrics,
  };
  refuseBlind(file, suite);
  return suite;
}

/** A scenario's mistake, told as the suite's. */
function within(place: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`${place}: ${error.message}`);
    throw error;
  }
}

function defined<T extends object>(options: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

function refuseTwice(file: string, key: string, named: readonly { readonly name: string }[]): void {
  const again = named.findIndex(({ name }, n) => named.findIndex((other) => other.name === name) < n);
  if (again < 0) return;
  const { name } = named[again];
  throw new UsageError(`${file}: ${key}.${again}: found the name ${name} again, expected every name once`);
}

/** Refuses a suite with so few fits that nothing could be told from chance. */
function refuseBlind(file: string, suite: Suite): void {
  const { baseline, check } = suite.seeds;
  const rows = rowsNeeded(suite);
  for (const [n, { datasets }] of suite.scenarios.entries()) {
    if (!tooFew({ strata: datasets.length, baseline, check }, rows)) continue;
    const found = `${datasets.length} dataset(s) with ${baseline} baseline and ${check} check seeds`;
    const expected = `more of them: with ${rows} comparisons nothing could be told from chance`;
    throw new UsageError(`${file}: scenarios.${n}.datasets: found ${found}, expected ${expected}`);
  }
}
