/** Paths as people see them. */

/** A path as it is shown to people: relative to where they are when that is shorter. */
export function shownPath(path: string, cwd: string): string {
  if (path === cwd) return ".";
  return path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
}
