/**
 * Finds parameters whose values change no number: a flag that the trainer takes for true whatever is given, or a misspelled
 * argument that it ignores.
 */
import type { ExperimentResult } from "../results/experiment_result.ts";

/** A parameter whose values change no number. */
export interface IdleParam {
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
   * @param numbers its results and their places, without durations and the like; experiments without any are not compared
   */
  add(experiment: ExperimentResult, numbers: Iterable<readonly [place: number, value: number]>): void;
  finish(): IdleParam[];
}

/** A parameter of which no two values have made a difference so far. */
interface Candidate {
  /** By what else distinguishes experiments: their numbers, and the value that was there first. */
  readonly groups: Map<number, { readonly numbers: number; readonly value: string }>;
  readonly values: Set<string>;
  /** The values that were compared with another one. */
  readonly comparedValues: Set<string>;
  compared: number;
}

/**
 * Creates a finder. Only hashes are kept, and of a parameter only until it has made a difference. Equal hashes of what is
 * different, which are very unlikely, hide a finding and make up none, unless the numbers are equal, too.
 */
export function createIdleFinder(): IdleFinder {
  const candidates = new Map<string, Candidate>();
  const active = new Set<string>();
  return {
    add({ grid, repetition, params }, results) {
      const numbers = hashNumbers(results);
      if (numbers === undefined) return;
      const all = createSum();
      all.add(`${grid}\0${repetition}`);
      for (const [key, value] of params) all.add(`${key}=${value}`);
      for (const [key, value] of params) {
        const known = candidates.get(key);
        if (known !== undefined && !active.has(key)) continue;
        const candidate = known ?? { groups: new Map(), values: new Set(), comparedValues: new Set(), compared: 0 };
        if (known === undefined) {
          candidates.set(key, candidate);
          active.add(key);
        }
        candidate.values.add(value);
        if (compare(candidate, all.without(`${key}=${value}`), value, numbers)) continue;
        active.delete(key);
        candidate.groups.clear();
      }
    },
    finish: () =>
      Array.from(candidates).flatMap(([key, { values, comparedValues, compared }]) =>
        active.has(key) && values.size > 1 && comparedValues.size === values.size
          ? [{ key, values: [...values], compared }]
          : []
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

// Hashes that do not depend on an order, so that one part can be taken out again.

interface HashSum {
  add(text: string): void;
  /** The sum without a text that was added: 53 bits. */
  without(text: string): number;
}

function createSum(): HashSum {
  let [low, high] = [0, 0];
  return {
    add(text) {
      low = (low + hashText(text, 0)) | 0;
      high = (high + hashText(text, 1)) | 0;
    },
    without: (text) => joined((low - hashText(text, 0)) | 0, (high - hashText(text, 1)) | 0),
  };
}

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

function joined(low: number, high: number): number {
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

// FNV-1a.
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ mix(seed);
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
}

// The finalizer of MurmurHash3.
function mix(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}
