import { describe, expect, it } from 'vitest';
import { failure, head } from './refusal.ts';

describe('bytes', () => {
  it('that are no UTF-8 are refused', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    const utf16 = Uint8Array.of(0xff, 0xfe, 0x6d, 0x00);
    const expected = 'bad.yaml:1: file: found bytes that are not UTF-8, expected a YAML text in UTF-8';
    expect(failure(png).message).toBe(expected);
    expect(failure(utf16).message).toBe(expected);
  });

  it('above 1 MiB are refused', () => {
    const message = 'bad.yaml:1: file: found 1048577 bytes, expected a scenario of at most 1048576 bytes';
    expect(failure(new Uint8Array(1048577)).message).toBe(message);
  });
});

/** Texts of 1 MiB, each the worst for some step of reading. */
const floods: Record<string, string> = {
  brackets: '[',
  braces: '{a: ',
  dashes: '- ',
  'question marks': '? ',
  lines: '\n',
  anchors: '&a ',
  aliases: '*a\n',
  tags: '!!x ',
  documents: '---\n',
  'block lines': 'a: |\n x\n',
  words: 'word ',
  quotes: "'",
  backslashes: '"\\',
  'closing brackets': ']',
  'equal keys': 'a: 1\n',
  'flow keys': '[a]: 1\n',
};

describe('floods', () => {
  it.each(Object.entries(floods))('of %s are refused in one short line', (_, part) => {
    const error = failure(part.repeat(1048576 / part.length));
    expect(error.message).toMatch(/^bad\.yaml:\d+: [^\n]+: found [^\n]+, expected [^\n]+$/);
    expect(error.message.length).toBeLessThan(400);
  });

  it('of 50,000 different keys are refused', () => {
    const keys = Array.from({ length: 50000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(failure(head + keys).message).toBe(
      'bad.yaml:201: yaml: found a map of more keys, expected at most 200 keys',
    );
  });

  it('of events are refused by their number', () => {
    const events = Array.from({ length: 10001 }, (_, index) => `- {at: ${index}, type: humor}`).join('\n');
    const message = failure(`${head}film:\n  duration: 28800\n  events:\n${events.replace(/^/gm, '    ')}`).message;
    expect(message).toBe('bad.yaml:5: film.events: found a list of 10001, expected a list of at most 10000 events');
  });

  it('of characters in one value are cut short in the message', () => {
    const message = failure(`${head}seed: "${'\ud83d\ude00'.repeat(1000)}"`).message;
    expect(message.length).toBeLessThan(160);
    expect(message).not.toMatch(/\\ud83d/);
  });
});
