/** Shortens texts. */

/**
 * Cuts a text in the middle, because both ends of a name distinguish configurations.
 *
 * @param width maximum number of characters, at least 3
 */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
