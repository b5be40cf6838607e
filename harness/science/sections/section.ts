import type { Study } from '../study.ts';
import type { Verdict } from '../verdict.ts';

/** One part of the report. */
export type Section = {
  readonly number: number;
  readonly title: string;
  /** Its thresholds, and whether they are met. */
  readonly verdicts: readonly Verdict[];
  /** Markdown, without the title and the verdicts. */
  readonly lines: readonly string[];
};

export type SectionOf = (study: Study) => Section;
