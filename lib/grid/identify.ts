/** Identities: which experiment it is, however its grid file is written. */
import { createHash } from "node:crypto";
import { isList, isMap, type Scalar, type Value } from "./value.ts";
import { MAX_SEED } from "./settings.ts";

const canonicals = new WeakMap<object, string>();

/**
 * A text that is the same for configurations that mean the same: keys are sorted, numbers compare by value and type
 * (`0.10` is `0.1`, `1` is not `1.0`), everything else by what it is.
 */
export function canonical(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  const known = canonicals.get(value);
  if (known !== undefined) return known;
  let text: string;
  if (isList(value)) text = `[${value.map(canonical).join(",")}]`;
  else if (isMap(value)) {
    const entries = Array.from(value, ([key, item]) => `${canonicalKey(key)}:${canonical(item)}`);
    text = `{${entries.sort().join(",")}}`;
  } else text = canonicalScalar(value);
  canonicals.set(value, text);
  return text;
}

function canonicalKey(key: string | Scalar): string {
  return typeof key === "string" ? JSON.stringify(key) : canonicalScalar(key);
}

function canonicalScalar(scalar: Scalar): string {
  const { text, value } = scalar;
  if (typeof value === "number") return isFloat(text) ? `f${Object.is(value, -0) ? "-0" : value}` : `i${value}`;
  if (typeof value === "bigint") return `i${value}`;
  return typeof value === "string" ? `t${text}` : String(value);
}

function isFloat(text: string): boolean {
  return /[.]/.test(text);
}

/** The SHA-256 of a text, in hexadecimal digits. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The shortest id; longer where two experiments of a plan share their first digits. */
export const ID_LENGTH = 8;

/**
 * Abbreviates hashes: to 8 digits, and as many more as tell those of one plan apart.
 *
 * @param hashes all different
 * @param taken ids that are in use already
 */
export function abbreviate(hashes: readonly string[], taken: ReadonlySet<string> = new Set()): string[] {
  const counts = new Map<string, number>();
  for (const hash of hashes) {
    const id = hash.slice(0, ID_LENGTH);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const clashing = hashes.filter((hash) => counts.get(hash.slice(0, ID_LENGTH))! > 1);
  return hashes.map((hash) => {
    let length = ID_LENGTH;
    const others = counts.get(hash.slice(0, ID_LENGTH))! > 1 ? clashing.filter((other) => other !== hash) : [];
    while (others.some((other) => other.startsWith(hash.slice(0, length))) || taken.has(hash.slice(0, length))) {
      length++;
    }
    return hash.slice(0, length);
  });
}

/**
 * The seed of an experiment, from the grid's master seed: the same for the same experiment, independent of all others.
 *
 * @returns 0 … 2^31 − 1
 */
export function deriveSeed(master: number, hash: string): number {
  return parseInt(sha256(`seed ${master} ${hash}`).slice(0, 8), 16) & MAX_SEED;
}
