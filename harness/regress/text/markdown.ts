import { markdownTable } from '../../markdown.ts';
import type { Conclusion } from '../conclusion.ts';
import { suiteLeakText } from '../leaking.ts';
import { cellsOf, HEADS } from './numbers.ts';
import { comparedLine, groupsOf, reasonsOf, verdictLine } from './table.ts';

const MARKS = { better: '🟢 better', same: 'same', worse: '🔴 **worse**', incomparable: '⚪ incomparable' } as const;

/** A conclusion as a summary for a pull request: Markdown. */
export function conclusionMarkdown(conclusion: Conclusion): string {
  const tables = groupsOf(conclusion.rows).flatMap(({ name, rows }) => {
    const cells = rows.map((row) => [row.metric, ...cellsOf(row).slice(0, -1), MARKS[row.verdict]]);
    return [`**${name}**`, '', ...markdownTable(['metric', ...HEADS], cells), ''];
  });
  const lines = [
    `### matinee regress: ${conclusion.suite}`,
    '',
    `**${verdictLine(conclusion)}**`,
    '',
    `${comparedLine(conclusion)}.`,
    '',
    ...conclusion.leaks.map((leak) => `- leaks, nearer to the truth than the oracle: ${suiteLeakText(leak)}`),
    ...(conclusion.leaks.length === 0 ? [] : ['']),
    ...tables,
    ...conclusion.silent.map((line) => `- no numbers: ${line}`),
    ...reasonsOf(conclusion.rows).map((line) => `- incomparable: ${line}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
