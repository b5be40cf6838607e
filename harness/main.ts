#!/usr/bin/env node
import { errorCode, writeFault } from '../sim/dataset/fault.ts';
import { explain, STATUS, UsageError } from './fault.ts';
import { lateFault } from './models/loaded.ts';
import { type Command, type CommandGroup, commandHelp, type Io, type Outcome, parseCommand } from './options.ts';
import { progressOn } from './terminal.ts';
import { packageVersion } from './version.ts';

/** The commands, each loaded when it is asked for: a wrong word should not have to wait for the simulator. */
const COMMANDS: Readonly<Record<string, () => Promise<Command | CommandGroup>>> = {
  generate: async () => (await import('./commands/generate.ts')).generateCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  train: async () => (await import('./commands/train.ts')).trainCommand,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  stress: async () => (await import('./commands/stress.ts')).stressCommands,
  render: async () => (await import('./commands/render.ts')).renderCommand,
  report: async () => (await import('./commands/report.ts')).reportGroup,
  regress: async () => (await import('./commands/regress.ts')).regressCommands,
  export: async () => (await import('./commands/export.ts')).exportCommand,
};

/** What a command came to, or the help that was asked for. */
type Ran = Outcome & { readonly help?: string };

async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const commands = (await Promise.all(loaded.map(commandsOf))).flat();
  const uses = commands.map((command) => [command.name, ...command.positionals].join(' '));
  const width = 2 + Math.max(...uses.map((use) => use.length));
  const rows = commands.map(({ summary }, n) => `  ${uses[n].padEnd(width)}${summary}`);
  return ['matinee COMMAND', '', ...rows, '', '  matinee COMMAND --help tells a command’s options.'].join('\n');
}

/** A command, or those of a group. */
async function commandsOf(entry: Command | CommandGroup): Promise<readonly Command[]> {
  return 'commands' in entry ? Promise.all(Object.values(entry.commands).map((load) => load())) : [entry];
}

async function runCommand(args: readonly string[], io: Io): Promise<Ran> {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError(`matinee: a command is missing, expected one of ${names()}`);
  if (name === '--help' || name === '-h' || name === 'help')
    return { status: STATUS.done, json: null, help: await overview() };
  if (name === '--version') return { status: STATUS.done, json: null, help: packageVersion() };
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new UsageError(`matinee: found unknown command ${JSON.stringify(name)}, expected one of ${names()}`);
  }
  const entry = await COMMANDS[name]();
  if ('commands' in entry) return runOf(entry, rest, io);
  return runOne(entry, rest, io);
}

/** The command of a group that the first word names. */
async function runOf(group: CommandGroup, [word, ...rest]: readonly string[], io: Io): Promise<Ran> {
  const known = Object.keys(group.commands).join(', ');
  if (word === undefined) throw new UsageError(`matinee ${group.name}: a word is missing, expected one of ${known}`);
  if (word === '--help' || word === '-h') {
    const helps = (await commandsOf(group)).map(commandHelp);
    return { status: STATUS.done, json: null, help: helps.join('\n\n') };
  }
  if (!Object.hasOwn(group.commands, word)) {
    throw new UsageError(`matinee ${group.name}: found ${JSON.stringify(word)}, expected one of ${known}`);
  }
  return runOne(await group.commands[word](), rest, io);
}

async function runOne(command: Command, args: readonly string[], io: Io): Promise<Ran> {
  const parsed = parseCommand(command, args);
  if (parsed.values.help === true) return { status: STATUS.done, json: null, help: commandHelp(command) };
  return command.run(parsed, io);
}

function names(): string {
  return Object.keys(COMMANDS).join(', ');
}

/** A closed pipe (`| head`) loses lines but not the verdict; output lost in another way is the environment's fault. */
function outputLost(error: Error): void {
  if (errorCode(error) === 'EPIPE') return;
  process.once('exit', () => {
    process.exitCode = STATUS.environment;
  });
  process.stderr.write(`${explain(writeFault(error, 'standard output', 0)).line}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  let hungUp = false;
  // The terminal or the connection has gone: what the command has started must not outlive it.
  process.on('SIGHUP', () => {
    hungUp = true;
    stop();
  });
  process.stdout.on('error', outputLost);
  // Progress that nobody can read must not end the work.
  process.stderr.on('error', () => {});
  const clock = (): number => performance.now() / 1000;
  const io: Io = {
    say: (line) => {
      if (!json) process.stdout.write(`${line}\n`);
    },
    warn: (line) => process.stderr.write(`${line}\n`),
    progress: (label) => progressOn(process.stderr, label, clock),
    signal: abort.signal,
    clock,
  };
  let told = false;
  const failed = (error: unknown): number => {
    const { status: explained, line } = explain(error);
    const status = hungUp && explained === STATUS.interrupted ? STATUS.hungUp : explained;
    process.stderr.write(`${line}\n`);
    // What a model does after the end is no second object.
    if (json && !told) process.stdout.write(`${JSON.stringify({ error: line, status })}\n`);
    told = true;
    return status;
  };
  // Models run in this process, too: what they throw later, and an end that they make of it, must not pass for a verdict.
  const unfinished = (): void => {
    process.exitCode = failed(
      new UsageError(
        'found an end before the work was done, expected no model to end the process or to wait for nothing',
      ),
    );
  };
  process.once('exit', unfinished);
  process.once('uncaughtException', (error) => {
    process.off('exit', unfinished);
    const late = lateFault(error);
    process.exit(failed(late === null || explain(error).status !== STATUS.bug ? error : new UsageError(late)));
  });
  try {
    const outcome = await runCommand(args, io);
    if (outcome.help !== undefined) process.stdout.write(`${outcome.help}\n`);
    else if (json) process.stdout.write(`${JSON.stringify(outcome.json)}\n`);
    told = true;
    return outcome.status;
  } catch (error) {
    return failed(error);
  } finally {
    process.off('exit', unfinished);
  }
}

process.exitCode = await main(process.argv.slice(2));
