/**
 * Finds parameters whose values change no number: a flag that the trainer takes for true whatever is given, or a misspelled
 * argument that it ignores.
 */
import type { ExperimentResult } from "../results/experiment_result.ts";

/** A parameter whose values change no number. */
export interface IdleParam {
  /** Its dotted key. */
  readonly key: string;
  /** Its values, in the order of the experiments. */
  readonly values: readonly string[];
  /** Number of comparisons: of experiments that are otherwise the same. */
  readonly compared: number;
}

/** Compares experiments that differ in one parameter. */
export interface IdleFinder {
  /**
   * Adds a trained experiment.
   *
   * @param numbers gives its results and their places, without durations and the like; experiments without any are not compared
   */
  add(
    experiment: Pick<ExperimentResult, "grid" | "repetition" | "params">,
    numbers: () => Iterable<readonly [place: number, value: number]>,
  ): void;
  finish(): IdleParam[];
}

/** 64 bits. */
interface Hash {
  readonly low: number;
  readonly high: number;
}

/** What is known of a parameter. */
interface Candidate {
  readonly key: string;
  /** The hashes of its values, of the first few. */
  readonly hashes: Map<string, Hash>;
  /** By what else distinguishes experiments: their numbers, and the value that was there first. */
  readonly groups: Map<number, { readonly numbers: number; readonly value: string }>;
  readonly values: Set<string>;
  /** The values that were compared with another one. */
  readonly comparedValues: Set<string>;
  compared: number;
  /** Whether no two values have made a difference so far. */
  isIdle: boolean;
}

/**
 * Creates a finder. Only hashes are kept, and of a parameter only until it has made a difference. Equal hashes of what is
 * different, which are very unlikely, hide a finding and make up none, unless the numbers are equal, too.
 */
export function createIdleFinder(): IdleFinder {
  const candidates = new Map<string, Candidate>();
  let idle = 0;

  function candidateOf(key: string): Candidate {
    let candidate = candidates.get(key);
    if (candidate !== undefined) return candidate;
    const nothing = {
      hashes: new Map(),
      groups: new Map(),
      values: new Set<string>(),
      comparedValues: new Set<string>(),
    };
    candidate = { key, ...nothing, compared: 0, isIdle: true };
    candidates.set(key, candidate);
    idle++;
    return candidate;
  }

  return {
    add({ grid, repetition, params }, results) {
      const own = Array.from(params, ([key, value]) => ({ candidate: candidateOf(key), value }));
      if (idle === 0) return;
      const numbers = hashNumbers(results());
      if (numbers === undefined) return;
      let { low, high } = hashText(`${grid}\0${repetition}`);
      const hashes = own.map(({ candidate, value }) => hashValue(candidate, value));
      for (const hash of hashes) [low, high] = [(low + hash.low) | 0, (high + hash.high) | 0];
      for (const [index, { candidate, value }] of own.entries()) {
        if (!candidate.isIdle) continue;
        candidate.values.add(value);
        const hash = hashes[index]!;
        const group = joined((low - hash.low) | 0, (high - hash.high) | 0);
        if (compare(candidate, group, value, numbers)) continue;
        candidate.isIdle = false;
        candidate.groups.clear();
        idle--;
      }
    },
    finish: () =>
      Array.from(candidates.values()).flatMap(({ key, values, comparedValues, compared, isIdle }) =>
        isIdle && values.size > 1 && comparedValues.size === values.size ? [{ key, values: [...values], compared }] : []
      ),
  };
}

// Returns whether the numbers are those of the other values.
function compare(candidate: Candidate, group: number, value: string, numbers: number): boolean {
  const other = candidate.groups.get(group);
  if (other === undefined) candidate.groups.set(group, { numbers, value });
  else if (other.value !== value) {
    if (other.numbers !== numbers) return false;
    candidate.compared++;
    candidate.comparedValues.add(value).add(other.value);
  }
  return true;
}

// Axes have few values, unless they are drawn.
const MAX_HASHES = 256;

function hashValue({ key, hashes }: Candidate, value: string): Hash {
  const known = hashes.get(value);
  if (known !== undefined) return known;
  const hash = hashText(`${key}=${value}`);
  if (hashes.size < MAX_HASHES) hashes.set(value, hash);
  return hash;
}

// Hashes are added, so that they do not depend on an order, and one part can be taken out again.

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

function hashNumbers(results: Iterable<readonly [number, number]>): number | undefined {
  let [low, high, count] = [0, 0, 0];
  for (const [place, value] of results) {
    float[0] = value;
    low = (low + mix(mix(words[0]! ^ place) ^ words[1]!)) | 0;
    high = (high + mix(mix(words[1]! + place) + words[0]!)) | 0;
    count++;
  }
  return count === 0 ? undefined : joined(low, high);
}

// 53 bits.
function joined(low: number, high: number): number {
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

// FNV-1a, from two beginnings.
function hashText(text: string): Hash {
  let [low, high] = [0x811c9dc5, 0x2545f491];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000193);
  }
  return { low: mix(low), high: mix(high) };
}

// The finalizer of MurmurHash3.
function mix(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}
