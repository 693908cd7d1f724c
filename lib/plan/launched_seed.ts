/** Finds the seed that a run was given when it was launched, which the plan may no longer have. */
import type { Fingerprints } from "../run/records/fingerprint.ts";
import type { LaunchInfo } from "../run/run_state.ts";
import { deriveSeed } from "./identities.ts";

/**
 * The seed of a training when it was launched: as recorded for seeds that the grid file lists, otherwise derived from the master
 * seed in its fingerprint.
 *
 * @param hash the hash of the experiment
 * @returns `undefined` if it had none, or if it is not known
 */
export function launchedSeed(
  { seed, launchedWith = "" }: LaunchInfo,
  fingerprints: Fingerprints,
  hash: string,
): number | undefined {
  if (seed !== undefined) return seed;
  const master = fingerprints.get(launchedWith)?.settings.seed;
  return master === undefined ? undefined : deriveSeed(Number(master), hash);
}
