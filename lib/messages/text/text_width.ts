/** The width of a text on a terminal, and texts that fit into one. */

// Combining marks and invisible characters take no room.
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;

// What Unicode calls wide (East Asian Width W and F), in the ranges that terminals agree on, and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

// Most texts: nothing in them needs a closer look.
const NARROW = /^[\x20-\x7e]*$/;

/** The number of columns that a text takes on a terminal. The text is printable and has no colours. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  return Array.from(text).reduce((sum, char) => sum + charWidth(char), 0);
}

function charWidth(char: string): number {
  return ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
}

/** Cuts a text at its end, with `…`, if it is wider than `width` columns. */
export function cutText(text: string, width: number): string {
  return textWidth(text) <= width ? text : width < 1 ? "" : `${firstColumns(text, width - 1)}…`;
}

// The longest beginning that is not wider.
function firstColumns(text: string, width: number): string {
  let taken = "";
  for (const char of text) {
    width -= charWidth(char);
    if (width < 0) break;
    taken += char;
  }
  return taken;
}

/** Pads a text at its end to `width` columns. */
export function padText(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
