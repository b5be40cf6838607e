import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/fault.ts';
import { type Command, parseCommand } from '../../harness/options.ts';

const command = (positionals: readonly string[]): Command => ({
  name: 'try',
  summary: '',
  positionals,
  options: {},
  run: async () => ({ status: 0, json: null }),
});

describe('positional arguments', () => {
  it('that end in ... stand for one or more', () => {
    const many = command(['A', 'B...']);
    expect(parseCommand(many, ['1', '2']).positionals).toEqual(['1', '2']);
    expect(parseCommand(many, ['1', '2', '3', '4']).positionals).toEqual(['1', '2', '3', '4']);
    expect(() => parseCommand(many, ['1'])).toThrow(
      new UsageError('matinee try: B is missing, expected: matinee try A B...'),
    );
  });

  it('are no more than there are names otherwise', () => {
    expect(() => parseCommand(command(['A']), ['1', '2'])).toThrow(/found "2" after A/);
  });
});
