import { CEILING, ORACLE } from '../evaluation/result.ts';
import { UsageError } from '../fault.ts';
import { BUILT_IN, BUILT_IN_DEFAULTS, type BuiltInOptions, builtIn } from './built-in.ts';
import type { Contender } from './contender.ts';
import { isModulePath, moduleContender } from './module.ts';
import { programContender } from './program/contender.ts';

/** What models of any kind leave open. */
export type NamedOptions = BuiltInOptions & {
  /** Seconds that one run of a program may take. */
  readonly timeout: number;
  /** The folder that paths start from, and that programs are started in. */
  readonly folder: string;
  /** What a message calls the text. */
  readonly label: string;
};

export const NAMED_DEFAULTS: NamedOptions = { ...BUILT_IN_DEFAULTS, timeout: 600, folder: '.', label: 'model' };

/** Names of rows that are no model's. */
const RESERVED: readonly string[] = [ORACLE, CEILING];

/** What a model can be called by, for messages. */
export const MODEL_NAMES = `${BUILT_IN.join(', ')}, a module (./my-model.ts) or cmd:PROGRAM {input} {output}`;

/** Whether a text stands for a model: a built-in one, a module or a program, under a name or not. */
export function isModel(text: string): boolean {
  const { model } = parted(text);
  return BUILT_IN.includes(model) || model.startsWith('cmd:') || isModulePath(model);
}

/**
 * The model that a text stands for: `fvae`, a baseline's name, the path of a module, or `cmd:` and a command line. `NAME=`
 * before it is what tables call it. Throws UsageError for another text, and for a module or a command line that cannot be one.
 */
export async function namedContender(text: string, options: Partial<NamedOptions> = {}): Promise<Contender> {
  const all: NamedOptions = { ...NAMED_DEFAULTS, ...options };
  const { name, model } = parted(text);
  const contender = await unnamed(name, model, all);
  if (contender === undefined) {
    throw new UsageError(`${all.label}: found ${JSON.stringify(model)}, expected ${MODEL_NAMES}`);
  }
  const own = name ?? contender.name;
  if (RESERVED.includes(own))
    throw new UsageError(`${all.label}: found the name ${own}, expected another: NAME=${model}`);
  return { ...contender, name: own };
}

async function unnamed(name: string | null, model: string, options: NamedOptions): Promise<Contender | undefined> {
  if (model.startsWith('cmd:')) return programContender(name, model.slice('cmd:'.length), options);
  if (isModulePath(model)) return moduleContender(name, model, options);
  return builtIn(model, options);
}

/** Several models in their order. Throws UsageError as `namedContender`, and for two of one name. */
export async function namedContenders(
  texts: readonly string[],
  options: Partial<NamedOptions> = {},
): Promise<readonly Contender[]> {
  const contenders: Contender[] = [];
  for (const text of texts) {
    const contender = await namedContender(text, options);
    if (contenders.some(({ name }) => name === contender.name)) {
      const label = options.label ?? NAMED_DEFAULTS.label;
      throw new UsageError(`${label}: found two models ${contender.name}, expected different names: NAME=${text}`);
    }
    contenders.push(contender);
  }
  return contenders;
}

/** The name before a model, if any, and the model. */
function parted(text: string): { readonly name: string | null; readonly model: string } {
  const [, name, model] = /^([A-Za-z0-9][\w.-]{0,39})=(.+)$/s.exec(text) ?? [];
  return name === undefined ? { name: null, model: text } : { name, model };
}
