/** By how much less samples say in each trial, and how many there are: the last knows little but the population. */
const COOLER = 4;
const TRIALS = 24;

/**
 * What is `told` of a viewer whose samples say as much as `trust` of them would if the model were right: of trusts 1, 1/4, 1/16, ... the
 * first at which it is `plausible`, or the last. A model that knows nothing of what has happened to a viewer (a change of camera, say)
 * takes it for reactions beyond anybody's: Bayes' rule with the likelihood to a power below 1 (see `tempered`) is for such data too.
 */
export function asPlausible<Told>(told: (trust: number) => Told, plausible: (one: Told) => boolean): Told {
  let trust = 1;
  let one = told(trust);
  for (let n = 1; n < TRIALS && !plausible(one); n += 1) {
    trust /= COOLER;
    one = told(trust);
  }
  return one;
}
