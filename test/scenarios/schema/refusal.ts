import { describe, expect, it } from 'vitest';
import { parseScenario, ScenarioError } from '../../../scenarios/schema/parse.ts';

/** The least that every scenario needs; what is wrong then starts on line 3. */
export const head = 'matinee: 1\ntitle: Bad\n';

/** What is wrong, the text, the line it is on, and how the message goes on after `bad.yaml:LINE: `. */
export type Refusal = readonly [what: string, text: string, line: number, message: string];

/** The error that the text is refused with; throws when it is accepted or fails in another way. */
export function failure(source: string | Uint8Array): ScenarioError {
  try {
    parseScenario(source, 'bad.yaml');
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

/** A test for each: refused in one bounded line that begins as said. */
export function refusesAll(title: string, refusals: readonly Refusal[]): void {
  describe(title, () => {
    it.each(refusals)('%s is refused in one line', (_what, text, line, message) => {
      const error = failure(text);
      const beginning = `bad.yaml:${line}: ${message}`;
      expect(error.message.slice(0, beginning.length)).toBe(beginning);
      expect(error.message).toMatch(/: found .+, expected ./);
      expect(error.message).not.toMatch(/[\r\n\u2028\u2029]/);
      expect(error.message.length).toBeLessThan(400);
      expect(error).toMatchObject({ origin: 'bad.yaml', line });
    });
  });
}
