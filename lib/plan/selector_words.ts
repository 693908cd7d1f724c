/** Reads selectors from the words of a command line. */

/**
 * The selectors in a command line. Tables and messages print an experiment as `NAME rN ID`. If this is pasted without quotes,
 * its words are combined into one selector.
 *
 * @param words the arguments of a command
 */
export function selectorsOf(words: readonly string[]): string[] {
  const selectors: string[] = [];
  for (let at = 0; at < words.length;) {
    const length = labelLength(words.slice(at, at + 3));
    const selector = words.slice(at, at + length).join(" ");
    selectors.push(length > 1 ? selector.replace(/:$/, "") : selector);
    at += length;
  }
  return selectors;
}

// In messages, a colon follows if the sentence goes on.
function labelLength([, repetition, id]: readonly string[]): number {
  if (repetition === undefined || !/^r\d+:?$/.test(repetition)) return 1;
  return id !== undefined && /^[0-9a-f]{8,32}:?$/.test(id) ? 3 : 2;
}
