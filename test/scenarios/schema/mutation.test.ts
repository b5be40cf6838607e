import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseScenario, ScenarioError } from '../../../scenarios/schema/parse.ts';

const shipped = ['short-v1', 'collinear-v1', 'ideal-v1', 'back-rows-v1'].map((id) =>
  readFileSync(new URL(`../../../scenarios/${id}.yaml`, import.meta.url)),
);

/** Whether the bytes are a scenario; anything but a scenario or a one-line ScenarioError fails the test. */
function accepted(bytes: Uint8Array): boolean {
  try {
    return parseScenario(bytes, 'mutant.yaml').matinee === 1;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.message).toMatch(/^mutant\.yaml:\d+: .+: found .+, expected .+$/);
    expect(error.message).not.toMatch(/[\r\n\u2028\u2029]/);
    expect(error.message.length).toBeLessThan(600);
    return false;
  }
}

const snippet = fc.oneof(
  fc.constantFrom(
    ':',
    '- ',
    '\n',
    '[',
    '}',
    '"',
    '&a ',
    '*a',
    '!',
    '0',
    '-',
    'null',
    '\t',
    '#',
    '? ',
    '.nan',
    '---\n',
    '|',
    '\u0000',
  ),
  fc.string({ maxLength: 4 }),
);

const edit = fc.record({ at: fc.nat(), cut: fc.integer({ min: 0, max: 8 }), put: snippet });

it('a scenario with a few characters changed is a scenario or is refused in one line', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...shipped), fc.array(edit, { minLength: 1, maxLength: 3 }), (original, edits) => {
      let text = new TextDecoder().decode(original);
      for (const { at, cut, put } of edits) {
        const from = at % text.length;
        text = text.slice(0, from) + put + text.slice(from + cut);
      }
      if (!accepted(new TextEncoder().encode(text))) refused += 1;
    }),
    { numRuns: 800 },
  );
  expect(refused).toBeGreaterThan(200);
});

it('any bytes are a scenario or are refused in one line', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      accepted(bytes);
    }),
    { numRuns: 500 },
  );
});

it('a scenario cut off anywhere is a scenario or is refused in one line', () => {
  const whole = shipped[0]!;
  for (let length = 0; length < whole.length; length += 1) accepted(whole.subarray(0, length));
  expect(accepted(whole)).toBe(true);
});
