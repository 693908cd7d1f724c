/** Text from files and other programs, made safe to print on a terminal: control characters become `?`. */
export function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, "?");
}
