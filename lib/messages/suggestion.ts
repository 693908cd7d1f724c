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

/** `, did you mean "x"?` to append to a message, or an empty string. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = closest(word, candidates);
  return near === undefined ? "" : `, did you mean "${printable(near)}"?`;
}

/** Like {@link suggestion}, but also for names of several words: `repetitions` suggests `experiment_repetitions`. */
export function suggestKey(word: string, keys: readonly string[]): string {
  const near = suggestion(word, keys);
  if (near !== "") return near;
  const containing = keys.filter((key) => `_${key}_`.includes(`_${word}_`));
  return containing.length === 1 ? `, did you mean "${containing[0]}"?` : "";
}
