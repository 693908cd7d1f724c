/** Text that others chose, and paths, made fit for a terminal. */

// What a terminal obeys (ECMA-48). Strings (OSC, DCS, SOS, PM, APC: titles and the clipboard, for instance), up to their end;
// colours and cursor movements (CSI); shorter sequences: a reset, a character set.
const SEQUENCES =
  // deno-lint-ignore no-control-regex
  /(?:\x1b[\]P_^X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]/g;

// Control characters, and those that change the direction of what follows, or break the line.
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

// What messages keep: newlines, and the colours that this program uses.
// deno-lint-ignore no-control-regex
const KEPT_IN_MESSAGES = /(\n|\x1b\[(?:1|2|22|31|32|33|39)m)/;

/**
 * Text that others chose (a name in a file, what another program prints) as one line for a terminal: without sequences that a
 * terminal would obey; a tab is a space, and any other control character a `?`.
 */
export function printable(text: string): string {
  if (text.search(CONTROLS) === -1) return text;
  return text.replaceAll(SEQUENCES, "").replaceAll("\t", " ").replaceAll(CONTROLS, "?");
}

/** A message that may hold text that others chose: its lines and colours stay, everything else is as in {@link printable}. */
export function printableMessage(message: string): string {
  if (message.search(CONTROLS) === -1) return message;
  return message.split(KEPT_IN_MESSAGES).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");
}

// What logs keep: newlines, carriage returns of progress bars, tabs and colours.
// deno-lint-ignore no-control-regex
const KEPT_IN_LOGS = /([\n\r\t]|\x1b\[[\d;:]*m)/;

// A sequence at the end of a text, as far as it goes. What logs keep ends it.
const INCOMPLETE =
  // deno-lint-ignore no-control-regex
  /(?:(?:\x1b[\]P_^X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n\r\t]*|(?:\x1b\[|\x9b)[0-?]*[ -/]*|\x1b[ -/]*)$/;

/** Where the control sequence begins with which a log ends, and that may go on; its length without one. */
export function incompleteSequence(text: string): number {
  const start = text.search(INCOMPLETE);
  return start === -1 ? text.length : start;
}

/** What a program printed: its lines, progress bars and colours stay, everything else is as in {@link printable}. */
export function printableLog(text: string): string {
  if (text.search(CONTROLS) === -1) return text;
  return text.split(KEPT_IN_LOGS).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");
}

// Shortens paths, for messages and for programs.

/**
 * A path relative to the working directory if it is inside it, otherwise unchanged: on stdout, in JSON, and for what opens it.
 *
 * @param path absolute
 * @param cwd absolute
 */
export function relativePath(path: string, cwd: string): string {
  if (path === cwd) return ".";
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

/** {@link relativePath} for a message: on one line, without what a terminal would obey, whatever names its directories have. */
export function shownPath(path: string, cwd: string): string {
  return printable(relativePath(path, cwd));
}
