/** Tells which keys of a configuration are seeds. */

/** Whether the last part of a key is that of a seed: `seed`, `seed_torch`, `numpy_seed`, `dataSeed`, `random_state`. */
export function isSeedName(last: string): boolean {
  return /^seed(?:_|$)|_seed$|[a-z]Seed$|^random_?state$/.test(last);
}
