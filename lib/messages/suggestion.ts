/** Suggestions for a word that is not known. */
import { levenshteinDistance } from "@std/text";
import { printable } from "./printable.ts";

/**
 * The closest of some words, if it is close enough to be a slip of the pen: a third of the word's letters may differ, and
 * of one or two letters only the case.
 *
 * @returns the word, or `undefined` when none is near
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.floor(word.length / 3) + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const [one, other] = [word.toLowerCase(), candidate.toLowerCase()];
    // Letters in another order are one slip.
    const distance = one !== other && sorted(one) === sorted(other) ? 1 : levenshteinDistance(one, other);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function sorted(word: string): string {
  return Array.from(word).sort().join("");
}

/** `, did you mean "x"?` for a message, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = closest(word, candidates);
  return near === undefined ? "" : `, did you mean "${printable(near)}"?`;
}
