/** Formats text for messages: columns, numbers of things, lists, widths on a terminal, quotes, progress bars. */

/**
 * The lines of a table, with two spaces between its columns. Rows may have fewer cells than others.
 *
 * @param rows the cells: printable, without colours
 */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  // The last column needs no padding.
  const padded = rows.reduce((most, { length }) => Math.max(most, length), 1) - 1;
  const widths = Array.from(
    { length: padded },
    (_, column) => rows.reduce((width, row) => Math.max(width, textWidth(row[column] ?? "")), 0),
  );
  return rows.map((row) => row.map((cell, column) => padText(cell, widths[column] ?? 0)).join("  ").trimEnd());
}

/** A number with its noun: `1 run`, `2 runs`. */
export function counted(count: number, one: string, many?: string): string {
  return `${count} ${plural(count, one, many)}`;
}

/** The noun for a number of things: `run`, `runs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

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

// Combining marks and invisible characters take no columns.
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;

// What Unicode calls wide (East Asian Width W and F), in the ranges that terminals agree on, and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

// Most texts are of this kind and need no closer look.
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

/** The first few texts, and how many more there are: `a, b and 3 more`. */
export function firstOf(texts: readonly string[], most: number): string {
  const more = texts.length > most ? ` and ${texts.length - most} more` : "";
  return `${texts.slice(0, most).join(", ")}${more}`;
}

/** A value as one word for a POSIX shell: unquoted if it is safe, otherwise in single quotes. */
export function shellQuote(value: string): string {
  return value !== "" && /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** A progress bar of `width` characters. A total of 0 counts as done. */
export function bar(done: number, total: number, width: number): string {
  const filled = total === 0 ? width : Math.floor(done / total * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}
