/** Text that others chose, fit for a line on a terminal: control characters are shown as `?`. */
export function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, "?");
}
