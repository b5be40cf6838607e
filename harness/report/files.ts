import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { writeFault } from '../../sim/dataset/fault.ts';
import { abandonOutput, beginOutput, placeOutput, syncFile } from '../../sim/dataset/output.ts';
import { UsageError } from '../fault.ts';
import { type Parsed, text } from '../options.ts';
import type { Report } from './page/page.ts';
import { csvText } from './records.ts';

/** The files of a report while they are being made: the page, and beside it the same numbers as JSON and CSV. */
export type ReportFiles = {
  readonly paths: readonly string[];
  /** Writes all of them. `result` is what `--json` prints; it stands in the JSON file beside the tables. */
  finish(report: Report, result: unknown): Promise<void>;
  abandon(): void;
};

/** The files that an option asks for by the page's name, begun; null where it is left out. Throws UsageError for another name. */
export function reportOption(args: Parsed, option = 'html'): ReportFiles | null {
  if (args.values[option] === undefined) return null;
  const path = text(args, option);
  if (extname(path) !== '.html') {
    throw new UsageError(`--${option}: found ${JSON.stringify(path)}, expected a file name that ends in .html`);
  }
  return beginReport(path);
}

/** What `work` comes to; where it fails, the files that were begun for it are gone. */
export async function withReport<T>(
  page: ReportFiles | null,
  work: (page: ReportFiles | null) => Promise<T>,
): Promise<T> {
  try {
    return await work(page);
  } catch (error) {
    page?.abandon();
    throw error;
  }
}

/**
 * Begins the files of a report whose page is `path`: its ending gives way to .json and .csv. Throws DatasetFault:
 * `usage` where one of them exists, `environment` where they cannot be written.
 */
export function beginReport(path: string): ReportFiles {
  const stem = path.slice(0, path.length - extname(path).length);
  const paths = [`${stem}.json`, `${stem}.csv`, path];
  const temps: string[] = [];
  const abandon = (): void => {
    for (const temp of temps.splice(0)) abandonOutput(temp);
  };
  try {
    for (const one of paths) temps.push(beginOutput(one, 'file'));
  } catch (error) {
    abandon();
    throw error;
  }
  return {
    paths,
    abandon,
    async finish(report, result) {
      // Plot is loaded once there is something to draw.
      const { pageText } = await import('./page/page.ts');
      const json = `${JSON.stringify({ report: report.kind, title: report.title, result, tables: report.tables })}\n`;
      const texts = [json, csvText(report.tables), pageText(report)];
      try {
        temps.forEach((temp, n) => {
          writeFileSync(temp, texts[n]);
          syncFile(temp);
        });
      } catch (error) {
        abandon();
        throw writeFault(
          error,
          path,
          texts.reduce((sum, text) => sum + text.length, 0),
        );
      }
      // The page comes last: where it is, the others are.
      for (let n = 0; n < paths.length; n += 1) placeOutput(temps[n], paths[n]);
      temps.splice(0);
    },
  };
}
