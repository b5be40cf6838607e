// Who is missing from family-film-v1, where and why: five seeds, every tenth second. Fills the table in docs/simulator.md.

import { missingTable } from '../../dist/harness/missing.js';
import { loadScenario } from '../../dist/scenarios/schema/parse.js';
import { fillDocument } from './document.mjs';

const SEEDS = [0, 1, 2, 3, 4];
const EVERY = 10;

const percent = (part, of) => (of === 0 ? '-' : ((100 * part) / of).toFixed(1));

function byRow(tables) {
  const names = Object.keys(tables[0].causes).filter((name) => name !== 'observed');
  const shown = names.filter((name) => tables.some((table) => table.causes[name] > 0));
  const codes = Object.keys(tables[0].causes);
  const lines = [`| rows | missing | ${shown.join(' | ')} |`, `| --- | ---: |${shown.map(() => ' ---: |').join('')}`];
  const add = (title, rows) => {
    const entries = rows.reduce((sum, row) => sum + row.entries, 0);
    const cause = (name) => rows.reduce((sum, row) => sum + row.causes[codes.indexOf(name)], 0);
    const missing = rows.reduce((sum, row) => sum + row.missing, 0);
    lines.push(
      `| ${title} | ${percent(missing, entries)} | ${shown.map((name) => percent(cause(name), entries)).join(' | ')} |`,
    );
  };
  const count = tables[0].rows.length;
  for (let from = 0; from < count; from += 4) {
    const to = Math.min(count, from + 4);
    add(
      `${from + 1}-${to}`,
      tables.flatMap((table) => table.rows.slice(from, to)),
    );
  }
  add(
    'all',
    tables.flatMap((table) => table.rows),
  );
  return lines;
}

/** Prints the tables and writes them into the document. */
export async function bench() {
  const tables = SEEDS.map((seed) => missingTable(loadScenario('family-film-v1', [`seed=${seed}`]), EVERY));
  const shares = tables.map((table) => `${percent(table.missing, table.entries)} %`);
  const sum = (pick) => tables.reduce((total, table) => total + pick(table), 0);
  const missing = sum((table) => table.missing);
  const detector = sum((table) => table.causes.detector);
  const lines = [
    `\`npm run bench -- missing\`, seeds 0 to 4, every tenth second: ${shares.join(', ')} of the entries are missing.`,
    `Of the missing ones ${percent(missing - detector, missing)} % are hidden, turned away or gone; the detector's own failures make ${percent(detector, missing)} %.`,
    '',
    'Per cent of the entries by row (1 is nearest the screen) and cause:',
    '',
    ...byRow(tables),
    '',
    'Per cent of the entries by the camera they are taken from:',
    '',
    '| camera | used for |',
    '| --- | ---: |',
    ...tables[0].cameras.map(
      ({ name }, c) => `| ${name} | ${(20 * sum((table) => table.cameras[c].used)).toFixed(1)} |`,
    ),
    '',
    "Per cent missing by how far the eyes of the viewer in front are above one's own:",
    '',
    '| above one’s own, m | missing |',
    '| --- | ---: |',
    ...tables[0].behindTall.flatMap((_step, n) => {
      const entries = sum((table) => table.behindTall[n].entries);
      if (entries === 0) return [];
      const from = -0.45 + 0.1 * n;
      const part = percent(
        sum((table) => table.behindTall[n].missing),
        entries,
      );
      return [`| ${from.toFixed(2)} to ${(from + 0.1).toFixed(2)} | ${part} |`];
    }),
  ];
  console.log(lines.join('\n'));
  fillDocument('docs/simulator.md', 'missing', lines);
}
