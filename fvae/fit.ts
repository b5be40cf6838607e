import { fitCpState } from './baselines/cp-state.ts';
import { chooseFactors, type FactorsTried, FVAE_TRIAL } from './choose/factors.ts';
import { chooseRecipe, type RecipeChoice } from './choose/recipe.ts';
import { FVAE_DEFAULTS, type FvaeOptions, fitFvae } from './fvae.ts';
import { type Fitted, ModelFault } from './model.ts';
import { fitPaper } from './published/paper.ts';
import { refuseOptions } from './refuse.ts';
import { restore } from './restore.ts';
import type { Json, State } from './state.ts';
import type { Tensor } from './tensor.ts';
import { keyOf } from './unfinished.ts';

/** How a model may be made: this project's FVAE, one as published, or this project's FVAE or CP, by held-out likelihood. */
export const RECIPES = ['matinee', 'paper', 'auto'] as const;
export type Recipe = (typeof RECIPES)[number];

/** What was chosen, by what is held out for it. */
export type Choice =
  | { readonly of: 'factors'; readonly factors: number; readonly tried: readonly FactorsTried[] }
  | ({ readonly of: 'recipe' } & RecipeChoice);

/** How a model is fitted. */
export type ModelOptions = Omit<FvaeOptions, 'factors'> & {
  readonly recipe: Recipe;
  /** K, or `auto`: chosen by held-out likelihood. */
  readonly factors: number | 'auto';
  /** Hears that a choice is being made, and its progress. */
  readonly onChoosing?: (of: Choice['of']) => (done: number, total: number) => void;
  readonly onChoice?: (choice: Choice) => void;
};

/** What `fit` does unless told otherwise. */
export const FIT_DEFAULTS = { ...FVAE_DEFAULTS, recipe: 'matinee', seed: 0 } as const;

/** A fitted model: its state, to be kept and restored, and what it says. */
export type Trained = { readonly state: State; readonly fitted: Fitted };

/**
 * A model fitted to what is observed of a tensor. The same tensor, options and backend give the same model. What was chosen
 * stands in the state's attributes: `choices`.
 *
 * Throws ModelFault for data or options that cannot carry one, and the signal's reason when aborted.
 */
export async function fit(tensor: Tensor, options: Partial<ModelOptions> = {}): Promise<Trained> {
  const all: ModelOptions = { ...FIT_DEFAULTS, ...options };
  if (!RECIPES.includes(all.recipe)) {
    throw new ModelFault(`recipe: found ${JSON.stringify(all.recipe)}, expected one of ${RECIPES.join(', ')}`);
  }
  refuseOptions(all);
  const state = await (all.resume === undefined ? begin(tensor, all) : goOn(tensor, all, all.resume));
  return { state, fitted: restore(state, tensor) };
}

async function begin(tensor: Tensor, { onChoosing, onChoice, ...options }: ModelOptions): Promise<State> {
  const choices: Choice[] = [];
  const watched = (of: Choice['of']): Pick<ModelOptions, 'onProgress'> => {
    const onProgress = onChoosing?.(of);
    return onProgress === undefined ? {} : { onProgress };
  };
  const chosen = (choice: Choice): void => {
    choices.push(choice);
    onChoice?.(choice);
  };
  let factors = options.factors;
  const recipe = options.recipe === 'paper' ? fitPaper : fitFvae;
  if (factors === 'auto') {
    const trial = recipe === fitPaper ? { locked: false, fit: fitPaper, epochs: options.epochs } : FVAE_TRIAL;
    const found = await chooseFactors(tensor, { ...options, ...watched('factors') }, trial);
    chosen({ of: 'factors', ...found });
    factors = found.factors;
  }
  if (options.recipe === 'auto') {
    const found = await chooseRecipe(tensor, { ...options, ...watched('recipe'), factors });
    chosen({ of: 'recipe', ...found });
    if (found.recipe === 'cp') return withChoices(await fitCpState(tensor, found.cp, options), choices);
  }
  return withChoices(await recipe(tensor, keepingChoices({ ...options, factors }, choices)), choices);
}

/** Goes on with a training: what it chose before stands. */
async function goOn(tensor: Tensor, options: ModelOptions, resume: State): Promise<State> {
  const { onChoosing: _, onChoice: __, ...rest } = options;
  const key = keyOf(resume);
  const choices = (resume.attributes['choices'] ?? []) as unknown as readonly Choice[];
  const factors = rest.factors === 'auto' ? (key['factors'] as number) : rest.factors;
  const paper = rest.recipe === 'auto' ? key['recipe'] === 'paper' : rest.recipe === 'paper';
  const recipe = paper ? fitPaper : fitFvae;
  return withChoices(await recipe(tensor, keepingChoices({ ...rest, factors }, choices)), choices);
}

/** The options with every unfinished state told the choices, too. */
function keepingChoices(options: FvaeOptions, choices: readonly Choice[]): FvaeOptions {
  const { onEpoch } = options;
  if (onEpoch === undefined) return options;
  return {
    ...options,
    onEpoch: (report) => onEpoch({ ...report, unfinished: () => withChoices(report.unfinished(), choices) }),
  };
}

function withChoices(state: State, choices: readonly Choice[]): State {
  if (choices.length === 0) return state;
  return { ...state, attributes: { ...state.attributes, choices: choices as unknown as readonly Json[] } };
}
