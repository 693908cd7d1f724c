/** Suggests similar words for an unknown one: `did you mean "lr"?`. */
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { printable } from "./printable.ts";

/**
 * The most similar candidate, if it is similar enough for a typo: up to a third of the letters may differ; in words of one
 * or two letters only the case.
 *
 * @returns the candidate, or `undefined` if none is similar
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(word.length / 3) + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const [one, other] = [word.toLowerCase(), candidate.toLowerCase()];
    // Two swapped letters count as one typo.
    const distance = one !== other && sorted(one) === sorted(other) ? 1 : levenshteinDistance(one, other);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function sorted(word: string): string {
  return Array.from(word).sort().join("");
}

/**
 * `, did you mean "x"?` to append to a message, or an empty string: a candidate that the word is the beginning of,
 * `validation_acc` of `validation_accuracy`, or else the {@link closest}. Of names in one section, such as `validation_acc` and
 * `validation_loss`, the rest has to be similar, too.
 */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const all = [...candidates];
  const near = completion(word, all) ?? closest(word, all.filter((candidate) => isSimilarInSection(word, candidate)));
  return near === undefined ? "" : `, did you mean "${printable(near)}"?`;
}

// Shorter beginnings say too little, and so do those of much longer words.
const MIN_BEGINNING = 3;
const MAX_GROWTH = 2;

// The shortest of them.
function completion(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < MIN_BEGINNING) return undefined;
  let best: string | undefined;
  for (const candidate of candidates) {
    const isLonger = candidate.length > word.length && candidate.length <= MAX_GROWTH * word.length;
    if (!isLonger || !candidate.toLowerCase().startsWith(word.toLowerCase())) continue;
    if (best === undefined || candidate.length < best.length) best = candidate;
  }
  return best;
}

// Most of their letters may be those of the section.
function isSimilarInSection(word: string, candidate: string): boolean {
  let section = 0;
  for (let index = 0; index < word.length && word[index] === candidate[index]; index++) {
    if (word[index] === "_" || word[index] === ".") section = index + 1;
  }
  if (section === 0) return true;
  const [rest, other] = [word.slice(section).toLowerCase(), candidate.slice(section).toLowerCase()];
  return sorted(rest) === sorted(other) || levenshteinDistance(rest, other) <= Math.max(1, Math.floor(rest.length / 2));
}

/** Like {@link suggestion}, but also for names of several words: `repetitions` suggests `experiment_repetitions`. */
export function suggestKey(word: string, keys: readonly string[]): string {
  const near = suggestion(word, keys);
  if (near !== "") return near;
  const containing = keys.filter((key) => `_${key}_`.includes(`_${word}_`));
  return containing.length === 1 ? `, did you mean "${containing[0]}"?` : "";
}
