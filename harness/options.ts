import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './fault.ts';

/** One option of a command: its value's name in the help (none: a switch), and what it is for. */
export type Option = {
  readonly short?: string;
  readonly value?: string;
  readonly multiple?: boolean;
  readonly help: string;
};

/** A command of the command line. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  /** Names of the positional arguments, in capitals; one that ends in `...`, the last, stands for one or more. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** Runs the command; resolves to the exit status and, for `--json`, the one object to print. */
  run(args: Parsed, io: Io): Promise<Outcome>;
};

/** Commands under one word, by their second: `stress missing` is of the group `stress`. */
export type CommandGroup = {
  readonly name: string;
  readonly commands: Readonly<Record<string, () => Promise<Command>>>;
};

export type Outcome = { readonly status: number; readonly json: unknown };

/** What a command may touch of the outside world. */
export type Io = {
  /** A line for people on standard output (silent with `--json`). */
  say(line: string): void;
  /** A line for people on standard error: something failed, and the work goes on. */
  warn(line: string): void;
  /** Shows how far work is, on standard error. */
  progress(label: string): (done: number, total: number, note?: string) => void;
  /** Aborted by Ctrl-C, SIGTERM or a hang-up. */
  readonly signal: AbortSignal;
  /** Seconds from an arbitrary start. */
  clock(): number;
};

export type Parsed = {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
};

/** The arguments of a command. Throws UsageError naming what is unknown, missing or too much. */
export function parseCommand(command: Command, args: readonly string[]): Parsed {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, option] of Object.entries(command.options)) {
    options[name] = {
      type: option.value === undefined ? 'boolean' : 'string',
      ...(option.short === undefined ? {} : { short: option.short }),
      ...(option.multiple === true ? { multiple: true } : {}),
    };
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`matinee ${command.name}: ${optionFault(command, error)}`);
  }
  const { positionals } = parsed;
  const values = parsed.values as Parsed['values'];
  if (values.help === true) return { positionals, values };
  const expected = command.positionals.join(' ');
  const many = command.positionals.at(-1)?.endsWith('...') === true;
  if (positionals.length < command.positionals.length) {
    const missing = command.positionals[positionals.length].replace(/\.\.\.$/, '');
    throw new UsageError(
      `matinee ${command.name}: ${missing} is missing, expected: matinee ${command.name} ${expected}`,
    );
  }
  if (positionals.length > command.positionals.length && !many) {
    const extra = positionals[command.positionals.length];
    throw new UsageError(
      `matinee ${command.name}: found ${JSON.stringify(extra)} after ${command.positionals.at(-1)}, expected: matinee ${command.name} ${expected}`,
    );
  }
  return { positionals, values };
}

function optionFault(command: Command, error: unknown): string {
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const names = Object.keys(command.options).map((name) => `--${name}`);
  const unknown = /Unknown option '(-[^']*)'/.exec(message);
  if (unknown !== null) return `found unknown option ${unknown[1]}, expected one of ${names.join(', ')}`;
  const misused = /^Option '(?:-., )?-{1,2}([^ ,']+)[^']*' (argument missing|argument is ambiguous|does not)/.exec(
    message,
  );
  if (misused === null) return message;
  const [, given, how] = misused;
  const entry = Object.entries(command.options).find(([name, { short }]) => name === given || short === given);
  const [name, { value }] = entry ?? [given, {}];
  if (how === 'does not') return `--${name}: found a value, expected none`;
  const dash = how === 'argument missing' ? '' : `; one that begins with "-" is written --${name}=${value}`;
  return `--${name}: found no value, expected --${name} ${value}${dash}`;
}

/** A whole number given to an option. Throws UsageError outside min..max. */
export function wholeNumber(args: Parsed, name: string, min: number, max: number): number | undefined {
  const text = args.values[name];
  if (typeof text !== 'string') return undefined;
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(`--${name}: found ${JSON.stringify(text)}, expected a whole number ${min} to ${max}`);
  }
  return value;
}

/** One of the names that an option takes. Throws UsageError for another. */
export function oneOf<Name extends string>(args: Parsed, name: string, names: readonly Name[]): Name | undefined {
  const text = args.values[name];
  if (typeof text !== 'string') return undefined;
  const found = names.find((candidate) => candidate === text);
  if (found === undefined) {
    throw new UsageError(`--${name}: found ${JSON.stringify(text)}, expected one of ${names.join(', ')}`);
  }
  return found;
}

/** A share given to an option. Throws UsageError for what is no number from 0 to below 1. */
export function share(args: Parsed, name: string): number | undefined {
  const text = args.values[name];
  if (typeof text !== 'string') return undefined;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value < 1)) {
    throw new UsageError(`--${name}: found ${JSON.stringify(text)}, expected a number from 0 to below 1`);
  }
  return value;
}

/** A text given to an option. Throws UsageError when a required one is missing or empty. */
export function text(args: Parsed, name: string): string {
  const value = args.values[name];
  if (typeof value !== 'string' || value === '') {
    throw new UsageError(`--${name} is missing, expected a value`);
  }
  return value;
}

/** The path that an option names, null where it is left out. Throws UsageError for an empty one. */
export function fileOption(args: Parsed, name: string): string | null {
  const value = args.values[name];
  if (value === '') throw new UsageError(`--${name}: found nothing, expected a path`);
  return typeof value === 'string' ? value : null;
}

/** All values of a repeatable option. */
export function texts(args: Parsed, name: string): readonly string[] {
  const value = args.values[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    const value = option.value === undefined ? '' : ` ${option.value}`;
    return `  ${short}--${name}${value}`.padEnd(32) + option.help;
  });
  return [`matinee ${[command.name, ...command.positionals].join(' ')}`, '', `  ${command.summary}`, '', ...rows].join(
    '\n',
  );
}
