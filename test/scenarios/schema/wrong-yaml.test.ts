import { head, type Refusal, refusesAll } from './refusal.ts';

const wrongYaml: Refusal[] = [
  ['an empty file', '', 1, 'file: found nothing, expected a scenario (matinee: 1, then a title)'],
  ['comments only', '# nothing\n', 1, 'file: found nothing, expected a scenario (matinee: 1, then a title)'],
  ['a list', '- matinee: 1\n', 1, 'top level: found a list of 1, expected a map with the keys matinee'],
  ['a sentence', 'hello\n', 1, 'top level: found "hello", expected a map with the keys matinee'],
  [
    'a tab as indentation',
    `${head}film:\n\tduration: 3\n`,
    4,
    'yaml: found "duration: 3", expected valid YAML (Tabs are not allowed as indentation)',
  ],
  ['an open bracket', `${head}film: { rate: 1\n`, 3, 'yaml: found the end of the text, expected valid YAML ('],
  [
    'an open quote',
    'matinee: 1\ntitle: "open\n',
    2,
    'yaml: found the end of the text, expected valid YAML (Missing closing "quote)',
  ],
  [
    'a colon too many',
    'matinee: 1\ntitle: a: b\n',
    2,
    'yaml: found "title: a: b", expected valid YAML (Nested mappings are not allowed in compact mappings)',
  ],
  [
    'a bomb of aliases',
    `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${head}`,
    1,
    'a: found the anchor &a, expected no anchors (aliases are not supported)',
  ],
  [
    'a cycle',
    `${head}film: &f { events: [*f] }\n`,
    3,
    'film: found the anchor &f, expected no anchors (aliases are not supported)',
  ],
  [
    'an alias of nothing',
    `${head}film: *f\n`,
    3,
    'film: found the alias *f, expected the value itself (aliases are not supported)',
  ],
  ['a tag', `${head}seed: !!int "7"\n`, 3, 'seed: found the tag'],
  ['a tag of code', `${head}film: !!js/function "x"\n`, 3, 'film: found the tag'],
  ['a directive', `%YAML 1.1\n---\n${head}`, 1, 'yaml: found %YAML 1.1, expected no YAML directives'],
  ['two documents', `${head}---\n${head}`, 3, 'yaml: found a second document, expected one document a file'],
  ['a null character', `${head}seed: \0\n`, 3, 'file: found the character U+0000, expected a YAML text in UTF-8'],
  [
    'an escape sequence',
    `${head}seed: \u001b[31m1\n`,
    3,
    'file: found the character U+001B, expected a YAML text in UTF-8',
  ],
  [
    'a hundred levels',
    `${head}film: ${'['.repeat(100)}${']'.repeat(100)}\n`,
    3,
    'yaml: found deeper nesting, expected at most 32 levels',
  ],
  [
    'a hundred levels in a line',
    `${head}film:\n  ${'- '.repeat(100)}x\n`,
    4,
    'yaml: found deeper nesting, expected at most 32 levels',
  ],
  [
    '33 levels',
    `${head}film: ${'['.repeat(33)}${']'.repeat(33)}\n`,
    3,
    `film${'.0'.repeat(31)}: found deeper nesting, expected at most 32 levels`,
  ],
];

refusesAll('a text that is no scenario', wrongYaml);
