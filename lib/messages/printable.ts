/** Makes untrusted text and paths safe to print on a terminal. */

// Control sequences of a terminal (ECMA-48). Strings (OSC, DCS, SOS, PM, APC: titles and the clipboard, for instance), up to
// their end; colours and cursor movements (CSI); shorter sequences: a reset, a character set.
const SEQUENCES =
  // deno-lint-ignore no-control-regex
  /(?:\x1b[\]P_^X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]/g;

// Control characters, and characters that change the direction of the text after them, or break the line.
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

// What messages keep: newlines, and the colours that this program uses.
// deno-lint-ignore no-control-regex
const KEPT_IN_MESSAGES = /(\n|\x1b\[(?:1|2|22|31|32|33|39)m)/;

/**
 * Untrusted text (a name in a file, the output of another program) as one line for a terminal: without control sequences; a tab
 * becomes a space, and any other control character a `?`.
 */
export function printable(text: string): string {
  if (text.search(CONTROLS) === -1) return text;
  return text.replaceAll(SEQUENCES, "").replaceAll("\t", " ").replaceAll(CONTROLS, "?");
}

/** The output of a program without control sequences, such as colours. */
export function withoutSequences(text: string): string {
  return text.includes("\x1b") ? text.replaceAll(SEQUENCES, "") : text;
}

/** A message that may contain untrusted text. Its newlines and colours stay; everything else is as in {@link printable}. */
export function printableMessage(message: string): string {
  if (message.search(CONTROLS) === -1) return message;
  return message.split(KEPT_IN_MESSAGES).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");
}

// What logs keep: newlines, carriage returns of progress bars, tabs and colours.
// deno-lint-ignore no-control-regex
const KEPT_IN_LOGS = /([\n\r\t]|\x1b\[[\d;:]*m)/;

// An incomplete control sequence at the end of a text. What is kept in logs ends it.
const INCOMPLETE =
  // deno-lint-ignore no-control-regex
  /(?:(?:\x1b[\]P_^X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n\r\t]*|(?:\x1b\[|\x9b)[0-?]*[ -/]*|\x1b[ -/]*)$/;

/** The index of an incomplete control sequence at the end of a log; the length of the text if there is none. */
export function incompleteSequence(text: string): number {
  const start = text.search(INCOMPLETE);
  return start === -1 ? text.length : start;
}

/** The output of a program. Its newlines, progress bars and colours stay; everything else is as in {@link printable}. */
export function printableLog(text: string): string {
  if (text.search(CONTROLS) === -1) return text;
  return text.split(KEPT_IN_LOGS).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");
}

/**
 * A path relative to the working directory if it is inside it, otherwise unchanged. For stdout, JSON and functions that open
 * it.
 *
 * @param path absolute
 * @param cwd absolute
 */
export function relativePath(path: string, cwd: string): string {
  if (path === cwd) return ".";
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}

/** {@link relativePath} for a message: on one line and without control sequences, whatever names the directories have. */
export function shownPath(path: string, cwd: string): string {
  return printable(relativePath(path, cwd));
}
