/** Computes hashes, ids and seeds of experiments. */
import { hash } from "node:crypto";
import { MAX_SEED } from "../grid/settings/settings.ts";
import type { Fingerprints } from "../run/journal_record.ts";
import type { LaunchInfo } from "../run/run_state.ts";

/** The SHA-256 hash of a text as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

/** The usual length of an id. Ids are longer if two experiments of a plan share their first digits. */
const ID_LENGTH = 8;

/**
 * Abbreviates hashes to 8 digits, or more where needed to keep them distinct.
 *
 * @param hashes without duplicates
 * @param taken ids that are already in use
 */
export function abbreviate(hashes: readonly string[], taken: ReadonlySet<string> = new Set()): string[] {
  const ids = hashes.map((hash) => hash.slice(0, ID_LENGTH));
  if (new Set(ids).size === ids.length && !ids.some((id) => taken.has(id))) return ids;
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const ambiguous = hashes.filter((hash) => counts.get(hash.slice(0, ID_LENGTH))! > 1);
  return hashes.map((hash) => {
    let length = ID_LENGTH;
    const others = counts.get(hash.slice(0, ID_LENGTH))! > 1 ? ambiguous.filter((other) => other !== hash) : [];
    while (others.some((other) => other.startsWith(hash.slice(0, length))) || taken.has(hash.slice(0, length))) {
      length++;
    }
    return hash.slice(0, length);
  });
}

/**
 * Derives the seed of an experiment from the master seed of the grid. It does not depend on other experiments.
 *
 * @returns 0 … 2^31 − 1
 */
export function deriveSeed(master: number, hash: string): number {
  return parseInt(sha256(`seed ${master} ${hash}`).slice(0, 8), 16) & MAX_SEED;
}

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
