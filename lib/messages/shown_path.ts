/** Shortens paths, for messages and for programs. */
import { printable } from "./printable.ts";

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
