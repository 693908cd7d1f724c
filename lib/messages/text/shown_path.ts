/** Shortens paths for messages. */

/**
 * A path relative to the working directory if it is inside it, otherwise unchanged.
 *
 * @param path absolute
 * @param cwd absolute
 */
export function shownPath(path: string, cwd: string): string {
  if (path === cwd) return ".";
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}
