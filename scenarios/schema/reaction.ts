import type { z } from 'zod';
import { flag, quantity, type Source, strictMap } from './field.ts';

type KernelDefaults = { delay: number; onset: number; apex: number; offset: number; exponent: number };

const onsetSource: Source = { source: 'onsets of smiles are stereotyped (Schmidt 2003); the figure is assumed' };

function kernelSchema(defaults: KernelDefaults, delaySource: Source, text: string) {
  return strictMap(
    {
      delay: quantity('reaction.kernels.*.delay', 'From the event to the first movement', delaySource).default(
        defaults.delay,
      ),
      onset: quantity('reaction.kernels.*.onset', 'Rise to the apex', onsetSource).default(defaults.onset),
      apex: quantity('reaction.kernels.*.apex', 'Time held at the apex', 'assumed').default(defaults.apex),
      offset: quantity('reaction.kernels.*.offset', 'Fall back to neutral', 'assumed').default(defaults.offset),
      exponent: quantity('reaction.kernels.*.exponent', "Power of the event's intensity", 'assumed').default(
        defaults.exponent,
      ),
    },
    text,
  ).prefault({});
}

const jokeDelay: Source = { source: '1.0 to 1.5 s from a joke to the reaction (PubMed 36938983), shortened for film' };

const kernelsSchema = strictMap(
  {
    amusement: kernelSchema(
      { delay: 0.9, onset: 0.7, apex: 0.6, offset: 2.5, exponent: 1 },
      jokeDelay,
      'From humor to amusement',
    ),
    laughter: kernelSchema(
      { delay: 1.1, onset: 0.5, apex: 0.8, offset: 1.6, exponent: 2 },
      jokeDelay,
      'From humor to laughter',
    ),
    surprise: kernelSchema(
      { delay: 0.4, onset: 0.3, apex: 0.4, offset: 1.2, exponent: 1 },
      'assumed',
      'From surprise events to surprise',
    ),
  },
  "How an event becomes a factor's time course V*",
);

export const reactionSchema = strictMap(
  {
    linear: flag('Replace the face by a linear map of the same variance, as a control').default(false),
    saturation: quantity(
      'reaction.saturation',
      'Curvature s of the link from factor to contraction, (1 - exp(-s z)) / (1 - exp(-2 s)), full at z = 2',
      'assumed',
    ).default(1.2),
    idiosyncrasy: strictMap(
      {
        sd: quantity('reaction.idiosyncrasy.sd', 'SD of the noise added to z*', 'assumed').default(0.12),
        time: quantity('reaction.idiosyncrasy.time', 'Time constant of that noise, AR(1)', 'assumed').default(6),
      },
      "What a viewer's factors do that no event explains",
    ).prefault({}),
    latency: strictMap(
      { spread: quantity('reaction.latency.spread', "SD of the viewers' delays", 'assumed').default(0.3) },
      'How far viewers lag behind one another',
    ).prefault({}),
    contagion: quantity(
      'reaction.contagion',
      "Share of the neighbours' mean amusement and laughter that a viewer takes on a second later",
      'assumed',
    ).default(0.1),
    habituation: quantity(
      'reaction.habituation',
      'How fast reactions to repeated events of a type fade',
      'assumed',
    ).default(0.15),
    correlation: quantity(
      'reaction.correlation',
      "Correlation between the logarithms of a viewer's sensitivities",
      'assumed',
    ).default(0.3),
    kernels: kernelsSchema.prefault({}),
    fatigue: strictMap(
      {
        level: quantity('reaction.fatigue.level', 'Level reached after a long time', 'assumed').default(0.6),
        build: quantity('reaction.fatigue.build', 'Time constant of the build-up', 'assumed').default(2400),
        relief: quantity('reaction.fatigue.relief', 'How far an event of full intensity wakes', 'assumed').default(0.5),
      },
      'How the fatigue factor grows over the film',
    ).prefault({}),
  },
  'From events to factors to action units; every knob is a way of departing from the factor model',
);

/** Reaction knobs as resolved; times in s. */
export type Reaction = z.output<typeof reactionSchema>;
