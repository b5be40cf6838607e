import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommandLine, placed } from '../../../../harness/models/program/command-line.ts';

const folders = { input: '/i', output: '/o', state: '/s' };

describe('a command line', () => {
  it('is parted as documented', () => {
    const line = parseCommandLine(
      `python3 -u 'my model.py' --in={input} "{output}/" a\\ b "c\\"d\\\\e\\f" '' $HOME *.py`,
    );
    expect(placed(line, folders)).toEqual([
      'python3',
      '-u',
      'my model.py',
      '--in=/i',
      '/o/',
      'a b',
      'c"d\\e\\f',
      '',
      '$HOME',
      '*.py',
    ]);
    expect(line.keepsState).toBe(false);
    expect(parseCommandLine('p {input} {output} {state}').keepsState).toBe(true);
  });

  it('gives back any words that are quoted, either way', () => {
    const word = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[{}\0]/g, ''));
    const quotes = [
      (text: string) => `'${text.replaceAll("'", `'\\''`)}'`,
      (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`,
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.constantFrom(...quotes))), (words) => {
        const quoted = words.map(([text, quote]) => quote(text)).join(' ');
        const { words: found } = parseCommandLine(`p {input} {output} ${quoted}`);
        expect(found.slice(3)).toEqual(words.map(([text]) => text));
      }),
    );
  });

  it('puts paths in as they are, once', () => {
    const odd = { input: '/a b/{output}', output: '$&', state: '' };
    expect(placed(parseCommandLine('p {input} {output}'), odd)).toEqual(['p', '/a b/{output}', '$&']);
  });

  it.each([
    ['', /found no program in "", expected a program and its arguments$/],
    ["'' {input} {output}", /found no program/],
    ['python3 a.py', /found no \{input\} in "python3 a\.py", expected one$/],
    ['python3 a.py {input}', /found no \{output\}/],
    [
      'p {input} {output} {outptu}',
      /found \{outptu\} in .+, expected \{input\}, \{output\} and, if wanted, \{state\}$/,
    ],
    ["p 'a {input} {output}", /found ' without its other in .+, expected both$/],
    ['p "a {input} {output}', /found " without its other/],
    ['p {input} {output} \\', /found a \\ at the end/],
  ])('%j is refused in one line', (text, line) => {
    expect(() => parseCommandLine(text)).toThrow(line);
    expect(() => parseCommandLine(text)).toThrow(/^cmd: found .+, expected ./);
  });
});
