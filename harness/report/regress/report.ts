import type { Conclusion } from '../../regress/conclusion.ts';
import { suiteLeakText } from '../../regress/leaking.ts';
import { cellsOf, HEADS } from '../../regress/text/numbers.ts';
import { comparedLine, groupsOf, reasonsOf } from '../../regress/text/table.ts';
import { type Html, html } from '../page/html.ts';
import type { Report, Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { footOf, provenanceSection, versionText } from '../provenance.ts';
import { verdictRows } from './data.ts';
import { forestFigure } from './figure.ts';

const SAID = {
  passed: 'Nothing is worse',
  worse: 'Something is worse',
  leaks: 'Something leaks',
  incomparable: 'Not everything can be compared',
} as const;

/** The report of a regression check. The same for the same conclusion; `command` is what made it. */
export function regressReport(conclusion: Conclusion, command: string): Report {
  const { suite, verdict, rows, versions, silent, failures } = conclusion;
  const tables = {
    verdicts: verdictRows(rows).map((row) => (row.verdict === 'incomparable' ? { ...row, middle: 0 } : row)),
    'verdict-groups': groupsOf(rows).map(({ name }) => ({ group: name })),
  };
  const notes = notesOf(conclusion);
  const forest = rows.length === 0 ? [] : [forestFigure(conclusion)];
  const sections: readonly Section[] = [
    { id: 'verdict', title: SAID[verdict], parts: [...leaksOf(conclusion), cards(conclusion), ...forest] },
    ...(notes.length === 0 ? [] : [{ id: 'notes', title: 'What cannot be said', parts: notes }]),
    { id: 'metrics', title: 'Every metric', parts: groupsOf(rows).map(verdictsTable) },
    provenanceSection(
      [
        { what: 'this report made by', value: command },
        { what: 'now', value: versionText(versions.now) },
        { what: 'baseline', value: versionText(versions.baseline) },
        { what: 'failed fits', value: String(failures.length) },
        { what: 'asked for, without numbers', value: silent.length === 0 ? 'none' : silent.join('; ') },
      ],
      tables,
    ),
  ];
  return {
    kind: 'Regression check',
    title: suite,
    lead: html`Verdict: <strong>${verdict}</strong>. ${comparedLine(conclusion)}.`,
    sections,
    tables,
    foot: footOf(versions.now.matinee ?? ''),
  };
}

function cards({ counts }: Conclusion): Html {
  const items = (['worse', 'incomparable', 'better', 'same'] as const).map(
    (verdict) => html`<div><dt>${verdict}</dt><dd class="value">${counts[verdict]}</dd></div>`,
  );
  return html`<dl class="cards">${items}</dl>`;
}

/** Models that know more than they were shown. */
function leaksOf({ leaks }: Conclusion): Html[] {
  if (leaks.length === 0) return [];
  const items = leaks.map((leak) => html`<li>${suiteLeakText(leak)}</li>`);
  return [
    html`<div class="block"><h3>Nearer to the truth than the oracle can be: something leaks</h3><ul>${items}</ul><p class="note">RMSE in 1/1000 eye distance, on entries 15 s or more from anything seen, where no model can beat the oracle by more than chance: its other numbers mean nothing.</p></div>`,
  ];
}

/** What failed, and why rows are incomparable. */
function notesOf({ rows, failures }: Conclusion): Html[] {
  const reasons = reasonsOf(rows).map((line) => html`<li>${line}</li>`);
  const failed = failures.map(
    ({ scenario, dataset, model, seed, line }) =>
      html`<li>${scenario}, dataset ${dataset}, ${model}, seed ${seed}: ${line}</li>`,
  );
  const items = [...reasons, ...failed];
  return items.length === 0 ? [] : [html`<div class="block"><ul>${items}</ul></div>`];
}

function verdictsTable({ name, rows }: ReturnType<typeof groupsOf>[number]): Html {
  const lines = rows.map((row) => {
    const cells = cellsOf(row);
    const last = cells[cells.length - 1];
    const told = row.verdict === 'same' ? last : html`<strong>${last}</strong>`;
    return { cells: [row.metric, ...cells.slice(0, -1), told] };
  });
  const columns = [{ head: 'metric', kind: 'text' as const }, ...HEADS.map((head) => ({ head }))];
  return html`<div class="block">${tableOf(name, columns, lines)}</div>`;
}
